import EventModel
import GRDB
import StatesLanguage

/// A call of a service by a Task state, which the pipeline answers itself, in the same transaction as the state's next step: its effect
/// and the execution's progress are one.
struct ServiceCall {
    let uri: String
    let input: JSON
    let correlationID: String
    let cause: String
}

extension Wiring {
    /// What came of a call; nil where an answer comes later, by the token.
    func perform(
        _ call: ServiceCall,
        _ token: String,
        in db: Database,
        at now: Timestamp,
        _ lines: inout TelemetryLines
    )
        throws -> Stimulus?
    {
        let resource = TaskResource(call.uri)
        do {
            let output: JSON
            switch resource.kind {
            case .integration("events", "putEvents"): output = try putEvents(call, in: db, at: now, &lines)
            case .integration("sqs", "sendMessage"):
                let url = call.input["QueueUrl"]?.string ?? ""
                let name = url.split(separator: "/").last.map(String.init) ?? url
                let body = call.input["MessageBody"] ?? .null
                try send(
                    body.string ?? body.description,
                    to: .queue(name),
                    eventType: "Message",
                    correlationID: call.correlationID,
                    generation: 0,
                    cause: call.cause,
                    in: db,
                    at: now,
                    &lines
                )
                output = ["MessageId": .string(ids())]
            case .integration("states", "startExecution"):
                let arn = call.input["StateMachineArn"]?.string ?? ""
                let start = ExecutionStart(
                    name: call.input["Name"]?.string,
                    correlationID: call.correlationID,
                    cause: call.cause
                )
                let name = arn.split(separator: ":").last.map(String.init) ?? arn
                let id = try startExecution(of: name, call.input["Input"] ?? [:], start, in: db, at: now, &lines)
                output = ["ExecutionArn": .string(id), "StartDate": .string(now.rfc3339())]
            case .function(let name):
                throw refused("Lambda.ResourceNotFoundException", "Function not found: \(name)")
            case .integration("lambda", "invoke"):
                throw refused(
                    "Lambda.ResourceNotFoundException",
                    "Function not found: \(call.input["FunctionName"]?.string ?? "")"
                )
            default:
                throw refused("States.TaskFailed", "Nothing in this pipeline is '\(call.uri)'")
            }
            return resource.pattern == .token ? nil : .taskSucceeded(token: token, output: output)
        } catch let failure as DeliveryFailure {
            return .taskFailed(token: token, error: failure.code, cause: failure.message)
        } catch let error as StateMachineError {
            return .taskFailed(token: token, error: "StepFunctions." + error.code.rawValue, cause: error.message)
        }
    }

    /// A call is made once: whether it is tried again is for the state to say.
    private func refused(_ code: String, _ message: String) -> DeliveryFailure {
        DeliveryFailure(code, message, isRetriable: false)
    }

    private func putEvents(_ call: ServiceCall, in db: Database, at now: Timestamp, _ lines: inout TelemetryLines)
        throws -> JSON
    {
        guard let entries = call.input["Entries"]?.array, !entries.isEmpty, entries.count <= 10 else {
            throw refused("EventBridge.ValidationException", "Entries must be an array of 1 to 10 events")
        }
        var results: [JSON] = []
        for entry in entries {
            let detail = entry["Detail"] ?? [:]
            let event = Event(
                id: ids(),
                source: entry["Source"]?.string ?? "",
                type: entry["DetailType"]?.string ?? "",
                time: now,
                data: detail.string.flatMap { try? JSON(parsing: $0) } ?? detail,
                correlationID: call.correlationID,
                causationID: call.cause
            )
            let body = event.eventBridge
            let bus = entry["EventBusName"]?.string ?? "default"
            do throws(BusError) {
                try check(event, body: body, on: bus)
            } catch {
                throw refused("EventBridge.FailedEntry", error.message)
            }
            let violation = contracts.violation(of: event)
            if let violation, violation.mode == .reject {
                throw refused("EventBridge.FailedEntry", "The event breaks \(violation).")
            }
            try publish(event, body: body, violation: violation, on: bus, flow: "adhoc", in: db, at: now, &lines)
            results.append(["EventId": .string(event.id)])
        }
        return ["Entries": .array(results), "FailedEntryCount": 0]
    }
}
