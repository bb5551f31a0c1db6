import EventModel
import GRDB

extension Queue {
    /// Receives up to `maximum` (1 to 10) visible messages and hides them for `visibility` (nil: the queue's).
    ///
    /// A message whose receive would exceed `maxReceiveCount` goes to the dead-letter queue instead, here and not earlier: the
    /// service moves lazily, on the receive. Where that queue does not exist the message stays and is received
    /// (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html).
    ///
    /// - Throws: ``QueueError``.
    func receive(
        _ maximum: Int = 1,
        visibility: Duration? = nil,
        in db: Database,
        at now: Timestamp,
        deadLetterQueue: Queue?,
        _ lines: inout TelemetryLines
    ) throws -> [QueueMessage] {
        guard (1...Limit.receive).contains(maximum) else {
            throw QueueError(
                .invalidParameterValue,
                "Value \(maximum) for parameter MaxNumberOfMessages is invalid. Reason: must be between 1 and 10, if provided."
            )
        }
        let visibility = visibility ?? definition.visibilityTimeout
        try Queue.check(visibility: visibility)
        let leased = try inFlight(in: db, at: now)
        if leased >= Limit.inFlight {
            throw QueueError(.overLimit, "Too many messages in flight for queue \(name): \(leased).")
        }
        var received: [QueueMessage] = []
        while received.count < maximum {
            let rows = try db.rows(
                """
                SELECT seq, id, body, attributes, sent, visible_at, receive_count, first_received, correlation_id, event_type,
                    generation, receipt
                FROM messages WHERE queue = ? AND visible_at <= ? AND expires_at > ? ORDER BY visible_at, seq LIMIT ?
                """,
                [name, now, now, maximum - received.count]
            )
            for row in rows {
                let count = (row[6] as Int) + 1
                if let policy = definition.redrivePolicy, count > policy.maxReceiveCount, let deadLetterQueue {
                    try deadLetterQueue.take(seq: row[0], from: self, in: db, at: now, &lines)
                    continue
                }
                let seq: Int64 = row[0]
                let id: String = row[1]
                let sent: Timestamp = row[4]
                let first: Timestamp = row[7] ?? now
                let receipt = "\(id)#\(count)"
                // A lease of zero leaves it visible, so the next look must not find it again in this receive.
                try db.run(
                    """
                    UPDATE messages SET receive_count = ?, first_received = ?, leased_at = ?, receipt = ?, visible_at = ?
                    WHERE seq = ?
                    """,
                    [count, first, now, receipt, now + visibility, seq]
                )
                received.append(
                    QueueMessage(
                        id: id,
                        receiptHandle: receipt,
                        body: (row[2] as Blob).bytes,
                        attributes: Queue.attributes(row[3]),
                        sent: sent,
                        firstReceived: first,
                        receiveCount: count,
                        available: row[5],
                        correlationID: row[8],
                        eventType: row[9],
                        generation: row[10]
                    )
                )
            }
            if rows.isEmpty || visibility == .zero { break }
        }
        traffic.add(received: received.count)
        return received
    }

    /// Takes a message over from the queue whose redrive policy names this one: same id, body, attributes, receive count and sent
    /// time. It expires this queue's retention after it was first sent
    /// (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/setting-up-dead-letter-queue-retention.html).
    private func take(seq: Int64, from source: Queue, in db: Database, at now: Timestamp, _ lines: inout TelemetryLines)
        throws
    {
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
        try db.run(
            """
            UPDATE messages SET queue = ?, died = ?, reason = ?, source_kind = ?, source_name = ?, visible_at = ?, expires_at = ?,
                fingerprint = ?, history = ?, grave = NULL, receipt = NULL, leased_at = NULL WHERE seq = ?
            """,
            [
                name, now, death.reason, death.source.kind.rawValue, source.name, now,
                (row[1] as Timestamp) + definition.retention, death.fingerprint,
                try LifeLog.text(grave: row[7], in: db), seq,
            ]
        )
        let id: String = row[0]
        lines.addDeath(
            id: id,
            in: name,
            cause: id,
            eventType: row[4],
            correlationID: row[3],
            death,
            generation: row[5],
            at: now
        )
    }

    /// How many messages are received, not deleted and not visible again; counts no further than the limit.
    func inFlight(in db: Database, at now: Timestamp) throws -> Int {
        try db.integer(
            """
            SELECT count(*) FROM (SELECT 1 FROM messages WHERE queue = ? AND visible_at > ? AND receipt IS NOT NULL LIMIT ?)
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
