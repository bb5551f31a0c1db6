import ArgumentParser
import DeadLetters
import EventModel

/// `tailrace dlq plan`: what a redrive would do.
struct DLQPlan: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Say what a redrive would do: how many messages, where to, what to know first. Changes nothing."
    )
    @Argument(help: "The dead-letter queue.") var queue: String
    @OptionGroup var select: SelectionOptions
    @OptionGroup var settings: RedriveSettings
    @OptionGroup var files: FlowFilesOption
    @OptionGroup var data: DataOption
    @OptionGroup var format: FormatOptions

    func validate() throws { try select.require() }

    func run() async throws {
        let engine = try DeadLetterDesk(data, contracts: files.contracts()).engine
        let plan = try await engine.plan(queue, select.selection(), settings.options())
        let changes = settings.diff ? try await engine.changes(plan) : []
        if format.output == .json {
            var report = TaskReport(plan).json
            if settings.diff { report["changes"] = .array(changes.map(\.json)) }
            Output.print(JSON.object(report).description)
        } else {
            Output.print(plan.text(verb: "Redrive"))
            for line in ChangePrinter(paint: format.paint).lines(changes, of: plan) { Output.print(line) }
        }
        if plan.ids.isEmpty { throw Failure.notFound("") }
    }
}
