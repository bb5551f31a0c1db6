import EventModel
import GRDB

extension Queue {
    /// Sends up to 10 messages of up to 1 MiB together; all or none. Answers their ids. `cause` is the hop that sent them.
    ///
    /// - Throws: ``QueueError``.
    @discardableResult
    func send(
        _ messages: [OutgoingMessage],
        in db: Database,
        at now: Timestamp,
        cause: String?,
        _ lines: inout TelemetryLines
    ) throws -> [String] {
        if messages.isEmpty {
            throw QueueError(
                .emptyBatchRequest,
                "There should be at least one SendMessageBatchRequestEntry in the request."
            )
        }
        if messages.count > Limit.batchEntries {
            throw QueueError(
                .tooManyEntriesInBatchRequest,
                "Maximum number of entries per request are 10. You have sent \(messages.count)."
            )
        }
        var total = 0
        for message in messages { total += try check(message, ofBatch: messages.count > 1) }
        if total > Limit.bytes {
            throw QueueError(
                .batchRequestTooLong,
                "Batch requests cannot be longer than \(Limit.bytes) bytes. You have sent \(total) bytes."
            )
        }
        var sent: [String] = []
        for message in messages {
            sent.append(try insert(message, in: db, at: now, cause: cause, &lines))
        }
        return sent
    }

    /// Sends one message that has been checked by whoever made it.
    func insert(
        _ message: OutgoingMessage,
        in db: Database,
        at now: Timestamp,
        cause: String?,
        _ lines: inout TelemetryLines
    ) throws -> String {
        if isDeadLetterQueue {
            return try bury(message, .sentDirectly(to: name), in: db, at: now, cause: cause, &lines)
        }
        let id = ids()
        let place = try place(of: message, id, in: db, at: now)
        if case .known(let first) = place { return first }
        let body = try Payload.sealed(message.body)
        try db.raw(
            """
            INSERT INTO messages(id, queue, body, attributes, sent, visible_at, expires_at, correlation_id, event_type, generation,
                grave, redrive, grp, dedup, place)
            VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """
        ) { statement in
            statement.bind(id)
            statement.bind(name)
            statement.bind(body)
            statement.bind(Queue.column(message.attributes))
            statement.bind(now)
            // A FIFO queue delays all or none.
            statement.bind(now + (isFIFO ? definition.delay : message.delay ?? definition.delay))
            statement.bind(now + definition.retention)
            statement.bind(message.correlationID)
            statement.bind(message.eventType)
            statement.bind(message.generation)
            statement.bind(message.redrive?.grave)
            statement.bind(message.redrive?.id)
            statement.bind(message.groupID)
            statement.bind(place.deduplicationID)
            statement.bind(place.number)
            _ = try statement.step()
        }
        traffic.add(sent: 1)
        lines.addSent(
            id,
            to: name,
            cause: cause,
            eventType: message.eventType,
            correlationID: message.correlationID,
            generation: message.generation,
            at: now
        )
        return id
    }

