import Dashboard
import Testing

@Suite struct MessageBodyTests {
    @Test func theDetailOfAnEventAlone() {
        let event = Array(#"{"version":"0","detail-type":"OrderPlaced","detail":{"order":1},"region":"local"}"#.utf8)
        let body = MessageBody(event, detail: true)
        #expect(body.isDetail && body.lines == ["{", "  \"order\": 1", "}"])
        #expect(MessageBody(event).lines.contains { $0.contains("region") }, "the whole of it where it is asked for")
        let other = MessageBody(Array(#"{"detail":1}"#.utf8), detail: true)
        #expect(!other.isDetail, "no event: nothing is left out")
    }

    @Test func jsonIsIndented() {
        let body = MessageBody(Array(#"{"a":{"b":[1,2]},"c":"x"}"#.utf8))
        #expect(body.form == .json)
        #expect(body.lines.first == "{" && body.lines.last == "}")
        #expect(body.lines.contains { $0.contains("\"c\": \"x\"") })
    }

    @Test func textIsKeptLineByLine() {
        let body = MessageBody(Array("order,total\r\n1042,42.10\n".utf8))
        #expect(body.form == .text)
        #expect(body.lines == ["order,total", "1042,42.10", ""])
    }

    @Test func whatIsNeitherIsHexadecimal() {
        #expect(MessageBody([0x66, 0x00]).form == .binary)
        #expect(MessageBody([0xFF, 0xFE, 0x41]).lines == ["0000  ff fe 41                 ..A"])
        #expect(MessageBody([]).form == .empty)
    }

    @Test func bigBodiesAreBounded() {
        let text = MessageBody(Array(repeating: UInt8(ascii: "a"), count: MessageBody.shown + 5))
        #expect(text.form == .text && text.omitted == 5)
        // The cut goes through a two-byte character.
        let cut = MessageBody(Array(repeating: UInt8(ascii: "a"), count: MessageBody.shown - 1) + [0xC3, 0xA9, 0x61])
        #expect(cut.form == .text)
        let binary = MessageBody(Array(repeating: 0, count: 1 << 21))
        #expect(binary.lines.count == MessageBody.shownInHexadecimal / 8)
        #expect(binary.omitted == (1 << 21) - MessageBody.shownInHexadecimal)
    }

    @Test func wrappingBreaksAtSpacesAndNeverRunsOver() {
        #expect(WrappedText("one two three", width: 7).lines == ["one two", "three"])
        #expect(WrappedText("abcdefghij", width: 4).lines == ["abcd", "efgh", "ij"])
        #expect(WrappedText("", width: 4).lines.isEmpty)
        #expect(WrappedText("a b c", width: 0).lines.isEmpty)
        let cut = WrappedText("one two three four five six", width: 7, limit: 2).lines
        #expect(cut.count == 2 && cut[1].hasSuffix("…"))
        #expect(WrappedText("在庫在庫", width: 4).lines == ["在庫", "在庫"])
    }
}
