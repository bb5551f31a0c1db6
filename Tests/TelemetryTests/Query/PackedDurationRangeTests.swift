import Testing

@testable import Telemetry

@Suite("Ranges of packed durations")
struct PackedDurationRangeTests {
    private static let edges: [Int64] = [
        0, 1, 999, 1 << 30 - 1, 1 << 30, 1 << 30 + 499, 1 << 30 + 500, 1_073_741_823_999, 1_073_741_824_000,
        1_073_741_824_000_000, 2_000_000_000_000_000_000, .max - 1,
    ]

    @Test("A word is in the range of words if its duration is in that of nanoseconds", arguments: edges)
    func agrees(_ edge: Int64) {
        let durations = Self.edges.flatMap { [max($0, 1) - 1, $0, $0 + 1] }.map { PackedDuration($0) }
        for low in [edge, edge + 1] {
            for high in Self.edges + [.max] where high >= low {
                let words = PackedDuration.words(in: low...high)
                for duration in durations {
                    let isIn = words.map { $0.contains(duration.word) } ?? false
                    #expect(isIn == (low...high).contains(duration.nanoseconds), "\(duration) in \(low)...\(high)")
                }
                #expect(words?.contains(PackedDuration.none) != true)
            }
        }
        #expect(PackedDuration.words(in: Int64.min...(-1)) == nil)
    }
}
