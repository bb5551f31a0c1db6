import ArgumentParser
import EventModel
import Pipeline

/// `tailrace executions redrive`.
struct ExecutionsRedrive: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "redrive",
        abstract: "Start a failed execution again at the state that failed.",
        discussion: "What succeeded before is not run again. Within 14 days of its end, as Step Functions has it."
    )
    @Argument(help: "The execution, by its name or id.") var execution: String
    @OptionGroup var permission: PermissionOptions
    @OptionGroup var data: DataOption
    @OptionGroup var format: FormatOptions

    func run() async throws {
        let desk = try Desk(data)
        let id = try await desk.desk.executions.named(execution)
        try await desk.perform(.redriveExecution(id), permission, format)
    }
}
