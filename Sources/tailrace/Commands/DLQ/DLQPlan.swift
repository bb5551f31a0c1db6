import ArgumentParser
import DeadLetters
import EventModel
import TerminalUI

/// `tailrace dlq plan`: what a redrive would do.
struct DLQPlan: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Say what a redrive would do: how many messages, where to, what to know first. Changes nothing."
    )
    @Argument(help: "The dead-letter queue.") var queue: String
    @OptionGroup var select: SelectionOptions
    @Option(name: .customLong("to"), help: "Send to this queue instead of where each came from.") var to: String?
    @OptionGroup var data: DataOption
    @OptionGroup var format: FormatOptions

    func run() async throws {
        let plan = try await DeadLetterDesk(data).engine.plan(
            queue,
            select.selection(),
            to: to.map { .init(.queue, $0) }
        )
        if format.output == .json {
            Output.print(
                plan.json(RedriveProgress(id: plan.id, queue: queue, selected: plan.ids.count, state: .planned))
                    .description
            )
        } else {
            Output.print(plan.text(verb: "Redrive"))
        }
        if plan.ids.isEmpty { throw Failure.notFound("") }
    }
}

extension RedrivePlan {
    /// The shape of `dlq plan` and `dlq redrive`.
    func json(_ progress: RedriveProgress) -> JSON {
        [
            "task": .string(id),
            "queue": .string(queue),
            "destination": .object(
                JSON.Object(
                    destinations.sorted { $0.key.description < $1.key.description }
                        .map { JSON.Member($0.key.description, .int($0.value)) }
                )
            ),
            "selected": .int(progress.selected),
            "sent": .int(progress.sent),
            "failed": .int(progress.failed),
            "skipped": .int(progress.skipped),
            "uncertain": .int(progress.uncertain),
            "remaining": .int(progress.remaining),
            "state": .string(progress.state.rawValue),
            "warnings": .array((warnings + progress.notes).map(JSON.string)),
        ]
    }

    /// The same for a person, before it starts.
    func text(verb: String) -> String {
        var lines = ["\(verb) \(Figures.count(ids.count)) from \(visible(queue)), \(Figures.bytes(bytes))"]
        for (destination, count) in destinations.sorted(by: { $0.key.description < $1.key.description }) {
            lines.append("  \(Figures.count(count)) to \(visible(destination.description))")
        }
        for warning in warnings { lines.append("  ! \(visible(warning))") }
        return lines.joined(separator: "\n")
    }
}
