import ArgumentParser
import EventModel
import Pipeline
import TerminalUI

/// `tailrace executions start`.
struct ExecutionsStart: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "start",
        abstract: "Start an execution of a state machine."
    )
    @Argument(help: "The state machine.") var machine: String
    @Option(name: .long, help: "Its input: JSON, @FILE, or @- for standard input (default: an empty object).")
    var input: String?
    @Option(name: .long, help: "The execution's name, unique in its machine (default: a new one).") var name: String?
    @Option(name: .long, help: "The flow that it belongs to (default: a new one).") var correlationId: String?
    @OptionGroup var permission: PermissionOptions
    @OptionGroup var data: DataOption
    @OptionGroup var format: FormatOptions

    func run() async throws {
        try permission.require()
        let input = try json()
        let id: String
        do {
            id = try await Desk(data).desk.executions.start(machine, input, name: name, correlationID: correlationId)
        } catch let error as StateMachineError {
            throw Failure.badInput("nothing was started: \(visible(error.message))")
        }
        Output.print(format.output == .json ? JSON.object(.init([.init("id", .string(id))])).description : visible(id))
    }

    private func json() throws -> JSON {
        guard let input else { return [:] }
        let place = input.hasPrefix("@") ? String(input.dropFirst()) : nil
        let text = try place.map { try InputText.read($0) } ?? Array(input.utf8)
        do { return try JSON(parsing: text) } catch {
            throw Failure.badInput("\(place.map { visible($0) } ?? "--input"): \(error)")
        }
    }
}
