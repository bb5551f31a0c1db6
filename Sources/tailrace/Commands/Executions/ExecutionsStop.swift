import ArgumentParser
import EventModel
import Pipeline

/// `tailrace executions stop`.
struct ExecutionsStop: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stop",
        abstract: "Stop an execution: its status is ABORTED, and it can be redriven."
    )
    @Argument(help: "The execution, by its name or id.") var execution: String
    @OptionGroup var permission: PermissionOptions
    @OptionGroup var data: DataOption
    @OptionGroup var format: FormatOptions

    func run() async throws {
        let desk = try Desk(data)
        let id = try await desk.desk.executions.named(execution)
        try await desk.perform(.stopExecution(id), permission, format)
    }
}
