package import EventModel
import GRDB

/// Puts events on the bus of a data directory from outside its pipeline: they wait, durably, for the pipeline that runs on it, or
/// for the next one.
package final class Inbox: Sendable {
    private let journal: Journal
    private let ids: IDSource
    private let contracts: ContractRegistry

    /// - Parameter contracts: what rejects by them is refused at once, and not only when it is routed.
    /// - Throws: ``JournalError``.
    package init(
        data directory: String,
        contracts: ContractRegistry = ContractRegistry(),
        ids: @escaping IDSource = uuidInOrder
    ) throws {
        journal = try Journal(directory: directory)
        self.ids = ids
        self.contracts = contracts
    }

    init(_ journal: Journal, contracts: ContractRegistry = ContractRegistry(), ids: @escaping IDSource = uuidInOrder) {
        self.journal = journal
        self.ids = ids
        self.contracts = contracts
    }

    /// Accepts an event; durable when it returns. Answers the event, whose correlation id is taken as
    /// ``correlationID(given:data:traceparent:ids:)`` says.
    ///
    /// - Throws: ``BusError`` where the event could not be published; whether the bus exists shows only when it is routed.
    package func publish(
        source: String,
        type: String,
        data: JSON,
        subject: String? = nil,
        correlationID given: String? = nil,
        traceparent: String? = nil,
        on bus: String = "default",
        flow: String = "adhoc",
        at now: Timestamp
    ) async throws -> Event {
        let event = Event(
            id: ids(),
            source: source,
            type: type,
            time: now,
            subject: subject,
            data: data,
            correlationID: correlationID(given: given, data: data, traceparent: traceparent, ids: ids),
            traceparent: traceparent
        )
        let body = event.eventBridge
        try Wiring.check(event, body: body)
        if let violation = contracts.violation(of: event), violation.mode == .reject {
            throw BusError(.contract, "The event breaks \(violation).")
        }
        try await journal.write { db in
            try db.run("INSERT OR IGNORE INTO flows VALUES(?, ?, ?)", [event.correlationID, flow, now])
            try db.run(
                "INSERT INTO inbox(bus, event, correlation_id) VALUES(?, ?, ?)",
                [bus, try Payload.column(body.description), event.correlationID]
            )
        }
        return event
    }
}

extension Wiring {
    /// Puts up to 100 events of the inbox on each bus; answers whether more are there. An event whose bus does not exist waits for
    /// a pipeline that has it.
    func routeInbox(in db: Database, at now: Timestamp, _ lines: inout TelemetryLines) throws -> Bool {
        var more = false
        for bus in definition.buses {
            let rows = try db.rows("SELECT seq, event FROM inbox WHERE bus = ? ORDER BY seq LIMIT 100", [bus])
            for row in rows {
                let body = JSON(column: try Payload.text(row, 1))
                if let event = Event(eventBridge: body) {
                    if let violation = contracts.violation(of: event), violation.mode == .reject {
                        try reject(event, violation, on: bus, isAccepted: true, in: db, at: now, &lines)
                    } else {
                        try publish(
                            event,
                            body: body,
                            violation: contracts.violation(of: event),
                            on: bus,
                            flow: "adhoc",
                            in: db,
                            at: now,
                            &lines
                        )
                    }
                }
                try db.run("DELETE FROM inbox WHERE seq = ?", [row[0] as Int64])
            }
            more = more || rows.count == 100
        }
        return more
    }
}
