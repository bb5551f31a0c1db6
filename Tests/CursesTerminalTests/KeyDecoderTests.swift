import CCurses
import CursesTerminal
import TerminalUI
import Testing

@Suite struct KeyDecoderTests {
    /// Each text arrives at once; then the terminal is silent for a while.
    private func keys(_ texts: String...) -> [Key] {
        var decoder = KeyDecoder()
        return texts.flatMap { text in
            text.unicodeScalars.flatMap { decoder.decode(.character($0.value)) } + decoder.decode(.pause)
        }
    }

    @Test func readsCharactersAndControls() {
        #expect(keys("jG漢") == [.character("j"), .character("G"), .character("漢")])
        #expect(keys("\u{4}\u{13}\u{1A}") == [.control("d"), .control("s"), .control("z")])
        #expect(keys("\r\n\t\u{7F}\u{8}") == [.enter, .enter, .tab, .backspace, .backspace])
        #expect(keys("\u{0}\u{1C}\u{9B}").isEmpty)
    }

    @Test func readsKeysOfTheDescription() {
        var decoder = KeyDecoder()
        #expect(decoder.decode(.key(UInt32(CCURSES_PAGE_UP))) == [.pageUp])
        #expect(decoder.decode(.key(UInt32(CCURSES_F0) + 5)) == [.function(5)])
        #expect(decoder.decode(.key(UInt32(CCURSES_UNKNOWN))) == [])
    }

    @Test func readsSequencesNoDescriptionKnows() {
        #expect(keys("\u{1B}[A\u{1B}OB\u{1B}[5~\u{1B}[Z\u{1B}OP") == [.up, .down, .pageUp, .backTab, .function(1)])
    }

    @Test(arguments: [
        "\u{1B}[57~", "\u{1B}[1;5C", "\u{1B}[?62;22c", "\u{1B}x", "\u{1B}[", "\u{1B}O", "\u{1B}[M", "\u{1B}[<0;1;1M",
    ])
    func swallowsWhatItDoesNotKnow(_ sequence: String) {
        #expect(keys(sequence, "j") == [.character("j")])
    }

    @Test func tellsEscapeFromASequence() {
        #expect(keys("\u{1B}") == [.escape])
        #expect(keys("\u{1B}\u{1B}") == [.escape, .escape])
        #expect(keys("\u{1B}", "[A") == [.escape, .character("["), .character("A")])
    }

    @Test func pastesTextWithoutItsControls() {
        #expect(keys("\u{1B}[200~5f2c\r\n\u{3}e81a\u{1B}[201~\r") == "5f2ce81a".map(Key.character) + [.enter])
        // A paste whose end never comes does not take the keyboard away.
        #expect(keys("\u{1B}[200~ab", "\u{1B}", "\r") == [.character("a"), .character("b"), .escape, .enter])
        let long = "\u{1B}[200~" + String(repeating: "x", count: 10_000) + "\u{1B}[201~"
        #expect(keys(long, "q").count == KeyDecoder.pasteLimit + 1)
    }
}

@Suite struct ClipboardTests {
    @Test func copiesByOSC52() {
        #expect(
            String(decoding: Clipboard.sequence("hello", insideTmux: false), as: UTF8.self)
                == "\u{1B}]52;c;aGVsbG8=\u{7}"
        )
        let inTmux = String(decoding: Clipboard.sequence("hi", insideTmux: true), as: UTF8.self)
        #expect(inTmux == "\u{1B}]52;c;aGk=\u{7}\u{1B}Ptmux;\u{1B}\u{1B}]52;c;aGk=\u{7}\u{1B}\\")
    }

    @Test func isBoundedBetweenCharacters() {
        let sequence = Clipboard.sequence(String(repeating: "漢", count: 100_000), insideTmux: false)
        #expect(sequence.count - 8 <= Clipboard.limit)
        #expect(sequence.count > 74_000)
        #expect(!sequence.contains(UInt8(ascii: "=")))
    }
}
