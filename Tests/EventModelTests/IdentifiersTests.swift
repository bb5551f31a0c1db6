import EventModel
import Testing

@Suite struct IdentifiersTests {
    @Test func hasTheShapeOfAVersion4UUID() {
        #expect(uuidText(high: 0, low: 0) == "00000000-0000-4000-8000-000000000000")
        #expect(uuidText(high: .max, low: .max) == "ffffffff-ffff-4fff-bfff-ffffffffffff")
        #expect(uuid() != uuid())
    }

    @Test(arguments: [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")])
    func encodesBase64(text: String, encoded: String) { #expect(base64(Array(text.utf8)) == encoded) }

    @Test func aDeadLetterSaysHowItsBodyIsWritten() {
        let died = Timestamp(seconds: 0)
        let text = DeadLetter(
            id: "1",
            queue: "q",
            source: .init(.queue, "s"),
            reason: "r",
            died: died,
            body: Array("é".utf8)
        )
        let binary = DeadLetter(
            id: "1",
            queue: "q",
            source: .init(.function, "f"),
            reason: "r",
            died: died,
            body: [0xFF]
        )
        #expect(text.json["body"] == "é" && text.json["body_encoding"] == "text")
        #expect(binary.json["body"] == "/w==" && binary.json["body_encoding"] == "base64")
        #expect(binary.json["source"] == "function f" && text.json["source"] == "s")
    }
}
