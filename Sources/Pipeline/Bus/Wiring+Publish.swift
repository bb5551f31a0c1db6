import EventModel
import GRDB

extension Wiring {
    /// Checks the limits of an entry.
    ///
    /// - Throws: ``BusError``.
    func check(_ event: Event, body: JSON, on bus: String) throws(BusError) {
        guard rules[bus] != nil else { throw BusError(.resourceNotFound, "Event bus \(bus) does not exist.") }
        try Wiring.check(event, body: body)
    }

    /// The same without the bus.
    static func check(_ event: Event, body: JSON) throws(BusError) {
        if event.source.isEmpty {
            throw BusError(.validation, "Parameter Source is not valid. Reason: Source is a required argument.")
        }
        if event.type.isEmpty || event.type.utf8.count > 128 {
            throw BusError(
                .validation,
                "Parameter DetailType is not valid. Reason: DetailType must be 1 to 128 bytes long."
            )
        }
        if event.data.object == nil {
            throw BusError(.validation, "Parameter Detail is not valid. Reason: Detail must be a JSON object.")
        }
        let size = body.utf8.count
        if size > 262_144 { throw BusError(.tooLarge, "The entry is \(size) bytes long; the limit is 262144.") }
    }

    /// Puts a checked event on a bus: one delivery a target of each rule that matches, and the flow's row if it is its first. One that
    /// breaks its contract, and was not rejected, is marked or dead-lettered. `replay`: it was there before, and is archived.
    func publish(
        _ event: Event,
        body: JSON,
        violation: ContractViolation? = nil,
        on bus: String,
        flow: String,
        as replay: ReplayedAs? = nil,
        in db: Database,
        at now: Timestamp,
        _ lines: inout TelemetryLines
    ) throws {
        try startFlow(event.correlationID, flow, in: db, at: now)
        var body = body
        if let violation {
            if case .deadletter(let queue) = violation.mode {
                return try deadLetter(event, body: body, violation, to: queue, on: bus, in: db, at: now, &lines)
            }
            if case .object(var object) = body {
                object["contractviolation"] = .string(violation.description)
                body = .object(object)
            }
        }
        if !archives.isEmpty { try archive(event, body: body, on: bus, in: db, at: now) }
        let (targets, matched) = try matches(body, on: bus, only: replay?.rules, in: db)
        let hopID = replay?.hopID(event) ?? event.id
        try db.count("published")
        try db.count(matched > 0 ? "matched" : "unmatched")
        let text = targets.isEmpty ? "" : body.description
        for target in targets {
            try Wiring.insertDelivery(
                target.name,
                id: ids(),
                event: text,
                eventID: event.id,
                eventType: event.type,
                correlationID: event.correlationID,
                cause: hopID,
                generation: 0,
                in: db,
                at: now
            )
        }
        var hop = hop(event, on: bus)
        if replay != nil { (hop.id, hop.cause) = (hopID, event.id) }
        let said =
            replay.map { "event replayed by \($0.name)" }
            ?? (violation == nil ? "event published" : "event published, though it breaks its contract")
        lines.add(hop, at: now, said, violation == nil ? .info : .warn) { fields in
            fields.add("matched", matched)
            fields.add("subject", event.subject)
            fields.add("replay", replay?.name)
            fields.add("actor", replay.map { "replay \($0.name)" })
            if let violation { describe(violation, &fields) }
        }
    }

    func startFlow(_ correlationID: String, _ flow: String, in db: Database, at now: Timestamp) throws {
        watch.note(correlationID)
        try db.run("INSERT OR IGNORE INTO flows VALUES(?, ?, ?)", [correlationID, flow, now])
    }

    /// Adds a delivery that is due at once; answers its id. `target` is `RULE/TARGET`.
    @discardableResult
    static func insertDelivery(
        _ target: String,
        id: String,
        event: String,
        eventID: String,
        eventType: String,
        correlationID: String,
        cause: String,
        generation: Int,
        grave: Int? = nil,
        extras: String? = nil,
        in db: Database,
        at now: Timestamp
    ) throws -> String {
        let slash = target.firstIndex(of: "/") ?? target.endIndex
        try db.run(
            "INSERT INTO deliveries VALUES(?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?, NULL, ?, ?)",
            [
                id, String(target[..<slash]), String(target[slash...].dropFirst()), eventID,
                try Payload.column(event), correlationID,
                eventType, cause, now, now, generation, grave, extras,
            ]
        )
        return id
    }
}
