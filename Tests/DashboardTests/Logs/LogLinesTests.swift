import EventModel
import Testing

@testable import Dashboard

@Suite struct LogLinesTests {
    private func list(_ ids: [Int], of range: Range<Int>) -> MatchList {
        var list = MatchList(query: "x")
        list.hold(range)
        list.append(range, ids)
        return list
    }

    /// Every line from the first record on: ids, `-` where records are left out, `!3` where three were lost.
    private func text(_ lines: LogLines) -> String {
        var out: [String] = []
        var here = lines.first
        var last: Int?
        while let id = here {
            if let last {
                for mark in lines.marks(between: last, and: id) {
                    if case .lost(let n) = mark { out.append("!\(n)") } else { out.append("-") }
                }
            }
            out.append("\(id)")
            last = id
            here = lines.after(id)
        }
        return out.joined(separator: " ")
    }

    @Test(arguments: [
        (0, "10 11 20 39"), (1, "9 10 11 12 - 19 20 21 - 38 39"),
        (4, "6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 - 35 36 37 38 39"),
        (100, (0..<40).map(String.init).joined(separator: " ")),
    ])
    func recordsAroundMatches(_ context: Int, _ expected: String) {
        #expect(text(LogLines(list([10, 11, 20, 39], of: 0..<40), context: context)) == expected)
    }

    @Test func hiddenRecordsAreNoContext() {
        let lines = LogLines(list([10, 20], of: 0..<40), context: 2, isHidden: { $0 % 2 == 1 })
        #expect(text(lines) == "6 8 10 12 14 16 18 20 22 24")
    }

    @Test func aMatchThatWouldBeHiddenIsShown() {
        #expect(text(LogLines(list([11], of: 0..<40), context: 1, isHidden: { $0 % 2 == 1 })) == "10 11 12")
    }

    @Test func nothingBeyondTheEndIsShown() {
        let lines = LogLines(list([10, 20], of: 0..<40), context: 3, end: 12)
        #expect(text(lines) == "7 8 9 10 11")
        #expect(lines.count == 1)
        // But there is no reason to hide all there is.
        #expect(LogLines(list([10, 20], of: 0..<40), end: 5).count == 2)
    }

    @Test func lostLinesStandWhereTheyWereLost() {
        let lines = LogLines(list([10, 20, 30], of: 0..<40), gaps: [(15, 3), (20, 1), (31, 9)])
        #expect(text(lines) == "10 !3 !1 20 30")
    }

    /// Forward and backward are each other's opposite, and both agree with the plain definition.
    @Test(arguments: 1...30) func agreesWithTheDefinition(_ seed: Int) {
        var random = SplitMix(seed: UInt64(seed))
        let range = random.below(20)..<(20 + random.below(200))
        let hidden = Set(range.filter { _ in random.below(4) == 0 })
        let ids = range.filter { !hidden.contains($0) && random.below(12) == 0 }
        let context = random.below(6)
        let lines = LogLines(list(ids, of: range), context: context, isHidden: { hidden.contains($0) })
        let base = range.filter { !hidden.contains($0) }
        let shown = base.indices.filter { i in ids.contains { abs((base.firstIndex(of: $0) ?? -1_000) - i) <= context }
        }.map { base[$0] }
        var forward: [Int] = [], backward: [Int] = []
        var here = lines.first
        while let id = here { forward.append(id); here = lines.after(id) }
        here = lines.last
        while let id = here { backward.append(id); here = lines.before(id) }
        #expect(forward == shown)
        #expect(backward == shown.reversed())
        for id in range {
            #expect(lines.contains(id) == shown.contains(id))
            #expect(lines.after(id) == shown.first { $0 > id })
            #expect(lines.before(id) == shown.last { $0 < id })
        }
    }

    @Test func theNearestInTimeTakesTheSelection() {
        let lines = LogLines(list([10, 20], of: 0..<40))
        // Ids 11 to 15 come in a burst just before 20.
        func time(_ id: Int) -> Timestamp? { Timestamp(seconds: id <= 10 ? 0 : 100 + Int64(id)) }
        #expect(lines.nearest(10, time) == 10)
        #expect(lines.nearest(11, time) == 20)
        #expect(lines.nearest(3, time) == 10)
        #expect(lines.nearest(35, time) == 20)
        #expect(LogLines(list([], of: 0..<40)).nearest(3, time) == nil)
    }
}

/// A small generator with a fixed seed.
struct SplitMix {
    private var state: UInt64
    init(seed: UInt64) { state = seed }
    mutating func below(_ n: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((z ^ (z >> 31)) % UInt64(max(1, n)))
    }
}
