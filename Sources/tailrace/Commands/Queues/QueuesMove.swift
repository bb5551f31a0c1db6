import ArgumentParser
import EventModel
import Pipeline
import TerminalUI

/// `tailrace queues move`.
struct QueuesMove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "move",
        abstract: "Move all that a dead-letter queue holds back to where it came from, or to another queue.",
        discussion: """
            A task of the queue itself, as the service has it: the running pipeline carries it out, or the next one does. `dlq redrive` \
            chooses, plans, edits, keeps the originals and follows what becomes of them.
            """,
        subcommands: [Start.self, List.self, Cancel.self]
    )

    struct Start: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Start a task.")
        @Argument(help: "The dead-letter queue.") var source: String
        @Option(name: .long, help: "The queue that takes them (default: each returns to its own).") var to: String?
        @Option(name: .long, help: ArgumentHelp("Messages a second, 1 to 500.", valueName: "n")) var rate: Int?
        @OptionGroup var asking: ConfirmOptions
        @OptionGroup var data: DataOption
        @OptionGroup var format: FormatOptions

        func run() async throws {
            try asking.permission.require()
            guard let held = try await Queues.all(data).first(where: { $0.queue == source }) else {
                throw Failure.badInput("no queue is named '\(visible(source))'; `tailrace queues list` names them")
            }
            guard held.depth > 0 else { throw Failure.notFound("\(visible(source)) is empty") }
            let place = to.map { "to \(visible($0))" } ?? "back to where each came from"
            let plan = "Move all \(counted(held.depth, "message")) in \(visible(source)) \(place)"
            try asking.confirm(plan, count: held.depth, alwaysCount: true)
            let id = "move-\(uuidInOrder())"
            do {
                try await Queues.book(data).startMove(from: source, to: to, rate: rate, id: id, at: .now())
            } catch let error as QueueError {
                throw Failure.badInput("nothing was changed: \(visible("\(error)"))")
            }
            if format.output == .json {
                Output.print(
                    JSON.object(.init([.init("task", .string(id)), .init("to_move", .int(held.depth))])).description
                )
            } else {
                Output.print("\(id)  started; the running pipeline moves them, or the next that runs")
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "The tasks, newest first.")
        @Argument(help: "Only those of this dead-letter queue.") var source: String?
        @OptionGroup var data: DataOption
        @OptionGroup var format: FormatOptions

        func run() async throws {
            let tasks = try await Queues.book(data).moves(from: source)
            if format.output == .json { return Output.print(JSON.array(tasks.map(json)).description) }
            if tasks.isEmpty { throw Failure.notFound("nothing was moved") }
            for task in tasks {
                let failure = task.failure.map { "  \(visible($0))" } ?? ""
                Output.print(
                    "\(visible(task.id))  \(task.status.rawValue.lowercased())  \(task.moved) of \(task.toMove)  "
                        + "\(visible(task.source)) \(task.destination.map { "to \(visible($0))" } ?? "to their sources")\(failure)"
                )
            }
        }

        private func json(_ task: MoveTask) -> JSON {
            [
                "task": .string(task.id), "source": .string(task.source),
                "destination": task.destination.map { .string($0) } ?? .null,
                "rate": task.rate.map { .int($0) } ?? .null, "status": .string(task.status.rawValue),
                "moved": .int(task.moved), "to_move": .int(task.toMove), "started": .string(task.started.rfc3339()),
                "failure": task.failure.map { .string($0) } ?? .null,
            ]
        }
    }

    struct Cancel: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "End a task; what it has moved stays where it is.")
        @Argument(help: "The task.") var task: String
        @OptionGroup var permission: PermissionOptions
        @OptionGroup var data: DataOption

        func run() async throws {
            try permission.require()
            do {
                let moved = try await Queues.book(data).cancelMove(task)
                Output.print("\(visible(task))  cancelled after \(counted(moved, "message"))")
            } catch let error as QueueError {
                throw Failure.notFound("no task \(visible(task)) is running (\(visible("\(error)")))")
            }
        }
    }
}
