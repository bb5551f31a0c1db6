import EventModel
import GRDB

extension Sending {
    /// Sends on the messages that go to queues: each row gets its new id and begins its new life where it lies, which spares a copy.
    /// One that goes to a queue where messages die has died of that.
    func moveToQueues(_ grave: Int) throws {
        guard alike != nil || redrives.contains(where: { $0.destination.kind == .queue }) else { return }
        // What a message has ten attributes of already gets no more; the graveyard has what the attribute would say.
        let mark = """
            '{"key":' || json_quote(v.key) || ',"gen":' || (generation + 1) || ',"task":' || json_quote(?3) || ',"origin":'
                || json_quote(messages.id) || '}'
            """
        let name = BundledDeadLetterBroker.attribute
        // The same as JSON text within JSON text, where nothing of it is to be escaped.
        let plain = #"""
            '{"\#(name)":"{\"key\":\"' || v.key || '\",\"gen\":' || (generation + 1) || ',\"task\":\"' || ?3 || '\",\"origin\":\"'
                || messages.id || '\"}"}'
            """#
        let attributes = """
            CASE WHEN v.is_edited THEN v.attributes
                WHEN messages.attributes IS NULL
                    THEN \(alike?.isPlain == true ? plain : "json_object('\(name)', \(mark))")
                WHEN json_extract(messages.attributes, '$."\(name)"') IS NULL
                    AND (SELECT count(*) FROM json_each(messages.attributes)) >= \(Queue.Limit.attributes)
                    THEN messages.attributes
                ELSE json_set(messages.attributes, '$."\(name)"', \(mark)) END
            """
        let places = try givePlaces()
        // Received in the order of the orders, not of the rows: by a nanosecond each. Those that do not go to queues have gone.
        try db.run(
            """
            UPDATE messages SET (id, queue, attributes, visible_at, expires_at, grave\(places.columns)) = (
                    SELECT v.new_id, v.to_name, \(attributes), v.visible_at + v.n - ?4, v.expires_at, ?2 + v.n\(places.values)
                    FROM moves v WHERE v.seq = messages.seq),
                sent = ?1, receive_count = 0, first_received = NULL, leased_at = NULL, generation = generation + 1,
                attempts = NULL, error = NULL, died = NULL, reason = NULL, source_kind = NULL, source_name = NULL,
                first_failed = NULL, fingerprint = NULL, version = NULL, history = NULL, redrive = NULL
            WHERE seq IN (SELECT seq FROM moves)
            """,
            [now, grave, task, alike?.count ?? redrives.count]
        )
        try db.run("UPDATE depths SET count = count - ? WHERE queue = ?", [db.changesCount, queue])
        try db.run("DELETE FROM claims WHERE seq IN (SELECT seq FROM moves)")
        for redrive in redrives where redrive.hasDied { try die(redrive) }
    }

    /// Messages of a FIFO queue take new places, behind all that are there, in the order of the orders; the key of the redrive is their
    /// deduplication id. Others stay without.
    private func givePlaces() throws -> (columns: String, values: String) {
        guard isFIFO else { return ("", "") }
        let first = try Queue.nextNumber(alike?.count ?? redrives.count, in: db)
        return (", dedup, place", ", v.key, \(first - 1) + v.n")
    }

    /// The bodies of those that were edited.
    func changeBodies() throws {
        try db.run(
            """
            UPDATE messages SET body = v.body FROM moves v WHERE v.seq = messages.seq AND v.to_kind = 'queue' AND v.is_edited
            """
        )
    }

    /// Lets a message die that was sent straight to a queue where messages die.
    private func die(_ redrive: Redrive) throws {
        let death = Death.sentDirectly(to: redrive.destination.name)
        try db.run(
            """
            UPDATE messages SET died = sent, reason = ?, source_kind = ?, source_name = ?, fingerprint = ?, history = ?,
                grave = NULL WHERE id = ? AND \(Schema.isKnownByID)
            """,
            [
                death.reason, death.source.kind.rawValue, death.source.name, death.fingerprint,
                try LifeLog.text(
                    grave: try db.integer(
                        "SELECT grave FROM messages WHERE id = ? AND grave IS NOT NULL",
                        [redrive.newID]
                    ),
                    in: db
                ),
                redrive.newID,
            ]
        )
    }

    /// Makes a delivery or an invocation of each of the others.
    func startWork(_ grave: Int) throws {
        guard redrives.contains(where: { $0.destination.kind != .queue }) else { return }
        for (i, redrive) in redrives.enumerated() where redrive.destination.kind != .queue {
            let row = try db.rows(
                """
                SELECT CASE WHEN v.is_edited THEN v.body ELSE m.body END,
                    CASE WHEN v.is_edited THEN v.attributes ELSE m.attributes END FROM moves v JOIN messages m ON m.seq = v.seq
                WHERE v.n = ?
                """,
                [i + 1]
            )[0]
            let body = String(decoding: try Payload.bytes(row, 0), as: UTF8.self)
            let json = JSON(column: body)
            let eventType = redrive.eventType ?? "Message"
            // What has no correlation id is followed by the id it gets here.
            let correlationID = redrive.correlationID ?? redrive.newID
            if redrive.destination.kind == .target {
                try Wiring.insertDelivery(
                    redrive.destination.name,
                    id: redrive.newID,
                    event: body,
                    eventID: json["id"]?.string ?? redrive.cause,
                    eventType: eventType,
                    correlationID: correlationID,
                    cause: redrive.cause,
                    generation: redrive.generation,
                    grave: grave + i + 1,
                    extras: TopicMessage.extras(ofDeadLetterFor: redrive.destination.name, Queue.attributes(row[1])),
                    in: db,
                    at: now
                )
            } else {
                // A destination's record carries what the function was given; an older dead-letter queue holds just that.
                let isRecord = json["requestContext"]?["requestId"] != nil
                let records = try StreamPointer.payload(json, id: redrive.id, in: db)
                let payload = records ?? (isRecord ? json["requestPayload"] : nil)?.description ?? body
                try Wiring.insertInvocation(
                    of: redrive.destination.name,
                    id: redrive.newID,
                    payload: payload,
                    eventType: eventType,
                    correlationID: correlationID,
                    cause: redrive.cause,
                    generation: redrive.generation,
                    redrive: RedriveOrigin(grave: grave + i + 1, id: redrive.newID),
                    in: db,
                    at: now
                )
            }
        }
        try db.run("DELETE FROM messages WHERE seq IN (SELECT seq FROM moves WHERE to_kind <> 'queue')")
    }

    /// Why a function cannot be given what a message points to; nil if it can, or points to nothing.
    func pointerProblem(_ seq: Int64) throws -> String? {
        guard let row = try db.rows("SELECT body FROM messages WHERE seq = ?", [seq]).first,
            let pointer = StreamPointer(JSON(column: String(decoding: try Payload.bytes(row, 0), as: UTF8.self)))
        else { return nil }
        return try pointer.records(in: db) == nil
            ? "the records that it points to are no longer in \(pointer.source)" : nil
    }

    /// Whether a message's body can be JSON text at all.
    func isText(_ seq: Int64) throws -> Bool {
        guard let row = try db.rows("SELECT body FROM messages WHERE seq = ?", [seq]).first else { return false }
        return String(validating: try Payload.bytes(row, 0), as: UTF8.self) != nil
    }
}
