import TerminalUI
import Testing

@Suite struct BufferTests {
    private func written(_ text: String, width: Int = 12) -> Buffer {
        var buffer = Buffer(size: Size(width: width, height: 1))
        buffer.write(text, at: Point(x: 0, y: 0))
        return buffer
    }

    @Test func writesAndClips() {
        var buffer = Buffer(size: Size(width: 10, height: 3))
        #expect(buffer.write("hello", at: Point(x: 1, y: 1)) == 5)
        #expect(buffer.write("abcdef", at: Point(x: 0, y: 0), clip: Rect(x: 2, y: 0, width: 3, height: 1)) == 5)
        #expect(buffer.write("out", at: Point(x: 0, y: 7)) == 0)
        #expect(buffer.write("out", at: Point(x: 10, y: 0)) == 0)
        #expect(buffer.text == "  cde\n hello\n")
    }

    @Test(arguments: [
        ("\u{1B}[31mred", "␛[31mred"), ("a\u{0}b\u{7F}", "a␀b␡"), ("a\r\nb\tc", "a␍␊b␉c"),
        ("\u{9B}31m", "\u{FFFD}31m"), ("\u{202E}txt.exe", "\u{FFFD}txt.exe"), ("a\u{200B}b\u{FEFF}c", "a·b·c"),
        ("a\u{2028}b", "a␤b"), ("a\u{200D}b", "a·b"), ("e\u{301}\u{1B}", "e\u{301}␛"), ("\u{E000}", "\u{FFFD}"),
        ("\u{301}x", "\u{25CC}\u{301}x"), ("\u{AD}x", "·x"), ("\u{E0041}", "·"),
    ])
    func showsWhatCouldDriveATerminal(_ text: String, _ shown: String) {
        #expect(written(text).text == shown)
    }

    @Test(arguments: [
        ("漢字", 4), ("héllo", 5), ("e\u{301}", 1), ("👩‍👩‍👧‍👦", 2), ("🇩🇪🇫🇷", 4), ("❤️", 2), ("❤", 1), ("1️⃣", 2), ("👍🏽", 2),
        ("한국", 4), ("\u{1112}\u{1161}\u{11AB}", 2), ("ｆｕｌｌ", 8), ("▁▂█", 3), ("─│┌", 3), ("", 0), ("क्ष", 2), ("🏴󠁧󠁢󠁥󠁮󠁧󠁿", 2),
        ("⌚", 2), ("5\u{FE0F}", 1), ("●◆▲↻✗✓", 6),
    ])
    func knowsWidths(_ text: String, _ columns: Int) {
        #expect(displayWidth(text) == columns)
        var buffer = Buffer(size: Size(width: 20, height: 1))
        #expect(buffer.write(text, at: Point(x: 0, y: 0)) == columns)
    }

    @Test func leavesOutAWideGlyphThatDoesNotFit() {
        var buffer = written("xxxxx", width: 5)
        buffer.write("ab漢字", at: Point(x: 0, y: 0))
        #expect(buffer.text == "ab漢")
        #expect(buffer[4, 0].glyph == .space)
        buffer.write("漢字", at: Point(x: -1, y: 0))
        #expect(buffer.text == " 字 ".trimmingSuffixSpaces)
    }

    @Test func overwritingOneHalfClearsTheOther() {
        var buffer = written("漢字x")
        buffer.write("a", at: Point(x: 1, y: 0))
        #expect(buffer.text == " a字x")
        buffer.write("b", at: Point(x: 2, y: 0))
        #expect(buffer.text == " ab x")
        buffer.write("漢", at: Point(x: 1, y: 0))
        buffer.write("字", at: Point(x: 2, y: 0))
        #expect(buffer.text == "  字x")
        #expect(displayWidth(buffer.text) == 5)
    }

