import EventModel
import Telemetry

extension QueueMoment {
    /// - Parameter instant: of the moment.
    func json(at instant: Timestamp) -> JSON {
        [
            "queue": .string(name),
            "dead_letter_queue": .bool(isDeadLetterQueue),
            // Which of the two the figures are: the queue's metrics, or this flow's own messages in it.
            "source": measured == nil ? "flow" : "metrics",
            "depth": .int(figures.waiting),
            "in_flight": .int(figures.inFlight),
            "delayed": .int(figures.delayed),
            "oldest_ms": figures.oldest.json,
            "measured_at": measuredAt.map { .string($0.rfc3339(digits: 3)) } ?? .null,
            "age_ms": measuredAt.map { instant - $0 }.json,
            "own": ["depth": .int(own.waiting), "in_flight": .int(own.inFlight), "oldest_ms": own.oldest.json],
        ]
    }
}

extension ExecutionMoment {
    var json: JSON {
        [
            "id": .string(id),
            "machine": .string(machine),
            "service": .string(service),
            "status": .string(status.rawValue),
            "started": .string(started.rfc3339(digits: 6)),
            "ended": ended.map { .string($0.rfc3339(digits: 6)) } ?? .null,
            "state": current.last.map { .string($0.name) } ?? .null,
            "current": .array(current.map { .string($0.name) }),
            "attempt": current.last.map { .int($0.attempt) } ?? .null,
            "error": error?.json ?? .null,
            "states": .array(states.map(\.json)),
            "states_before": .int(hiddenStates),
        ]
    }
}

extension ExecutionMoment.State {
    fileprivate var json: JSON {
        [
            "name": .string(name),
            "status": .string(status.rawValue),
            "attempt": .int(attempt),
            "entered": .string(entered.rfc3339(digits: 6)),
            "left": left.map { .string($0.rfc3339(digits: 6)) } ?? .null,
            "depth": .int(depth),
            "error": error?.json ?? .null,
        ]
    }
}

extension AggregateMoment {
    var json: JSON {
        [
            "type": .string(type),
            "id": .string(id),
            "version": version.map(JSON.int) ?? .null,
            "state": state ?? .null,
            "state_bytes": stateBytes.map(JSON.int) ?? .null,
            "at": .string(at.rfc3339(digits: 6)),
            "changed": .bool(isChanged),
            "old_version": oldVersion.map(JSON.int) ?? .null,
            "changes": .array(
                changes.map { ["path": .string($0.path), "old": $0.old ?? .null, "new": $0.new ?? .null] }
            ),
        ]
    }
}
