import EventModel
import GRDB

extension Wiring {
    /// The rule whose targets bring what broke its contract back to its bus, when it is redriven.
    static let contractRule = "contracts"

    /// The target that a dead-lettered event came from, so that a redrive publishes it again.
    static func contractTarget(bus: String, queue: String) -> Target {
        Target(
            rule: contractRule,
            bus: bus,
            definition: TargetDefinition(
                id: "\(bus)-\(queue)",
                .bus(bus),
                maximumRetryAttempts: 0,
                deadLetterQueue: queue
            )
        )
    }

    /// Accounts for an event that was not published because it breaks its contract. `isAccepted`: somebody was told that it would be,
    /// so that its flow is lost.
    func reject(
        _ event: Event,
        _ violation: ContractViolation,
        on bus: String,
        isAccepted: Bool,
        in db: Database,
        at now: Timestamp,
        _ lines: inout TelemetryLines
    ) throws {
        try db.count("rejected")
        if isAccepted {
            try db.run(
                "INSERT INTO lost VALUES(?, 'rejected', ?, ?)",
                [event.correlationID, "contract \(violation.contract)", now]
            )
        }
        lines.add(hop(event, on: bus), at: now, "event rejected: it breaks its contract", .error) { fields in
            describe(violation, &fields)
        }
    }

    /// Puts an event that breaks its contract into its dead-letter queue, in place of its deliveries.
    func deadLetter(
        _ event: Event,
        body: JSON,
        _ violation: ContractViolation,
        to name: String,
        on bus: String,
        in db: Database,
        at now: Timestamp,
        _ lines: inout TelemetryLines
    ) throws {
        guard let queue = queues[name] else { return }
        try db.count("rejected")
        lines.add(hop(event, on: bus), at: now, "event dead-lettered: it breaks its contract", .error) { fields in
            describe(violation, &fields)
        }
        let message = OutgoingMessage(
            body: body.utf8,
            attributes: [
                "CONTRACT_NAME": Queue.allowed(violation.contract), "CONTRACT_PATH": Queue.allowed(violation.path),
                "ERROR_CODE": violation.error.type,
                "ERROR_MESSAGE": Queue.allowed(String(violation.error.message.prefix(1024))),
            ],
            correlationID: event.correlationID,
            eventType: event.type,
            generation: 0
        )
        let target = Self.contractTarget(bus: bus, queue: name)
        let death = Death(
            reason: violation.error.type,
            source: .init(.target, target.name),
            error: violation.error,
            tries: 1
        )
        try queue.bury(message, death, in: db, at: now, cause: event.id, &lines)
    }

    func describe(_ violation: ContractViolation, _ fields: inout TelemetryLines.Fields) {
        fields.add("contract", violation.contract)
        fields.add("path", violation.path)
        fields.add("error", violation.error.json)
    }

    /// The event's line as it comes to a bus.
    func hop(_ event: Event, on bus: String) -> TelemetryLines.Hop {
        TelemetryLines.Hop(
            kind: .publish,
            id: event.id,
            cause: event.causationID,
            service: event.source,
            resource: bus,
            eventType: event.type,
            correlationID: event.correlationID
        )
    }
}
