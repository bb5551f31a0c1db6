import ArgumentParser
import DeadLetters
import EventModel
import TerminalUI

/// `tailrace dlq list`: the dead-letter queues and what their messages died of.
struct DLQList: AsyncParsableCommand {
    enum Sort: String, ExpressibleByArgument, CaseIterable { case name, depth, expires }

    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the dead-letter queues with their messages grouped by cause, and what is about to expire."
    )
    @Option(name: .long, help: "name, depth (deepest first) or expires (soonest first).") var sort: Sort = .name
    @Option(name: .long, help: "Warn of messages that expire within this time (default: 24h).") var expiring:
        DurationArgument?
    @OptionGroup var data: DataOption
    @OptionGroup var format: FormatOptions

    func run() async throws {
        let engine = try DeadLetterDesk(data).engine
        let summaries = try await engine.queues().sorted(by: isBefore)
        let within = expiring?.duration ?? .seconds(86_400)
        let soon = try await engine.expiring(within: within)
        if format.output == .json {
            Output.print(JSON.array(summaries.map { json($0, soon[$0.queue.name]?.count ?? 0) }).description)
        } else {
            for summary in summaries { text(summary, soon[summary.queue.name]?.count ?? 0, within) }
            if summaries.isEmpty { Output.complain("No dead-letter queues in \(data.directory).") }
        }
        if summaries.allSatisfy({ $0.queue.depth == 0 }) { throw Failure.notFound("") }
    }

    private func isBefore(_ a: DeadLetterQueueSummary, _ b: DeadLetterQueueSummary) -> Bool {
        let never = Timestamp(nanoseconds: .max)
        return switch sort {
        case .name: a.queue.name < b.queue.name
        case .depth: (b.queue.depth, a.queue.name) < (a.queue.depth, b.queue.name)
        case .expires: (a.queue.expires ?? never, a.queue.name) < (b.queue.expires ?? never, b.queue.name)
        }
    }

    private func json(_ summary: DeadLetterQueueSummary, _ soon: Int) -> JSON {
        let queue = summary.queue
        return [
            "queue": .string(queue.name),
            "source": .string(queue.source),
            "depth": .int(queue.depth),
            "oldest": queue.oldest.json,
            "expires": queue.expires.json,
            "expiring": .int(soon),
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

    private func text(_ summary: DeadLetterQueueSummary, _ soon: Int, _ within: Duration) {
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
        if soon > 0 {
            let text =
                "\(counted(soon, "message")) \(soon == 1 ? "expires" : "expire") within \(Figures.age(within))"
            let hours = "\(max(1, (within.components.seconds + 3599) / 3600))h"
            Output.print(paint("  ! \(text): tailrace dlq park \(visible(queue.name)) --expiring \(hours)", .yellow))
        }
        for group in summary.groups {
            let count = Figures.count(group.count).rightAligned(to: 8)
            Output.print("\(count)  \(paint(group.fingerprint, .cyan))  \(visible(group.error))")
        }
    }
}
