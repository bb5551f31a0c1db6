import EventModel
import StatesLanguage

extension TelemetryLines {
    /// The line of an event of an execution's history. Events of one state share its hop: the state from its entry to its exit; the
    /// execution itself is the hop that caused the first.
    mutating func add(_ event: HistoryEvent, of record: ExecutionRecord) {
        let own = event.entered.map { record.hop(HistoryEvent.Place(event: $0.event, child: event.child)) }
        let cause = event.entered.map { $0.inside.map(record.hop) ?? record.id } ?? record.cause
        let hop = Hop(
            kind: .state,
            id: own ?? record.id,
            cause: cause.isEmpty ? nil : cause,
            service: record.service,
            resource: "state-machine/\(record.machine)",
            eventType: event.type,
            correlationID: record.correlationID
        )
        let isFailure =
            event.type.hasSuffix("Failed") || event.type.hasSuffix("TimedOut") || event.type.hasSuffix("Aborted")
        let words = event.state.map { "\($0): \(event.type)" } ?? event.type
        add(hop, at: event.at, words, isFailure ? .error : .info) { fields in
            fields.add("execution_id", record.id)
            fields.add("state", event.state)
            fields.add("history_event", event.id)
            if event.type.hasSuffix("StateExited"), let entered = event.entered {
                fields.add("duration_ms", milliseconds: event.at - entered.at)
            }
            if event.entered == nil, event.type != "ExecutionStarted" {
                fields.add("duration_ms", milliseconds: event.at - record.execution.startedAt)
            }
            if isFailure {
                let error = ErrorInfo(
                    type: event.details["error"]?.string ?? "Error",
                    message: event.details["cause"]?.string ?? ""
                )
                fields.add("error", error.json)
            }
        }
    }
}
