import ArgumentParser
import EventModel
import Pipeline
import TerminalUI

/// `tailrace queues`.
struct Queues: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "List, purge and move the queues of the bundled pipeline.",
        discussion: "Works on the queues that the last pipeline on the data directory had, while it runs or not.",
        subcommands: [QueuesList.self, QueuesPurge.self, QueuesMove.self]
    )

    static func book(_ data: DataOption) throws -> QueueBook {
        do { return try QueueBook(data: data.directory) } catch let error as JournalError {
            throw Failure.badInput("\(error)")
        }
    }

    /// The queues of a directory; no pipeline may have run on it yet.
    static func all(_ data: DataOption) async throws -> [QueueAttributes] {
        let queues = try await book(data).queues(at: .now())
        guard !queues.isEmpty else {
            throw Failure.notFound("\(visible(data.directory)) has no queues: run a pipeline on it first")
        }
        return queues
    }
}

/// `tailrace queues list`.
struct QueuesList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "The queues with what they hold.")
    @OptionGroup var data: DataOption
    @OptionGroup var format: FormatOptions

    func run() async throws {
        let queues = try await Queues.all(data)
        if format.output == .json { return Output.print(JSON.array(queues.map(json)).description) }
        let width = queues.map { displayWidth(visible($0.queue)) }.max() ?? 0
        for queue in queues {
            let kind = queue.isDeadLetterQueue ? "  dead letters" : ""
            Output.print(
                "\(visible(queue.queue).leftAligned(to: width))  \(queue.visible) visible  \(queue.inFlight) in flight  \(queue.delayed) delayed\(kind)"
            )
        }
    }

    private func json(_ queue: QueueAttributes) -> JSON {
        [
            "queue": .string(queue.queue), "depth": .int(queue.depth), "visible": .int(queue.visible),
            "in_flight": .int(queue.inFlight), "delayed": .int(queue.delayed),
            "oldest_age_s": queue.oldestAge.map { JSON.double($0.inSeconds) } ?? .null,
            "dead_letters": .bool(queue.isDeadLetterQueue),
        ]
    }
}
