import ArgumentParser
import DeadLetters
import EventModel

/// `tailrace dlq delete`: removes dead letters for good.
struct DLQDelete: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete",
        abstract: "Remove dead letters for good. Their flows stay counted as dead."
    )
    @Argument(help: "The dead-letter queue.") var queue: String
    @OptionGroup var select: SelectionOptions
    @Flag(name: .long, help: "Do not ask.") var yes = false
    @OptionGroup var data: DataOption
    @OptionGroup var format: FormatOptions

    func run() async throws {
        let engine = try DeadLetterDesk(data).engine
        var plan = try await engine.plan(queue, select.selection())
        plan.destinations = [:]
        plan.warnings = []
        guard !plan.ids.isEmpty else { throw Failure.notFound("nothing to delete in \(queue)") }
        if !yes { try confirm(plan.text(verb: "Delete for good:"), count: plan.ids.count) }
        let (ids, queue) = (plan.ids, queue)
        let result = try await interruptible { meter in
            try await engine.discard(queue, ids) { meter.show("\($0.sent) of \($0.selected) deleted") }
        }
        try finish(plan, result, format: format, verb: "deleted")
    }
}
