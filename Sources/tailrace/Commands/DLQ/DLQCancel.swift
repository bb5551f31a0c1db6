import ArgumentParser
import DeadLetters
import EventModel
import TerminalUI

/// `tailrace dlq cancel`: stops a task, whichever process runs it.
struct DLQCancel: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cancel",
        abstract: "Stop a task after the batch it is at, whichever process runs it, or take a scheduled one back.",
        discussion: """
            What was sent stays sent, and the rest stays in the dead-letter queue: `dlq resume` goes on with it. Waits until the task \
            has stopped; ends with status 1 if there was nothing to stop, or if the task came to its end first.
            """
    )
    @Argument(help: "The task, as dlq tasks prints it.") var task: String
    @OptionGroup var change: ChangeOptions
    @OptionGroup var data: DataOption
    @OptionGroup var format: FormatOptions

    func run() async throws {
        let engine = try change.engine(data)
        let task = task
        if try engine.cancel(task) == .nothing {
            let known = try await engine.task(task)
            throw Failure.notFound("task \(visible(task)) is \(known.state.rawValue): nothing was changed")
        }
        let now = try await interruptible { meter in
            while true {
                let now = try await engine.task(task)
                guard now.state.isRunning else { return now }
                meter.show(TaskReport(now).meter)
                try await Task.sleep(for: .milliseconds(100))
                // Its process may have begun to look after it was asked: being asked again does no harm.
                _ = try engine.cancel(task)
            }
        }
        if format.output == .json {
            Output.print(JSON.object(TaskReport(now).json).description)
        } else {
            Output.print(TaskReport(now).line)
        }
        if now.state != .cancelled { throw Failure.notFound("it was not stopped: it is \(now.state.rawValue)") }
    }
}
