import EventModel
import Testing

@testable import DeadLetters

@Suite struct DiffTests {
    private func diff(_ old: String, _ new: String, context: Int = 3) -> [String] {
        LineDiff(old.map(String.init), new.map(String.init)).unified(context: context).map(\.description)
    }

    @Test func writesUnifiedDiffs() {
        #expect(diff("abc", "abc").isEmpty)
        #expect(
            diff("abcdefghij", "abcdXfghij") == ["@@ -2,7 +2,7 @@", " b", " c", " d", "-e", "+X", " f", " g", " h"]
        )
        #expect(diff("", "ab") == ["@@ -0,0 +1,2 @@", "+a", "+b"])
        #expect(diff("ab", "") == ["@@ -1,2 +0,0 @@", "-a", "-b"])
        #expect(diff("abcdefgh", "Xabcdefgh", context: 1) == ["@@ -1 +1,2 @@", "+X", " a"])
        #expect(
            diff("abcdefghijklmnop", "aBcdefghijklmnoP", context: 1) == [
                "@@ -1,3 +1,3 @@", " a", "-b", "+B", " c", "@@ -15,2 +15,2 @@", " o", "-p", "+P",
            ]
        )
        // Parts that touch are one.
        #expect(
            diff("abcdef", "XbcdeY", context: 2) == ["@@ -1,6 +1,6 @@", "-a", "+X", " b", " c", " d", " e", "-f", "+Y"]
        )
        #expect(diff("ab", "b", context: 0) == ["@@ -1 +0,0 @@", "-a"])
    }

    /// Applying a script to the old gives the new, and it is as short as the longest common subsequence allows.
    @Test func isRightAndShortest() {
        var dice = Dice(state: 5)
        for _ in 0..<2_000 {
            let old = (0..<Int.random(in: 0..<12, using: &dice)).map { _ in Int.random(in: 0..<4, using: &dice) }
            let new = (0..<Int.random(in: 0..<12, using: &dice)).map { _ in Int.random(in: 0..<4, using: &dice) }
            var (built, consumed, kept): ([Int], [Int], Int) = ([], [], 0)
            for run in EditScript(old, new).runs {
                switch run {
                case .same(let i, let j):
                    #expect(old[i] == new[j])
                    built += new[j]
                    consumed += old[i]
                    kept += i.count
                case .removed(let i): consumed += old[i]
                case .added(let j): built += new[j]
                }
            }
            #expect(built == new && consumed == old && kept == common(old, new))
        }
    }

    private func common(_ a: [Int], _ b: [Int]) -> Int {
        var row = Array(repeating: 0, count: b.count + 1)
        for x in a {
            var corner = 0
            for (j, y) in b.enumerated() {
                let above = row[j + 1]
                row[j + 1] = x == y ? corner + 1 : max(above, row[j])
                corner = above
            }
        }
        return row[b.count]
    }

    @Test func isBounded() {
        let old = (0..<100_000).map { "old \($0)" }, new = (0..<100_000).map { "new \($0)" }
        let lines = LineDiff(old, new).unified()
        #expect(lines.count == 200_001)
        #expect(LineDiff(old, Array(old.dropFirst(50_000))).unified().count == 50_004)
    }

    @Test func showsBytes() {
        let old = [UInt8](0..<100)
        var new = old
        new[40] = 0xFF
        #expect(
            ByteDiff(old, new).unified(context: 1).map { $0.description.prefix(24) } == [
                "@@ 1 byte at 0x28 -> 1 b", " 00000010:  10 11 12 13 ", "-00000020:  20 21 22 23 ",
                "+00000020:  20 21 22 23 ",
                " 00000030:  30 31 32 33 ",
            ]
        )
        #expect(
            ByteDiff(old, old + [1]).unified(context: 0).map(\.description).first
                == "@@ 0 bytes at 0x64 -> 1 byte at 0x64 @@"
        )
        #expect(ByteDiff(old, old).unified().isEmpty)
        let large = ByteDiff([], [UInt8](repeating: 1, count: 1 << 20)).unified()
        #expect(large.count < 80 && large.last?.text == "and 65472 further rows")
    }
}
