package import EventModel
import GRDB

extension BundledDeadLetterBroker {
    /// The attribute of a redriven message that says which redrive it came by: `{"key","gen","task","origin"}`.
    package static let attribute = "tailrace.redrive"

    package func redrive(_ orders: [RedriveOrder], from queue: String) async throws -> [RedriveResult] {
        let now = now()
        return try await write { [self] db, lines in
            try BundledDeadLetterBroker.require(queue, in: db)
            return try orders.map { order in try send(order, from: queue, in: db, at: now, &lines) }
        }
    }

    private func send(
        _ order: RedriveOrder,
        from queue: String,
        in db: Database,
        at now: Timestamp,
        _ lines: inout TelemetryLines
    ) throws -> RedriveResult {
        let row = try db.rows(
            """
            SELECT locked_by, locked_until, source_kind, source_name, event_type, correlation_id, generation, attributes, body
            FROM messages WHERE id = ? AND queue = ? AND died IS NOT NULL AND expires_at > ?
            """,
            [order.id, queue, now]
        ).first
        guard let row else { return .skipped("it is no longer in \(queue)") }
        let owner: String? = row[0]
        guard owner == order.task, let until: Timestamp = row[1], until > now else {
            return .skipped(owner.map { "it is locked by \($0)" } ?? "its lock was lost")
        }
        let destination = order.destination ?? BundledDeadLetterBroker.destination(row[2], row[3], or: queue)
        do {
            try BundledDeadLetterBroker.require(destination, in: db)
        } catch let error as DeadLetterError {
            return .failed(error.message)
        }
        let generation = (row[6] as Int) + 1
        var attributes = Queue.attributes(row[7])
        // A message that has ten attributes already keeps them; the journal has what the attribute would say.
        if attributes[BundledDeadLetterBroker.attribute] != nil || attributes.count < Queue.Limit.attributes {
            attributes[BundledDeadLetterBroker.attribute] =
                JSON.object(
                    JSON.Object([
                        .init("key", .string(order.key)), .init("gen", .int(generation)),
                        .init("task", .string(order.task)),
                        .init("origin", .string(order.id)),
                    ])
                ).description
        }
        let correlationID: String? = row[5]
        let eventType: String? = row[4]
        lines.add(
            TelemetryLines.Hop(
                kind: .redrive,
                id: "redrive:\(order.key)",
                cause: "dead:\(order.id)",
                service: queue,
                resource: destination.name,
                eventType: eventType ?? "Message",
                correlationID: correlationID
            ),
            at: now,
            "dead letter redriven to \(destination)"
        ) { fields in
            fields.add("generation", generation)
            fields.add("task", order.task)
            fields.add("actor", actor)
        }
        let message = OutgoingMessage(
            body: (row[8] as Blob).bytes,
            attributes: attributes,
            correlationID: correlationID,
            eventType: eventType,
            generation: generation
        )
        let cause = "redrive:\(order.key)"
        let newID = try place(message, at: destination, cause: cause, in: db, now, &lines)
        try db.run("DELETE FROM messages WHERE id = ?", [order.id])
        try db.run(
            "INSERT OR REPLACE INTO redrives VALUES(?, ?, ?, ?, ?, ?, ?, ?)",
            [order.key, order.task, actor, queue, order.id, newID, destination.description, now]
        )
        return .sent(newID)
    }

    /// Puts the message where it is to go; answers its new id there.
    private func place(
        _ message: OutgoingMessage,
        at destination: DeadLetter.Destination,
        cause: String,
        in db: Database,
        _ now: Timestamp,
        _ lines: inout TelemetryLines
    ) throws -> String {
        let body = String(decoding: message.body, as: UTF8.self)
        let json = JSON(column: body)
        switch destination.kind {
        case .queue:
            let queue = try BundledDeadLetterBroker.queue(destination.name, ids: ids, in: db)
            return try queue.insert(message, in: db, at: now, cause: cause, &lines)
        case .target:
            return try Wiring.insertDelivery(
                destination.name,
                id: ids(),
                event: body,
                eventID: json["id"]?.string ?? cause,
                eventType: message.eventType ?? "Message",
                correlationID: message.correlationID ?? cause,
                cause: cause,
                generation: message.generation,
                in: db,
                at: now
            )
        case .function:
            // A destination's record carries what the function was given; an older dead-letter queue holds just that.
            let isRecord = json["requestContext"]?["requestId"] != nil
            let payload = (isRecord ? json["requestPayload"] : nil)?.description ?? body
            return try Wiring.insertInvocation(
                of: destination.name,
                id: ids(),
                payload: payload,
                eventType: message.eventType ?? "Message",
                correlationID: message.correlationID ?? cause,
                cause: cause,
                generation: message.generation,
                in: db,
                at: now
            )
        }
    }

    /// A queue as the last pipeline left its settings.
    private static func queue(_ name: String, ids: @escaping IDSource, in db: Database) throws -> Queue {
        guard
            let row = try db.rows("SELECT visibility, delay, retention, dead FROM queues WHERE name = ?", [name]).first
        else { throw DeadLetterError(.noSuchDestination, "no queue \(name) to send to") }
        let definition = QueueDefinition(
            name: name,
            visibilityTimeout: .nanoseconds(row[0] as Int64),
            delay: .nanoseconds(row[1] as Int64),
            retention: .nanoseconds(row[2] as Int64)
        )
        return Queue(definition: definition, isDeadLetterQueue: row[3], ids: ids)
    }
}
