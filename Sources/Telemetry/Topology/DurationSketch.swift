/// How durations are spread, small enough to keep for every edge of every chunk: buckets of microseconds, exact to 64 µs
/// and 1.6 % wide above, as in an HDR histogram (https://hdrhistogram.org) with 32 buckets to each power of two.
struct DurationSketch {
    static let buckets = 64 + 28 * 32
    /// What is longer counts as two hours.
    private static let ceiling: Int64 = 7_200_000_000

    private var counts: [UInt32] = []
    private(set) var total = 0
    /// Nanoseconds.
    private(set) var longest = Int64.min

    @inline(__always)
    static func bucket(_ nanoseconds: Int64) -> UInt16 {
        let microseconds = min(max(0, (nanoseconds &+ 500) / 1000), ceiling)
        if microseconds < 64 { return UInt16(microseconds) }
        let power = 63 - microseconds.leadingZeroBitCount
        return UInt16(64 + (power - 6) * 32 + Int(microseconds >> (power - 5)) & 31)
    }

    /// The middle of a bucket in nanoseconds.
    private static func middle(_ bucket: Int) -> Int64 {
        if bucket < 64 { return Int64(bucket) * 1000 }
        let power = (bucket - 64) / 32 + 6
        let width = Int64(1) << (power - 5)
        return ((Int64(32 + (bucket - 64) % 32) * width) + width / 2) * 1000
    }

    /// Adds what fell into a bucket.
    mutating func add(_ bucket: Int, _ count: Int, longest: Int64) {
        if counts.isEmpty { counts = Array(repeating: 0, count: Self.buckets) }
        counts[bucket] += UInt32(clamping: count)
        total += count
        self.longest = max(self.longest, longest)
    }

    /// The duration by rank: exact where it is the longest of all, else the middle of its bucket. Nil of nothing.
    func at(_ percentile: Double) -> Duration? {
        guard total > 0 else { return nil }
        let rank = max(1, Int((percentile / 100 * Double(total)).rounded(.up)))
        if rank >= total { return .nanoseconds(longest) }
        var seen = 0
        for (bucket, count) in counts.enumerated() {
            seen += Int(count)
            if seen >= rank { return .nanoseconds(min(Self.middle(bucket), longest)) }
        }
        return .nanoseconds(longest)
    }
}
