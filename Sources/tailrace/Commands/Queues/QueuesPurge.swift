import ArgumentParser
import DeadLetters
import EventModel
import Pipeline
import TerminalUI

/// `tailrace queues purge`.
struct QueuesPurge: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "purge",
        abstract: "Remove all that a queue holds, in flight or not.",
        discussion: """
            Nothing brings it back; its flows count as dead, and `dlq history` says who did it and why. A dead-letter queue is emptied by `dlq purge`, which keeps the \
            messages.
            """
    )
    @Argument(help: "The queue.") var queue: String
    @OptionGroup var change: ChangeOptions
    @OptionGroup var data: DataOption
    @OptionGroup var format: FormatOptions

    func run() async throws {
        try change.asking.permission.require()
        guard let held = try await Queues.all(data).first(where: { $0.queue == queue }) else {
            throw Failure.badInput("no queue is named '\(visible(queue))'; `tailrace queues list` names them")
        }
        if held.isDeadLetterQueue {
            throw Failure.badInput(
                "\(visible(queue)) is a dead-letter queue: `tailrace dlq purge` empties it and keeps the messages"
            )
        }
        guard held.depth > 0 else { throw Failure.notFound("\(visible(queue)) is empty") }
        let plan = "Purge the queue \(visible(queue)): all \(counted(held.depth, "message")) in it, for good"
        try change.confirm(plan, count: held.depth, alwaysCount: true)
        let engine = try change.engine(data)
        let count: Int
        do {
            let book = try Queues.book(data)
            let (queue, reason) = (queue, change.reason)
            count = try await engine.audited(
                .purge,
                on: queue,
                selected: held.depth,
                reason: reason,
                detail: "emptied the queue \(queue), in flight or not, for good: nothing is kept"
            ) {
                let count = try await book.purge(queue, by: Operator.name, reason: reason, at: .now())
                return (count, "completed: \(count) purged")
            }
        } catch let error as QueueError {
            throw Failure.badInput("nothing was changed: \(visible("\(error)"))")
        }
        if format.output == .json {
            Output.print(
                JSON.object(.init([.init("queue", .string(queue)), .init("purged", .int(count))])).description
            )
        } else {
            Output.print("\(visible(queue))  \(counted(count, "message")) purged")
        }
    }
}
