import Histogram

/// Durations of one service or event type as an HDR histogram (https://hdrhistogram.org): microseconds, three digits.
struct Latency {
    private var histogram = Histogram<UInt32>(
        lowestDiscernibleValue: 1,
        highestTrackableValue: 1 << 22,
        numberOfSignificantValueDigits: .three
    )

    init() { histogram.autoResize = true }

    /// - Parameter nanoseconds: anything above two hours counts as two hours.
    mutating func record(_ nanoseconds: Int64) {
        let microseconds = UInt64(min(max((nanoseconds + 500) / 1000, 0), 7_200_000_000))
        histogram.record(microseconds)
    }

    /// The duration that `percentile` percent of the recorded do not exceed; at least the percentile of the sorted list by rank, at most 0.1 % above it.
    func at(_ percentile: Double) -> Duration {
        .microseconds(Int64(histogram.valueAtPercentile(percentile)))
    }
}
