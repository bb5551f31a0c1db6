import ArgumentParser
import DeadLetters
import EventModel
import TerminalUI

/// `tailrace dlq resume`: goes on with a task that did not come to its end.
struct DLQResume: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume",
        abstract: "Go on with a task that was interrupted, cancelled, stopped or failed, with the messages it has left."
    )
    @Argument(help: "The task, as dlq tasks prints it.") var task: String
    @Flag(name: .long, help: "Send again those of which nobody knows whether they were sent: they may arrive twice.")
    var resendUncertain = false
    @OptionGroup var change: ChangeOptions
    @OptionGroup var data: DataOption
    @OptionGroup var format: FormatOptions

    func run() async throws {
        let engine = try change.engine(data)
        let known = try await engine.task(task)
        let count = known.remaining + (resendUncertain ? known.uncertain : 0)
        let plan = "Go on with task \(visible(task)) on \(visible(known.queue)): \(counted(count, "message")) left"
        if count > 0 { try change.confirm(plan, count: count) }
        let (task, again) = (task, resendUncertain)
        let result = try await interruptible { meter in
            try await engine.resume(task, resendUncertain: again) { meter.show(TaskReport($0).meter) }
        }
        try TaskReport(result).finish(format)
    }
}
