import Testing

@testable import Inputs

@Suite struct LineSplitterTests {
    /// What a splitter hands on for pieces of text: each line with its number.
    private func lines(_ pieces: [String], finish: Bool = true) -> [String] {
        var splitter = LineSplitter()
        var found: [String] = []
        func take(_ bytes: UnsafeRawBufferPointer, _ first: Int) {
            var number = first
            for line in bytes.split(separator: 0x0A, omittingEmptySubsequences: false) {
                found.append("\(number) \(String(decoding: line, as: UTF8.self))")
                number += 1
            }
            if bytes.last == 0x0A { found.removeLast() }
        }
        for piece in pieces { Array(piece.utf8).withUnsafeBytes { splitter.take($0, take) } }
        if finish { splitter.finish(take) }
        return found
    }

    /// Wherever the text is cut, the lines and their numbers are the same.
    @Test func cutsMakeNoDifference() {
        let text = "one\n\nthree\r\nfour\nlast"
        let whole = lines([text])
        #expect(whole == ["1 one", "2 ", "3 three\r", "4 four", "5 last"])
        let bytes = Array(text.utf8)
        for i in 0...bytes.count {
            for j in i...bytes.count {
                let pieces = [bytes[..<i], bytes[i..<j], bytes[j...]].map { String(decoding: $0, as: UTF8.self) }
                #expect(lines(pieces) == whole, "cut at \(i) and \(j)")
            }
        }
    }

    @Test func aLineWithoutItsEndWaits() {
        #expect(lines(["one\ntw"], finish: false) == ["1 one"])
        #expect(lines(["one\ntw", "o\n"], finish: false) == ["1 one", "2 two"])
    }

    /// An endless line takes bounded memory; the lines around it are whole.
    @Test func anEndlessLineIsCut() {
        let piece = String(repeating: "x", count: 1 << 20)
        let found = lines(["before\n"] + Array(repeating: piece, count: 9) + ["tail\nafter\n"])
        #expect(found.count == 3)
        #expect(found.first == "1 before" && found.last == "3 after")
        #expect(found[1].utf8.count > LineSplitter.bound && found[1].utf8.count < LineSplitter.bound + (2 << 20))
    }
}
