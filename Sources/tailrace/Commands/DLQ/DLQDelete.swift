import ArgumentParser
import DeadLetters
import EventModel

/// `tailrace dlq delete`: removes dead letters.
struct DLQDelete: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete",
        abstract: "Remove dead letters. Their flows stay counted as dead.",
        discussion: "They are kept whole for a while: `dlq undo TASK` brings them back."
    )
    @Argument(help: "The dead-letter queue.") var queue: String
    @OptionGroup var select: SelectionOptions
    @OptionGroup var change: ChangeOptions
    @OptionGroup var data: DataOption
    @OptionGroup var format: FormatOptions

    func validate() throws { try select.require() }

    func run() async throws {
        let engine = try change.engine(data)
        let plan = try await engine.selected(queue, select.selection())
        guard !plan.ids.isEmpty else { throw Failure.notFound("nothing to delete in \(queue)") }
        try change.confirm(plan.text(verb: "Delete"), count: plan.ids.count)
        let (queue, reason) = (queue, change.reason)
        let result = try await interruptible { meter in
            try await engine.discard(queue, plan.ids, reason: reason) { meter.show(TaskReport($0).meter) }
        }
        try TaskReport(result).finish(format)
    }
}

extension DeadLetterEngine {
    /// A selection frozen for something else than a redrive: nothing is quarantined, and nowhere is a message sent.
    func selected(_ queue: String, _ selection: DeadLetterSelection) async throws -> RedrivePlan {
        var options = RedriveOptions()
        options.cap = .max
        var plan = try await plan(queue, selection, options)
        plan.destinations = [:]
        plan.warnings = []
        return plan
    }
}
