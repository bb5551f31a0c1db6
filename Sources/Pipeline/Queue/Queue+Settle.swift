import EventModel
import GRDB

extension Queue {
    /// Deletes a message by the handle of its latest receive; answers false when it is gone, or was received again since. A standard
    /// queue takes the handle also after the visibility timeout; a FIFO queue does not.
    ///
    /// - Throws: ``QueueError`` for a handle that no receive gave, and for one whose time has passed.
    @discardableResult
    func delete(_ receiptHandle: String, in db: Database, at now: Timestamp) throws -> Bool {
        let receipt = try Receipt(receiptHandle)
        if isFIFO, let lease = try lease(receipt, in: db), lease.visible <= now {
            throw QueueError(
                .invalidParameterValue,
                "Value \(receiptHandle) for parameter ReceiptHandle is invalid. Reason: The receipt handle has expired."
            )
        }
        let deleted = try db.raw(
            """
            DELETE FROM messages WHERE seq = ? AND id = ? AND queue = ? AND receive_count = ? AND leased_at IS NOT NULL
            """
        ) { statement in
            statement.bind(receipt.seq)
            statement.bind(receipt.id)
            statement.bind(name)
            statement.bind(receipt.count)
            _ = try statement.step()
            return db.changesCount > 0
        }
        if deleted { traffic.add(deleted: 1) }
        return deleted
    }

    /// Hides a received message until `timeout` from now; zero makes it visible at once. The total from its receive may not pass
    /// 12 hours, and extending does not reset that. A standard queue takes the handle also when the message is visible again, as the
    /// service does
    /// (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibility.html).
    ///
    /// - Throws: ``QueueError``.
    func changeVisibility(_ receiptHandle: String, to timeout: Duration, in db: Database, at now: Timestamp) throws {
        try Queue.check(visibility: timeout)
        let receipt = try Receipt(receiptHandle)
        guard let lease = try lease(receipt, in: db), !isFIFO || lease.visible > now else {
            throw QueueError(
                .messageNotInflight,
                "Value \(receiptHandle) for parameter ReceiptHandle is invalid. Reason: Message does not exist or is not available for visibility timeout change."
            )
        }
        if now + timeout > lease.began + Limit.visibility {
            throw QueueError(
                .invalidParameterValue,
                "Value \(JSON.double(timeout.inSeconds)) for parameter VisibilityTimeout is invalid. Reason: Total VisibilityTimeout for the message is beyond the limit [43200 seconds]."
            )
        }
        try db.run("UPDATE messages SET visible_at = ? WHERE seq = ?", [now + timeout, receipt.seq])
    }

    /// Keeps why an attempt to handle a received message failed; nothing if the message is gone or was received again.
    func recordFailure(_ receiptHandle: String, _ attempt: DeadLetter.Attempt, in db: Database) throws {
        let receipt = try Receipt(receiptHandle)
        guard try lease(receipt, in: db) != nil else { return }
        let row = try db.rows("SELECT attempts FROM messages WHERE seq = ?", [receipt.seq])[0]
        var log = AttemptLog(column: row[0])
        log.add(attempt)
        try db.run(
            "UPDATE messages SET attempts = ?, error = ? WHERE seq = ?",
            [log.text, attempt.error.json.description, receipt.seq]
        )
    }

    /// The lease that a receipt is of, whether or not it has ended; nil if the message is gone or was received again since.
    private func lease(_ receipt: Receipt, in db: Database) throws -> (began: Timestamp, visible: Timestamp)? {
        try db.raw(
            "SELECT leased_at, visible_at FROM messages WHERE seq = ? AND id = ? AND queue = ? AND receive_count = ?"
        ) { statement in
            statement.bind(receipt.seq)
            statement.bind(receipt.id)
            statement.bind(name)
            statement.bind(receipt.count)
            guard try statement.step(), let began = statement.optionalTimestamp(0) else { return nil }
            return (began, statement.timestamp(1))
        }
    }
}
