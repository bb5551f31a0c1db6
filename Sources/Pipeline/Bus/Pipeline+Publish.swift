package import EventModel
import GRDB

extension Pipeline {
    /// Puts an event on a bus; durable when it returns. Answers the event's id. `flow` names the flow if this is the first event with
    /// its correlation id.
    ///
    /// - Throws: ``BusError``.
    @discardableResult
    package func publish(_ event: Event, on bus: String = "default", flow: String = "adhoc") async throws -> String {
        try await publish(event, on: bus, flow: flow) { _ in }
    }

    /// The same from an event's parts, with a new id; the correlation id is taken as ``correlationID(given:data:traceparent:ids:)``
    /// says.
    @discardableResult
    package func publish(
        source: String,
        type: String,
        data: JSON,
        subject: String? = nil,
        correlationID given: String? = nil,
        traceparent: String? = nil,
        on bus: String = "default",
        flow: String = "adhoc"
    ) async throws -> Event {
        let event = Event(
            id: settings.ids(),
            source: source,
            type: type,
            time: clock.now(),
            subject: subject,
            data: data,
            correlationID: correlationID(given: given, data: data, traceparent: traceparent, ids: settings.ids),
            traceparent: traceparent
        )
        try await publish(event, on: bus, flow: flow)
        return event
    }

    /// Publishes in one transaction with `also`.
    @discardableResult
    func publish(
        _ event: Event,
        on bus: String,
        flow: String,
        also: @escaping @Sendable (Database) throws -> Void
    ) async throws -> String {
        let body = event.eventBridge
        try wiring.check(event, body: body, on: bus)
        let violation = wiring.contracts.violation(of: event)
        let now = clock.now()
        let isRejected = violation?.mode == .reject
        let lines = try await journal.write { [wiring] db in
            var lines = TelemetryLines()
            if let violation, isRejected {
                try wiring.reject(event, violation, on: bus, isAccepted: false, in: db, at: now, &lines)
                return lines
            }
            try also(db)
            try wiring.publish(
                event,
                body: body,
                violation: violation,
                on: bus,
                flow: flow,
                in: db,
                at: now,
                &lines
            )
            return lines
        }
        telemetry.write(lines)
        if let violation, isRejected { throw BusError(.contract, "The event breaks \(violation).") }
        scheduler.ring()
        return event.id
    }
}
