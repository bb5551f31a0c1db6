import Testing

@testable import Dashboard

@Suite struct MatchBlockTests {
    /// Few and many, grown at both ends, against a plain array.
    @Test(arguments: [3, 60, 4_000, 9_000, 65_536])
    func agreesWithAnArray(_ wanted: Int) {
        var random = SplitMix(seed: UInt64(wanted))
        let rows = (0..<MatchBlock.length).filter { _ in random.below(MatchBlock.length) < wanted }
        var block = MatchBlock()
        let middle = rows.count / 2
        block.add(rows[middle...])
        for part in stride(from: middle, to: 0, by: -777) { block.add(rows[max(0, part - 777)..<part]) }
        #expect(block.count == rows.count)
        for i in stride(from: 0, to: rows.count, by: max(1, rows.count / 500)) { #expect(block[i] == rows[i]) }
        for row in stride(from: 0, through: MatchBlock.length, by: 499) {
            #expect(block.rank(of: row) == rows.partitioningIndex { $0 >= row })
        }
        let cut = rows[rows.count / 3] + 1
        block.remove(below: cut)
        let left = rows.filter { $0 >= cut }
        #expect(block.count == left.count)
        #expect(block.count == 0 || block[0] == left[0])
        #expect(block.rank(of: cut) == 0)
        block.remove(below: MatchBlock.length)
        #expect(block.count == 0)
    }
}
