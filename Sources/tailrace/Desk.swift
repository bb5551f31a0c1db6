import EventModel
import Pipeline
import TerminalUI

/// The parts of a data directory's pipeline, for the commands that show them or act on them.
struct Desk {
    let desk: BundledPipelineDesk

    init(_ data: DataOption, isReadOnly: Bool = DeadLetterDesk.isReadOnlyByEnvironment) throws {
        do {
            desk = try BundledPipelineDesk(
                data: data.directory,
                actor: Operator.name,
                isReadOnly: isReadOnly,
                query: ReplayRequest.compiler
            )
        } catch let error as JournalError {
            throw Failure.badInput(visible("\(error)"))
        }
    }

    /// Does what an operator asks for, and says what was done.
    ///
    /// - Throws: ``Failure``, with the reason why it was not done.
    func perform(_ command: PipelineCommand, _ permission: PermissionOptions, _ format: FormatOptions) async throws {
        try permission.require()
        let said: String
        do {
            said = try await desk.perform(command)
        } catch let error as DeskRefusal {
            throw Failure.badInput("nothing was changed: \(visible(error.description))")
        } catch let error as StateMachineError {
            throw Failure.badInput("nothing was changed: \(visible(error.message))")
        } catch let error as BusError {
            throw Failure.badInput("nothing was changed: \(visible("\(error)"))")
        }
        Output.print(
            format.output == .json ? JSON.object(.init([.init("done", .string(said))])).description : visible(said)
        )
    }
}
