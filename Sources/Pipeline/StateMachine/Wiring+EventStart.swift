import EventModel
import GRDB
import StatesLanguage

extension Wiring {
    /// An event that starts an execution.
    struct EventStart: Sendable {
        var machine: String
        /// The event's id.
        var event: String
        var correlationID: String
        var cause: String

        /// The execution's name: the event's id, so that an event which is delivered again starts none twice; a hash of one that is no
        /// name.
        var name: String {
            let isName =
                !event.isEmpty && event.unicodeScalars.count <= 80
                && !event.unicodeScalars.contains { $0 == "/" || $0 == "#" || $0.value < 0x20 }
            return isName ? event : MachineVersions.version(of: event)
        }
    }

    /// Starts the execution that an event asks for, with a JSON text as its input. One that the event has started before is left alone.
    ///
    /// - Throws: ``DeliveryFailure`` where there is no such machine, the text is no JSON, or the event has started an execution with
    ///   another input.
    func startExecution(
        _ start: EventStart,
        _ text: String,
        in db: Database,
        at now: Timestamp,
        _ lines: inout TelemetryLines
    ) throws {
        let input: JSON
        do throws(JSON.ParseError) {
            input = try JSON(parsing: text)
        } catch {
            let reason = "the input of the state machine \(start.machine) is \(error)"
            throw DeliveryFailure("INVALID_INPUT", reason, isRetriable: false)
        }
        if let there = try ExecutionRecord.load(Self.executionID(start.name, of: start.machine), in: db) {
            if there.execution.input == input { return }
            let reason = "Event \(start.event) has started an execution of \(start.machine) with another input."
            throw DeliveryFailure(StateMachineErrorCode.alreadyExists.rawValue, reason, isRetriable: false)
        }
        let own = ExecutionStart(name: start.name, correlationID: start.correlationID, cause: start.cause)
        do {
            _ = try startExecution(of: start.machine, input, own, in: db, at: now, &lines)
        } catch let error as StateMachineError {
            let code = error.code == .machineDoesNotExist ? "NO_RESOURCE" : error.code.rawValue
            throw DeliveryFailure(code, error.message, isRetriable: false)
        }
    }
}
