import ArgumentParser
import DeadLetters
import EventModel
import TerminalUI

/// `tailrace dlq purge`: empties a dead-letter queue.
struct DLQPurge: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "purge",
        abstract: "Empty a dead-letter queue: all that is in it when it starts.",
        discussion: "The messages are kept whole for a while: `dlq undo TASK` brings them back."
    )
    @Argument(help: "The dead-letter queue.") var queue: String
    @OptionGroup var change: ChangeOptions
    @OptionGroup var data: DataOption
    @OptionGroup var format: FormatOptions

    func run() async throws {
        let engine = try change.engine(data)
        let depth = try await engine.queue(queue).depth
        guard depth > 0 else { throw Failure.notFound("\(queue) is empty") }
        let plan = "Purge the dead-letter queue \(visible(queue)): all \(counted(depth, "message")) in it"
        try change.confirm(plan, count: depth, alwaysCount: true)
        let (queue, reason) = (queue, change.reason)
        let result = try await interruptible { meter in
            try await engine.purge(queue, reason: reason) { meter.show(TaskReport($0).meter) }
        }
        try TaskReport(result).finish(format)
    }
}

extension DeadLetterEngine {
    /// A dead-letter queue by its name.
    func queue(_ name: String) async throws -> DeadLetterQueue {
        let queues = try await queues().map(\.queue)
        if let found = queues.first(where: { $0.name == name }) { return found }
        let names = queues.map(\.name).joined(separator: ", ")
        throw DeadLetterError(
            .noSuchQueue,
            "no dead-letter queue is named '\(name)'; there \(names.isEmpty ? "are none" : "are \(names)")"
        )
    }
}
