import ArgumentParser
import DeadLetters
import EventModel
import Telemetry
import TerminalUI

/// `tailrace dlq show`: dead letters whole, without consuming them.
struct DLQShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show dead letters whole: why they died, their attributes, their body. Consumes nothing."
    )
    @Argument(help: "The dead-letter queue.") var queue: String
    @Argument(help: "Only these messages.") var ids: [String] = []
    @Option(name: [.customShort("q"), .long], help: "Only messages that match a query.") var query: String?
    @OptionGroup var data: DataOption
    @OptionGroup var format: FormatOptions

    func run() async throws {
        let compiled = try query.map(compile)
        let engine = try DeadLetterDesk(data).engine
        let wanted = Set(ids)
        var found = 0
        var after: DeadLetter?
        var first = true
        if format.output == .json { Output.write(Array("[".utf8)) }
        while true {
            let page = try await engine.messages(queue, group: nil, after: after, limit: 500)
            for letter in page {
                guard wanted.isEmpty || wanted.contains(letter.id) else { continue }
                if let compiled, !compiled.matches(letter.json) { continue }
                found += 1
                if format.output == .json {
                    Output.write(Array((first ? "" : ",\n").utf8) + letter.json.utf8)
                } else {
                    text(letter)
                }
                first = false
            }
            guard page.count == 500, let last = page.last else { break }
            after = last
        }
        if format.output == .json { Output.write(Array("]\n".utf8)) }
        if found == 0 { throw Failure.notFound("no such message in \(queue)") }
    }

    private func text(_ letter: DeadLetter) {
        let paint = format.paint
        func line(_ name: String, _ value: String?) {
            guard let value else { return }
            Output.print("  \(paint(name.leftAligned(to: 16), .dim))\(visible(value))")
        }
        let title = letter.error.map { "\($0.type): \($0.message)" } ?? letter.reason
        Output.print("\(paint(visible(letter.id), .cyan))  \(paint(visible(title), .red))")
        line("event_type", letter.eventType)
        line("correlation_id", letter.correlationID)
        line("source", letter.source.description)
        line("reason", letter.reason)
        line("receive_count", String(letter.receiveCount))
        line("generation", String(letter.generation))
        line("first_failed", letter.firstFailed?.rfc3339())
        line("died", letter.died.rfc3339())
        line("expires", letter.expires?.rfc3339())
        for attempt in letter.attempts {
            line(
                "attempt \(attempt.number)",
                "\(attempt.at.rfc3339())  \(attempt.error.type): \(attempt.error.message)"
            )
        }
        for frame in (letter.error?.stack ?? "").split(separator: "\n") { line("at", String(frame)) }
        for (name, value) in letter.attributes.sorted(by: { $0.key < $1.key }) { line(name, value) }
        let (body, encoding) = letter.encodedBody
        let pretty = (try? JSON(parsing: letter.body))?.pretty ?? body
        line("body", encoding == "base64" ? "\(Figures.count(letter.body.count)) bytes, base64" : nil)
        for row in pretty.split(separator: "\n", omittingEmptySubsequences: false) {
            Output.print("    \(visible(String(row)))")
        }
        Output.print("")
    }
}