    @Test func boundsWhatALongLineCosts() {
        let long = String(repeating: "漢字e\u{301}", count: 200_000)
        #expect(written(long, width: 10).text == "漢字e\u{301}漢字e\u{301}")
        let stacked = "a" + String(repeating: "\u{301}", count: 10_000) + "b"
        let buffer = written(stacked)
        #expect(buffer.text.unicodeScalars.count <= 8)
        #expect(buffer.text.hasSuffix("b"))
    }

    @Test func fillsAndRestyles() {
        var buffer = Buffer(size: Size(width: 5, height: 2))
        buffer.fill(Rect(x: 0, y: 0, width: 5, height: 1), with: "漢", Style(.red))
        buffer.fill(Rect(x: 1, y: 1, width: 99, height: 99), with: "·")
        #expect(buffer.text == "漢漢\n ····")
        buffer.restyle(Rect(x: 0, y: 0, width: 2, height: 2)) { $0.attributes.insert(.reverse) }
        #expect(buffer.text == "漢漢\n ····")
        #expect(buffer.styles == "aabbb\ncc\na reverse red\nb red\nc reverse")
    }

    @Test func findsWhatHasChanged() {
        let before = written("abc 漢字 👍🏽 z")
        #expect(before.changedRuns(since: nil).count == 1)
        #expect(before.changedRuns(since: before).isEmpty)
        #expect(before.changedRuns(since: Buffer(size: Size(width: 3, height: 3))).count == 1)
        var after = before
        after.write("Z", at: Point(x: 5, y: 0))
        #expect(after.changedRuns(since: before).map(\.columns) == [4..<6])
        after = before
        after.write("x", at: Point(x: 0, y: 0))
        after.write("x", at: Point(x: 2, y: 0))
        #expect(after.changedRuns(since: before).map(\.columns) == [0..<1, 2..<3])
    }

    @Test func comparesClustersByTheirText() {
        var a = Buffer(size: Size(width: 6, height: 1)), b = a
        a.write("e\u{301}", at: Point(x: 0, y: 0))
        a.write("👍🏽", at: Point(x: 2, y: 0))
        b.write("👍🏽", at: Point(x: 2, y: 0))
        #expect(a != b)
        b.write("e\u{301}", at: Point(x: 0, y: 0))
        #expect(a == b)
        #expect(a.changedRuns(since: b).isEmpty)
    }

    @Test func takesNoRoom() {
        var buffer = Buffer(size: Size(width: 0, height: -4))
        buffer.write("x", at: Point(x: 0, y: 0))
        buffer.fill(Rect(x: -3, y: -3, width: 10, height: 10))
        buffer.restyle(Rect(buffer.size)) { $0.foreground = .red }
        #expect(buffer.text.isEmpty)
        #expect(buffer.changedRuns(since: nil).isEmpty)
    }

    /// Whatever is written wherever, a row's glyphs fill its columns exactly and no half stands alone.
    @Test func neverTearsAWideGlyph() {
        var generator = SeededGenerator(seed: 4)
        let texts = ["漢", "字字", "a", "ab", "👍🏽", "e\u{301}", "🇩🇪x"]
        for _ in 0..<200 {
            var buffer = Buffer(size: Size(width: 9, height: 1))
            for _ in 0..<12 {
                let x = Int.random(in: -2...9, using: &generator)
                let left = Int.random(in: 0...5, using: &generator), width = Int.random(in: 0...9, using: &generator)
                let text = texts.randomElement(using: &generator) ?? ""
                buffer.write(text, at: Point(x: x, y: 0), clip: Rect(x: left, y: 0, width: width, height: 1))
                var column = 0
                while column < 9 {
                    let cell = buffer[column, 0]
                    #expect(cell.width == 1 || cell.width == 2)
                    if cell.width == 2 { #expect(column + 1 < 9 && buffer[column + 1, 0].width == 0) }
                    column += max(1, Int(cell.width))
                }
            }
        }
    }
}

struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

extension String {
    fileprivate var trimmingSuffixSpaces: String {
        var text = self
        while text.last == " " { text.removeLast() }
        return text
    }
}
