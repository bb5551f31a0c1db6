import EventModel
import Histogram
import Testing

@testable import Telemetry

@Suite("Latency histograms")
struct LatencyTests {
    static let percentiles = [0, 1, 50, 90, 95, 99, 99.9, 100]

    /// Durations from nothing to hours, most of them short; few different ones, or many.
    static func durations(_ count: Int, _ random: inout SeededRandom) -> [Int64] {
        (0..<count).map { _ in
            Int64(Double.random(in: 0...1, using: &random) * [1e3, 1e6, 1e9, 1e12].randomElement(using: &random)!)
        }
    }

    @Test("As hdrhistogram says", arguments: [1, 20, 128, 129, 5000])
    func oracle(_ count: Int) throws {
        var random = SeededRandom(seed: UInt64(count))
        let durations = Self.durations(count, &random)
        var latency = Latency()
        var library = Histogram<UInt32>(numberOfSignificantValueDigits: .three)
        for duration in durations {
            latency.record(duration)
            library.record(UInt64((duration + 500) / 1000))
        }
        let sorted = durations.sorted()
        for percentile in Self.percentiles {
            let exact = sorted[max(Int((percentile * Double(count) / 100).rounded(.up)) - 1, 0)]
            let read = latency.at(percentile).nanoseconds
            #expect(read >= exact - 500 && Double(read) <= Double(exact) * 1.001 + 500)
            // The library knows the longest as it was; here it is known by its bucket.
            let longest = Duration.microseconds((sorted[count - 1] + 500) / 1000)
            let same = Duration.microseconds(Int64(library.valueAtPercentile(percentile)))
            #expect(min(latency.at(percentile), longest) == same)
        }
        #expect(latency.at(Self.percentiles) == Self.percentiles.map(latency.at))
    }

    @Test("Put away and added up again, and taken away", arguments: 1...5 as ClosedRange<UInt64>)
    func runs(_ seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let parts = (0..<4).map { _ in Self.durations(Int.random(in: 0...3000, using: &random), &random) }
        var all = Latency()
        var sum = Latency()
        let runs = parts.map { part in
            var latency = Latency()
            for duration in part {
                latency.record(duration)
                all.record(duration)
            }
            return LatencyRun(latency)
        }
        for run in runs { sum.add(run, times: 1) }
        #expect(Self.percentiles.map(sum.at) == Self.percentiles.map(all.at) && sum.total == all.total)
        sum.add(runs[0], times: -1)
        sum.add(runs[2], times: -1)
        var rest = Latency()
        for duration in parts[1] + parts[3] { rest.record(duration) }
        #expect(Self.percentiles.map(sum.at) == Self.percentiles.map(rest.at) && sum.total == rest.total)
        #expect(runs.map(\.bytes).reduce(0, +) < parts.joined().count * 3 + 64)
    }

    @Test("What is beyond measure counts as the longest, what is below nothing as nothing")
    func extremes() {
        var latency = Latency()
        latency.record(.max)
        #expect(latency.at(50) >= .seconds(7200) && latency.at(50) <= .seconds(7208))
        latency = Latency()
        latency.record(-5)
        latency.record(.min)
        #expect(latency.at(100) == .zero && Latency().at(50) == .zero)
    }
}