    /// Puts a message of a failed delivery or invocation in this dead-letter queue, with how it died. Answers its id.
    @discardableResult
    func bury(
        _ message: OutgoingMessage,
        _ death: Death,
        in db: Database,
        at now: Timestamp,
        cause: String?,
        _ lines: inout TelemetryLines
    ) throws -> String {
        let id = ids()
        let place = try place(of: message, id, in: db, at: now)
        if case .known(let first) = place { return first }
        try db.run(
            """
            INSERT INTO messages(id, queue, body, attributes, sent, visible_at, expires_at, receive_count, first_received,
                correlation_id, event_type, generation, attempts, error, died, reason, source_kind, source_name, fingerprint, history,
                redrive, grp, dedup, place)
            VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                id, name, try Payload.column(message.body), Queue.column(message.attributes), now, now,
                now + definition.retention,
                death.tries, death.attempts.attempts.first?.at, message.correlationID, message.eventType,
                message.generation, death.attempts.text, death.error?.json.description, now, death.reason,
                death.source.kind.rawValue, death.source.name, death.fingerprint,
                try LifeLog.text(grave: message.redrive?.grave, in: db), message.redrive?.id, message.groupID,
                place.deduplicationID, place.number,
            ]
        )
        try Schema.countDeaths(in: name, db)
        traffic.add(sent: 1)
        lines.addDeath(
            id: id,
            in: name,
            cause: cause,
            eventType: message.eventType,
            correlationID: message.correlationID,
            death,
            generation: message.generation,
            at: now
        )
        return id
    }

    /// The size that counts toward the limits: the body, and each attribute's name, type and value.
    ///
    /// - Throws: ``QueueError`` for a message the service refuses.
    static func checkedSize(_ message: OutgoingMessage) throws(QueueError) -> Int {
        if message.body.isEmpty {
            throw QueueError(.missingParameter, "The request must contain the parameter MessageBody.")
        }
        guard isAllowed(message.body) else {
            throw QueueError(
                .invalidMessageContents,
                "Invalid characters were found in the message body. Allowed are #x9, #xA, #xD, #x20 to #xD7FF, #xE000 to #xFFFD and #x10000 to #x10FFFF."
            )
        }
        if message.attributes.count > Limit.attributes {
            throw QueueError(
                .invalidParameterValue,
                "Number of message attributes [\(message.attributes.count)] exceeds the allowed maximum [10]."
            )
        }
        if let delay = message.delay, delay < .zero || delay > Limit.delay {
            throw QueueError(
                .invalidParameterValue,
                "Value \(JSON.double(delay.inSeconds)) for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900."
            )
        }
        var size = message.body.count
        for (name, value) in message.attributes {
            if name.isEmpty || name.utf8.count > 256 {
                throw QueueError(.invalidParameterValue, "Message attribute name must be 1 to 256 bytes long.")
            }
            if value.isEmpty {
                throw QueueError(
                    .invalidParameterValue,
                    "Message (user) attribute '\(name)' must contain a non-empty value of type 'String'."
                )
            }
            if !value.unicodeScalars.allSatisfy(isAllowed) {
                throw QueueError(
                    .invalidMessageContents,
                    "Invalid characters were found in the message attribute \(name)."
                )
            }
            size += name.utf8.count + "String".utf8.count + value.utf8.count
        }
        if size > Limit.bytes {
            throw QueueError(
                .invalidParameterValue,
                "One or more parameters are invalid. Reason: Message must be shorter than \(Limit.bytes) bytes."
            )
        }
        return size
    }

    /// The text with every code point that a message may not carry replaced.
    static func allowed(_ text: String) -> String {
        if text.unicodeScalars.allSatisfy(isAllowed) { return text }
        return String(String.UnicodeScalarView(text.unicodeScalars.map { isAllowed($0) ? $0 : "\u{FFFD}" }))
    }

    /// Whether bytes are UTF-8 text that a message may carry.
    private static func isAllowed(_ bytes: [UInt8]) -> Bool {
        if bytes.allSatisfy({ ($0 >= 0x20 && $0 < 0x80) || $0 == 0x9 || $0 == 0xA || $0 == 0xD }) { return true }
        return String(validating: bytes, as: UTF8.self)?.unicodeScalars.allSatisfy(isAllowed) ?? false
    }

    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x9, 0xA, 0xD, 0x20...0xD7FF, 0xE000...0xFFFD, 0x10000...0x10FFFF: true
        default: false
        }
    }

    /// Attributes as a column keeps them, in the order of their names; nil for none.
    static func column(_ attributes: [String: String]) -> String? {
        if attributes.isEmpty { return nil }
        let members = attributes.sorted { $0.key < $1.key }.map { JSON.Member($0.key, .string($0.value)) }
        return JSON.object(JSON.Object(members)).description
    }

    /// The attributes of a column.
    static func attributes(_ column: String?) -> [String: String] {
        guard let column, let object = JSON(column: column).object else { return [:] }
        return Dictionary(object.members.map { ($0.name, $0.value.string ?? "") }, uniquingKeysWith: { $1 })
    }
}
