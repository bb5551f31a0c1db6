import ArgumentParser
import DeadLetters
import EventModel

/// `tailrace dlq park`: takes dead letters out before retention deletes them.
struct DLQPark: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "park",
        abstract: "Take dead letters out of their queue before retention deletes them; undo brings them back."
    )
    @Argument(help: "The dead-letter queue.") var queue: String
    @OptionGroup var select: SelectionOptions
    @Option(name: .long, help: "The messages that expire within this time: 24h.") var expiring: DurationArgument?
    @OptionGroup var change: ChangeOptions
    @OptionGroup var data: DataOption
    @OptionGroup var format: FormatOptions

    func validate() throws {
        guard select.given + (expiring == nil ? 0 : 1) == 1 else {
            throw ValidationError(
                "say which messages: one of --expiring TIME, --all, --id ID..., --group FINGERPRINT, -q QUERY"
            )
        }
    }

    func run() async throws {
        let engine = try change.engine(data)
        let selection: DeadLetterSelection =
            if let expiring { .expiring(before: .now() + expiring.duration) } else { try select.selection() }
        let plan = try await engine.selected(queue, selection)
        guard !plan.ids.isEmpty else { throw Failure.notFound("nothing to park in \(queue)") }
        try change.confirm(plan.text(verb: "Park"), count: plan.ids.count)
        let (queue, reason) = (queue, change.reason)
        let result = try await interruptible { meter in
            try await engine.discard(queue, plan.ids, kind: .park, reason: reason) { meter.show(TaskReport($0).meter) }
        }
        try TaskReport(result).finish(format)
    }
}
