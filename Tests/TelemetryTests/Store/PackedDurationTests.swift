import Testing

@testable import Telemetry

@Suite("Durations in 32 bits")
struct PackedDurationTests {
    @Test(arguments: [
        (0, 0), (1, 1), (14_888_000, 14_888_000), (1_073_741_823, 1_073_741_823), (2_123_456_000, 2_123_456_000),
        (2_123_456_789, 2_123_457_000), (3_600_000_000_000, 3_600_000_000_000),
        (86_400_000_000_000 * 30, 86_400_000_000_000 * 30),
    ])
    func unpacks(_ nanoseconds: Int64, _ read: Int64) { #expect(PackedDuration(nanoseconds).nanoseconds == read) }

    @Test("None is none, and nothing else is")
    func none() {
        #expect(PackedDuration(Chunk.none).nanoseconds == Chunk.none)
        #expect(PackedDuration(.max).nanoseconds != Chunk.none)
    }

    @Test("A longer duration never has a smaller word")
    func ordered() {
        var random = SeededRandom(seed: 11)
        let durations = (0..<5000).map { _ in
            Int64.random(in: 0...(1 << Int64.random(in: 0...62, using: &random)), using: &random)
        }
        for pair in zip(durations.sorted(), durations.sorted().dropFirst()) {
            #expect(PackedDuration(pair.0).word <= PackedDuration(pair.1).word)
        }
    }
}
