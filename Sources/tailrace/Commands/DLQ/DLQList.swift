import ArgumentParser
import DeadLetters
import EventModel
import TerminalUI

/// `tailrace dlq list`: the dead-letter queues and what their messages died of.
struct DLQList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the dead-letter queues with their messages grouped by cause."
    )
    @OptionGroup var data: DataOption
    @OptionGroup var format: FormatOptions

    func run() async throws {
        let summaries = try await DeadLetterDesk(data).engine.queues()
        if format.output == .json {
            Output.print(JSON.array(summaries.map(json)).description)
        } else {
            for summary in summaries { text(summary) }
            if summaries.isEmpty { Output.complain("No dead-letter queues in \(data.directory).") }
        }
        if summaries.allSatisfy({ $0.queue.depth == 0 }) { throw Failure.notFound("") }
    }

    private func json(_ summary: DeadLetterQueueSummary) -> JSON {
        let queue = summary.queue
        return [
            "queue": .string(queue.name),
            "source": .string(queue.source),
            "depth": .int(queue.depth),
            "oldest": queue.oldest.json,
            "expires": queue.expires.json,
            "groups": .array(
                summary.groups.map {
                    [
                        "fingerprint": .string($0.fingerprint), "error": .string($0.error), "count": .int($0.count),
                        "first": .string($0.first.rfc3339()), "last": .string($0.last.rfc3339()),
                    ]
                }
            ),
        ]
    }

    private func text(_ summary: DeadLetterQueueSummary) {
        let paint = format.paint
        let queue = summary.queue
        let now = Timestamp.now()
        var line =
            paint(visible(queue.name), .bold) + "  "
            + paint(Figures.count(queue.depth) + " dead", queue.depth > 0 ? .red : nil)
        line += "  from \(visible(queue.source))"
        if let oldest = queue.oldest { line += "  oldest \(Figures.age(now - oldest))" }
        if let expires = queue.expires { line += "  expires in \(Figures.age(expires - now))" }
        Output.print(line)
        for group in summary.groups {
            Output.print(
                "\(Figures.count(group.count).rightAligned(to: 8))  \(paint(group.fingerprint, .cyan))  \(visible(group.error))"
            )
        }
    }
}
