import EventModel
import GRDB

extension Sending {
    /// Copies the messages that go to queues, under their new ids. One that goes to a queue where messages die has died of that.
    func copyToQueues(_ grave: Int) throws {
        // What a message has ten attributes of already gets no more; the graveyard has what the attribute would say.
        let mark = "json_object('key', v.key, 'gen', m.generation + 1, 'task', ?3, 'origin', m.id) || ''"
        let name = BundledDeadLetterBroker.attribute
        let attributes = """
            CASE WHEN v.is_edited THEN v.attributes
                WHEN m.attributes IS NULL THEN json_object('\(name)', \(mark))
                WHEN json_extract(m.attributes, '$."\(name)"') IS NULL
                    AND (SELECT count(*) FROM json_each(m.attributes)) >= \(Queue.Limit.attributes) THEN m.attributes
                ELSE json_set(m.attributes, '$."\(name)"', \(mark)) END
            """
        try db.run(
            """
            INSERT INTO messages(id, queue, attributes, sent, visible_at, expires_at, correlation_id, event_type, generation, grave,
                body)
            SELECT v.new_id, v.to_name, \(attributes), ?1, v.visible_at, v.expires_at, m.correlation_id, m.event_type,
                m.generation + 1, ?2 + v.n, CASE WHEN v.is_edited THEN v.body ELSE m.body END
            FROM moves v CROSS JOIN messages m ON m.seq = v.seq WHERE v.to_kind = 'queue' ORDER BY v.n
            """,
            [now, grave, task]
        )
        guard redrives.contains(where: \.hasDied) else { return }
        for redrive in redrives where redrive.hasDied {
            let death = Death.sentDirectly(to: redrive.destination.name)
            try db.run(
                """
                UPDATE messages SET died = sent, reason = ?, source_kind = ?, source_name = ?, fingerprint = ?, history = ?,
                    grave = NULL WHERE id = ?
                """,
                [
                    death.reason, death.source.kind.rawValue, death.source.name, death.fingerprint,
                    try LifeLog.text(
                        grave: try db.integer("SELECT grave FROM messages WHERE id = ?", [redrive.newID]),
                        in: db
                    ),
                    redrive.newID,
                ]
            )
        }
    }

    /// Makes a delivery or an invocation of each of the others.
    func startWork(_ grave: Int) throws {
        guard redrives.contains(where: { $0.destination.kind != .queue }) else { return }
        for (i, redrive) in redrives.enumerated() where redrive.destination.kind != .queue {
            let row = try db.rows(
                """
                SELECT CASE WHEN v.is_edited THEN v.body ELSE m.body END FROM moves v JOIN messages m ON m.seq = v.seq
                WHERE v.n = ?
                """,
                [i + 1]
            )[0]
            let body = String(decoding: (row[0] as Blob).bytes, as: UTF8.self)
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
                    in: db,
                    at: now
                )
            } else {
                // A destination's record carries what the function was given; an older dead-letter queue holds just that.
                let isRecord = json["requestContext"]?["requestId"] != nil
                let payload = (isRecord ? json["requestPayload"] : nil)?.description ?? body
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
    }

    /// Whether a message's body can be JSON text at all.
    func isText(_ seq: Int64) throws -> Bool {
        guard let row = try db.rows("SELECT body FROM messages WHERE seq = ?", [seq]).first else { return false }
        return String(validating: (row[0] as Blob).bytes, as: UTF8.self) != nil
    }
}
