import ArgumentParser
import DeadLetters
import EventModel
import TerminalUI

/// `tailrace dlq undo`: brings back what a task took out.
struct DLQUndo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "undo",
        abstract: "Bring back what a task took out of its dead-letter queue, as far as nobody has handled it.",
        discussion: "Counted: restored as sent, handled already as skipped, gone for good as failed."
    )
    @Argument(help: "The task, as redrive, delete, purge, park and tasks print it.") var task: String
    @OptionGroup var change: ChangeOptions
    @OptionGroup var data: DataOption
    @OptionGroup var format: FormatOptions

    func run() async throws {
        let engine = try change.engine(data)
        let done = try await engine.task(task)
        guard done.sent > 0 else { throw Failure.notFound("task \(task) has taken nothing out of \(done.queue)") }
        let plan = "Bring back to \(visible(done.queue)) what of \(counted(done.sent, "message")) nobody has handled"
        try change.confirm(plan, count: done.sent)
        let (task, reason) = (task, change.reason)
        let result = try await interruptible { meter in
            try await engine.undo(task, reason: reason) { meter.show(TaskReport($0).meter) }
        }
        try TaskReport(result).finish(format)
    }
}

extension DeadLetterEngine {
    /// A task that the journal knows.
    func task(_ id: String) async throws -> RedriveProgress {
        if let found = try await tasks().first(where: { $0.id == id }) { return found }
        throw DeadLetterError(.noSuchTask, "no task is named '\(id)'; `tailrace dlq tasks` lists them")
    }
}
