package import EventModel
import GRDB

/// What an appended event is published as, beside the state that it led to; nil: it is not.
package typealias AggregatePublication =
    @Sendable (_ event: AggregateEvent, _ state: JSON) -> (
        source: String, type: String, data: JSON
    )?

extension Pipeline {
    /// Appends events to an aggregate and publishes what `publishing` makes of them on the bus `default`, in one transaction; durable
    /// when it returns. Answers the aggregate as it is then.
    ///
    /// - Parameters:
    ///   - expected: the version that the aggregate must have: that of the state on which the events were decided; 0: it must not be
    ///     there yet.
    ///   - service: who appends, for the telemetry.
    /// - Throws: ``ConcurrencyConflict`` where it has another version; ``ErrorInfo`` `ValidationException`; ``BusError`` for an event
    ///   that could not be published. Nothing is appended then.
    @discardableResult
    package func append(
        _ new: [NewAggregateEvent],
        to name: AggregateName,
        expecting expected: Int,
        correlationID: String? = nil,
        causationID: String? = nil,
        service: String = "event-store",
        flow: String = "adhoc",
        publishing: AggregatePublication? = nil
    ) async throws -> AggregateState {
        try check(new, name)
        // As exact as it is written, so that a time that was read finds the event that it was read of.
        let now = Timestamp(nanoseconds: clock.now().nanoseconds / 1_000 * 1_000)
        let correlationID = correlationID ?? settings.ids()
        let (state, lines) = try await journal.write { [wiring] db in
            let store = wiring.eventStore
            let actual = try EventStore.version(of: name, in: db)
            guard actual == expected else {
                throw ConcurrencyConflict(aggregate: name, expected: expected, actual: actual)
            }
            var lines = TelemetryLines()
            var state = try store.state(of: name, in: db)
            let fold = store.fold(name.type)
            var published: [Event] = []
            for entry in new {
                let event = AggregateEvent(
                    aggregate: name,
                    version: state.version + 1,
                    id: wiring.ids(),
                    type: entry.type,
                    time: now,
                    data: entry.data,
                    correlationID: correlationID,
                    causationID: causationID
                )
                try EventStore.insert(event, in: db)
                state.apply(event, fold)
                guard let its = publishing?(event, state.state) else { continue }
                published.append(
                    Event(
                        id: event.id,
                        source: its.source,
                        type: its.type,
                        time: now,
                        subject: name.id,
                        data: its.data,
                        correlationID: correlationID,
                        causationID: causationID
                    )
                )
            }
            try wiring.startFlow(correlationID, flow, in: db, at: now)
            lines.addAppend(of: new, to: state, expected, service, correlationID, causationID, at: now)
            for event in published { try wiring.publishChecked(event, flow: flow, in: db, at: now, &lines) }
            return (state, lines)
        }
        wiring.eventStore.keep(state)
        telemetry.write(lines)
        scheduler.ring()
        return state
    }

    /// An aggregate as it is now, or as it was at a version or an instant; of version 0 where there is none.
    package func aggregate(_ name: AggregateName, version: Int? = nil, at instant: Timestamp? = nil) async throws
        -> AggregateState
    {
        try await journal.read { [wiring] db in
            try wiring.eventStore.state(of: name, upTo: version ?? .max, at: instant ?? .never, in: db)
        }
    }

    /// The events of an aggregate, in order, from the first after `version` on.
    package func events(of name: AggregateName, after version: Int = 0) async throws -> [AggregateEvent] {
        try await journal.read { db in try EventStore.events(of: name, after: version, in: db) }
    }

    private func check(_ new: [NewAggregateEvent], _ name: AggregateName) throws {
        func refuse(_ why: String) -> ErrorInfo { ErrorInfo(type: "ValidationException", message: "\(name): \(why)") }
        if !name.isWellFormed {
            throw refuse("an aggregate's type and id have 1 to \(AggregateName.limit) bytes, and a type no slash")
        }
        if new.isEmpty { throw refuse("no events to append") }
        if new.count > 100 { throw refuse("\(new.count) events at once; the limit is 100") }
        for event in new {
            if !(1...128).contains(event.type.utf8.count) { throw refuse("an event's type has 1 to 128 bytes") }
            let size = event.data.utf8.count
            if size > 262_144 { throw refuse("an event is \(size) bytes long; the limit is 262144") }
        }
    }
}

extension Wiring {
    /// Puts an event on the bus `default`, after the checks that every publish makes.
    fileprivate func publishChecked(
        _ event: Event,
        flow: String,
        in db: Database,
        at now: Timestamp,
        _ lines: inout TelemetryLines
    ) throws {
        let body = event.eventBridge
        try check(event, body: body, on: "default")
        let violation = contracts.violation(of: event)
        if let violation, violation.mode == .reject {
            throw BusError(.contract, "The event breaks \(violation).")
        }
        try publish(event, body: body, violation: violation, on: "default", flow: flow, in: db, at: now, &lines)
    }
}

extension TelemetryLines {
    /// Bytes of a state that its record carries; of a larger one it says only how large it is.
    static let stateLimit = 4_096

    /// The record of an append: the aggregate as it was after it.
    mutating func addAppend(
        of events: [NewAggregateEvent],
        to state: AggregateState,
        _ expected: Int,
        _ service: String,
        _ correlationID: String,
        _ causationID: String?,
        at now: Timestamp
    ) {
        let types = events.map(\.type).joined(separator: ", ")
        let head = Head(
            now,
            .info,
            service: service,
            eventType: events.count == 1 ? events[0].type : "AggregateAppended",
            correlationID: correlationID,
            "\(state.aggregate) is at version \(state.version): \(types)"
        )
        add(head) { fields in
            fields.add("causation_id", causationID)
            fields.add("resource", "aggregate/\(state.aggregate.type)")
            fields.add("expected_version", expected)
            var aggregate = JSON.Object([
                .init("type", .string(state.aggregate.type)), .init("id", .string(state.aggregate.id)),
                .init("version", .int(state.version)),
            ])
            let size = state.state.utf8.count
            if size > Self.stateLimit {
                aggregate["state_bytes"] = .int(size)
            } else {
                aggregate["state"] = state.state
            }
            fields.add("aggregate", .object(aggregate))
        }
    }
}
