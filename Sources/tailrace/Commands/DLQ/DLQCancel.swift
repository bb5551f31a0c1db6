import ArgumentParser
import DeadLetters
import EventModel

/// `tailrace dlq cancel`: takes a scheduled redrive back.
struct DLQCancel: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cancel",
        abstract: "Take a scheduled redrive back. A running one is stopped with Ctrl-C where it runs."
    )
    @Argument(help: "The task, as dlq tasks prints it.") var task: String
    @OptionGroup var change: ChangeOptions
    @OptionGroup var data: DataOption
    @OptionGroup var format: FormatOptions

    func run() async throws {
        let engine = try change.engine(data)
        let known = try await engine.task(task)
        guard known.state == .scheduled else {
            throw Failure.notFound("task \(task) is \(known.state.rawValue), not scheduled: nothing was changed")
        }
        engine.cancel(task)
        let now = try await engine.task(task)
        if format.output == .json {
            Output.print(JSON.object(TaskReport(now).json).description)
        } else {
            Output.print(TaskReport(now).line)
        }
        if now.state != .cancelled {
            throw Failure.notFound("task \(task) could not be taken back: it is \(now.state.rawValue)")
        }
    }
}
