import EventModel
import GRDB

extension Queue {
    /// Receives up to `maximum` (1 to 10) visible messages and hides them for `visibility` (nil: the queue's); no more than `bytes`
    /// of bodies, but one at least.
    ///
    /// A message whose receive would exceed `maxReceiveCount` goes to the dead-letter queue instead, here and not earlier: the
    /// service moves lazily, on the receive. Where that queue does not exist the message stays and is received
    /// (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html).
    ///
    /// - Parameter attempt: The `ReceiveRequestAttemptId`, of a FIFO queue: see ``repeated(_:until:in:at:)``.
    /// - Throws: ``QueueError``.
    func receive(
        _ maximum: Int = 1,
        visibility: Duration? = nil,
        attempt: String? = nil,
        bytes: Int = .max,
        in db: Database,
        at now: Timestamp,
        deadLetterQueue: Queue?,
        _ lines: inout TelemetryLines
    ) throws -> [QueueMessage] {
        guard (1...Limit.receive).contains(maximum) else {
            throw QueueError(
                .invalidParameterValue,
                "Value \(maximum) for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10, if provided."
            )
        }
        let visibility = visibility ?? definition.visibilityTimeout
        try Queue.check(visibility: visibility)
        if let attempt, let again = try repeated(attempt, until: now + visibility, in: db, at: now) { return again }
        if try leases.room(below: Limit.inFlight, count: { try inFlight(in: db, at: now) }) <= 0 {
            throw QueueError(.overLimit, "Too many messages in flight for queue \(name): \(Limit.inFlight).")
        }
        var received: [QueueMessage] = []
        var size = 0
        while received.count < maximum {
            let found = try look(for: maximum - received.count, deadLetterQueue, in: db, at: now)
            for var message in found {
                let seq = try Receipt(message.receiptHandle).seq
                if isSpent(message.receiveCount), let deadLetterQueue {
                    try deadLetterQueue.take(seq, from: self, in: db, at: now, &lines)
                    continue
                }
                size += message.body.count
                if size > bytes && !received.isEmpty { break }
                message.receiveCount += 1
                message.receiptHandle = Receipt(id: message.id, seq: seq, count: message.receiveCount).text
                try lease(seq, message, until: now + visibility, in: db, at: now)
                received.append(message)
            }
            // A lease of zero leaves what was received visible, and it is not to be found again; a FIFO queue was looked through to the
            // end.
            if found.isEmpty || isFIFO || (visibility == .zero && !received.isEmpty) { break }
        }
        if let attempt, !received.isEmpty {
            let held = received.map { ReceiveAttempts.Held(receipt: $0.receiptHandle, visible: now + visibility) }
            attempts.keep(held, by: attempt, isAgain: false, at: now)
        }
        leases.add(received.count)
        traffic.add(received: received.count)
        return received
    }

    /// Whether a message that was received so often dies instead of being received once more.
    func isSpent(_ count: Int) -> Bool { definition.redrivePolicy.map { count >= $0.maxReceiveCount } ?? false }

    private func lease(_ seq: Int, _ message: QueueMessage, until: Timestamp, in db: Database, at now: Timestamp) throws
    {
        try db.raw(
            "UPDATE messages SET receive_count = ?, first_received = ?, leased_at = ?, visible_at = ? WHERE seq = ?"
        ) { statement in
            statement.bind(message.receiveCount)
            statement.bind(message.firstReceived)
            statement.bind(now)
            statement.bind(until)
            statement.bind(seq)
            _ = try statement.step()
        }
    }

    /// Takes a message over from the queue whose redrive policy names this one: same id, body, attributes, receive count and sent
    /// time. In a standard queue it expires this queue's retention after it was first sent; in a FIFO queue that begins anew, and its
    /// id becomes its deduplication id
    /// (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/setting-up-dead-letter-queue-retention.html).
    func take(
        _ seq: Int,
        from source: Queue,
        isEager: Bool = false,
        in db: Database,
        at now: Timestamp,
        _ lines: inout TelemetryLines
    ) throws {
        guard
            let row = try db.rows(
                "SELECT id, sent, receive_count, correlation_id, event_type, generation, error, grave FROM messages WHERE seq = ?",
                [seq]
            ).first
        else { return }
        let death = Death(
            reason: "MaxReceiveCountExceeded",
            source: .init(.queue, source.name),
            error: ErrorInfo(column: JSON(column: row[6])),
            tries: row[2]
        )
        let id: String = row[0]
        try db.run(
            """
            UPDATE messages SET queue = ?, died = ?, reason = ?, source_kind = ?, source_name = ?, visible_at = ?, expires_at = ?,
                fingerprint = ?, history = ?, grave = NULL, leased_at = NULL, dedup = ?, place = ? WHERE seq = ?
            """,
            [
                name, now, death.reason, death.source.kind.rawValue, source.name, now,
                (isFIFO ? now : row[1]) + definition.retention, death.fingerprint,
                try LifeLog.text(grave: row[7], in: db), isFIFO ? id : nil, isFIFO ? try Queue.nextNumber(in: db) : nil,
                seq,
            ]
        )
        lines.addDeath(
            id: id,
            in: name,
            cause: id,
            eventType: row[4],
            correlationID: row[3],
            death,
            generation: row[5],
            isEager: isEager,
            at: now
        )
    }

    /// How many messages are received, not deleted and not visible again; counts no further than the limit.
    func inFlight(in db: Database, at now: Timestamp) throws -> Int {
        try db.integer(
            """
            SELECT count(*) FROM (SELECT 1 FROM messages INDEXED BY messages_due WHERE queue = ? AND visible_at > ? AND leased_at IS NOT NULL LIMIT ?)
            """,
            [name, now, Limit.inFlight]
        ) ?? 0
    }

    static func check(visibility: Duration) throws(QueueError) {
        guard visibility >= .zero, visibility <= Limit.visibility else {
            throw QueueError(
                .invalidParameterValue,
                "Value \(JSON.double(visibility.inSeconds)) for parameter VisibilityTimeout is invalid. Reason: Must be >= 0 and <= 43200, if provided."
            )
        }
    }
}
