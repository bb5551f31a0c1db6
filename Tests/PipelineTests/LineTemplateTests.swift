import EventModel
import Testing

@testable import Pipeline

/// Lines from a template are those that would have been written one by one.
@Suite struct LineTemplateTests {
    private let at = Timestamp(nanoseconds: 1_750_000_000_123_456_789)

    private func redrive(_ texts: [String]) -> Redrive {
        Redrive(
            id: texts[0],
            key: texts[1],
            task: "t-1",
            newID: texts[2],
            destination: .init(.queue, "orders"),
            hasDied: false,
            eventType: "OrderCreated",
            correlationID: texts[3],
            generation: 2
        )
    }

    private func write(_ texts: [String], _ actor: String, _ lines: inout TelemetryLines) {
        lines.add(redrive(texts), from: "orders-dlq", actor: actor, at: at)
    }

    private func fill(_ template: LineTemplate, _ texts: [String], _ lines: inout TelemetryLines) {
        template.write(to: &lines) { number in
            // Kept for as long as the test runs.
            let copy = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: texts[number].utf8.count)
            _ = copy.initialize(from: texts[number].utf8)
            return UnsafeBufferPointer(copy)
        }
    }

    @Test(arguments: [
        ["id-1", "key-1", "new-1", "flow-1"], ["", "", "", ""], ["a\"b", "c\\d", "e\nf", "g\u{1B}[31m\u{7F}h"],
        ["\u{E000}0\u{E000}", "\u{F8FF}1\u{F8FF}", "größe", "🙂"],
    ])
    func linesAreTheSame(_ texts: [String]) throws {
        let template = try #require(LineTemplate(texts: 4) { write($0, "ann", &$1) })
        var lines = TelemetryLines()
        fill(template, texts, &lines)
        var expected = TelemetryLines()
        write(texts, "ann", &expected)
        #expect(String(decoding: lines.bytes, as: UTF8.self) == String(decoding: expected.bytes, as: UTF8.self))
        #expect(lines.count == 2 && expected.count == 2)
    }

    @Test(arguments: ["\u{E000}0\u{E000}", "\u{F8FF}3\u{F8FF}", "a\u{E000}1\u{E000}b\u{F8FF}1\u{F8FF}"])
    func whatLooksLikeAMarkIsNotTakenForOne(_ actor: String) throws {
        guard let template = LineTemplate(texts: 4, { write($0, actor, &$1) }) else { return }
        var lines = TelemetryLines()
        let texts = ["id-1", "key-1", "new-1", "flow-1"]
        fill(template, texts, &lines)
        var expected = TelemetryLines()
        write(texts, actor, &expected)
        #expect(lines.bytes == expected.bytes)
    }
}
