import ArgumentParser
import DeadLetters
import EventModel

/// `tailrace dlq attend`: runs scheduled redrives when they are due.
struct DLQAttend: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "attend",
        abstract: "Run scheduled redrives when their time or their event has come, until it is interrupted.",
        discussion: "The dashboard does the same while it is open; one process at a time runs them, the others wait."
    )
    @OptionGroup var change: ChangeOptions
    @OptionGroup var data: DataOption
    @OptionGroup var format: FormatOptions

    func run() async throws {
        let engine = try change.engine(data)
        let isJSON = format.output == .json
        try await interruptible { meter in
            await engine.attend { progress in
                meter.show(TaskReport(progress).meter)
                guard !progress.state.isRunning else { return }
                meter.clear()
                let report = TaskReport(progress)
                Output.print(isJSON ? JSON.object(report.json).description : report.line)
            }
        }
        throw CancellationError()
    }
}
