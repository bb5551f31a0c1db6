import Telemetry
import Testing

@Suite("Records around matches")
struct ContextWindowTests {
    /// `12` context, `3!` match, `--` a gap.
    private func picked(_ matches: Set<Int>, before: Int, after: Int, of count: Int = 20) -> String {
        var window = ContextWindow(before: before, after: after)
        var out: [String] = []
        for id in 0..<count {
            window.take(id, isMatch: matches.contains(id)) { item in
                switch item {
                case .match(let id): out.append("\(id)!")
                case .context(let id): out.append("\(id)")
                case .gap: out.append("--")
                }
            }
        }
        return out.joined(separator: " ")
    }

    @Test(arguments: [
        ([], 2, 2, ""), ([5], 0, 0, "5!"), ([5], 2, 1, "3 4 5! 6"), ([0], 3, 1, "0! 1"), ([19], 1, 3, "18 19!"),
        ([5, 6], 1, 1, "4 5! 6! 7"), ([5, 8], 1, 1, "4 5! 6 7 8! 9"), ([5, 9], 1, 1, "4 5! 6 -- 8 9! 10"),
        ([5, 7], 0, 0, "5! -- 7!"), ([5, 6, 12], 0, 2, "5! 6! 7 8 -- 12! 13 14"), ([3, 5], 4, 0, "0 1 2 3! 4 5!"),
        ([2, 9], 10, 0, "0 1 2! 3 4 5 6 7 8 9!"), ([5], -1, -3, "5!"),
    ])
    func picks(_ matches: [Int], _ before: Int, _ after: Int, _ expected: String) {
        #expect(picked(Set(matches), before: before, after: after) == expected)
    }

    /// Against the plain definition: a record is picked if a match is near enough.
    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func agreesWithTheDefinition(_ seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let (before, after) = (Int.random(in: 0...6, using: &random), Int.random(in: 0...6, using: &random))
        let matches = Set(
            (0..<Int.random(in: 0...12, using: &random)).map { _ in Int.random(in: 0..<100, using: &random) }
        )
        var expected: [String] = []
        var last: Int?
        for id in 0..<100 where matches.contains(where: { id >= $0 - before && id <= $0 + after }) {
            if let last, last != id - 1 { expected.append("--") }
            expected.append(matches.contains(id) ? "\(id)!" : "\(id)")
            last = id
        }
        #expect(picked(matches, before: before, after: after, of: 100) == expected.joined(separator: " "))
    }
}
