import EventModel
import GRDB

extension Queue {
    /// Deletes a message by the handle of its latest receive; answers false when it is gone, or was received again since.
    ///
    /// - Throws: ``QueueError`` for a handle that no receive gave.
    @discardableResult
    func delete(_ receiptHandle: String, in db: Database, at now: Timestamp) throws -> Bool {
        let id = try Queue.messageID(receiptHandle)
        try db.run("DELETE FROM messages WHERE id = ? AND queue = ? AND receipt = ?", [id, name, receiptHandle])
        guard db.changesCount > 0 else { return false }
        traffic.add(deleted: 1)
        return true
    }

    /// Hides a received message until `timeout` from now; zero makes it visible at once. The total from its receive may not pass
    /// 12 hours, and extending does not reset that
    /// (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibility.html).
    ///
    /// - Throws: ``QueueError``.
    func changeVisibility(_ receiptHandle: String, to timeout: Duration, in db: Database, at now: Timestamp) throws {
        try Queue.check(visibility: timeout)
        let id = try Queue.messageID(receiptHandle)
        let row = try db.rows(
            "SELECT seq, leased_at, visible_at, receipt FROM messages WHERE id = ? AND queue = ?",
            [id, name]
        ).first
        guard let row, let leased: Timestamp = row[1], (row[2] as Timestamp) > now, row[3] == receiptHandle else {
            throw QueueError(
                .messageNotInflight,
                "Value \(receiptHandle) for parameter ReceiptHandle is invalid. Reason: Message does not exist or is not available for visibility timeout change."
            )
        }
        if now + timeout > leased + Limit.visibility {
            throw QueueError(
                .invalidParameterValue,
                "Value \(JSON.double(timeout.inSeconds)) for parameter VisibilityTimeout is invalid. Reason: Total VisibilityTimeout for the message is beyond the limit [43200 seconds]."
            )
        }
        try db.run("UPDATE messages SET visible_at = ? WHERE seq = ?", [now + timeout, row[0] as Int64])
    }

    /// Keeps why an attempt to handle a received message failed; nothing if the message is gone or was received again.
    func recordFailure(_ receiptHandle: String, _ attempt: DeadLetter.Attempt, in db: Database) throws {
        let id = try Queue.messageID(receiptHandle)
        guard
            let row = try db.rows("SELECT seq, attempts FROM messages WHERE id = ? AND queue = ?", [id, name]).first
        else { return }
        var log = AttemptLog(column: row[1])
        log.add(attempt)
        try db.run(
            "UPDATE messages SET attempts = ?, error = ? WHERE seq = ?",
            [log.text, attempt.error.json.description, row[0] as Int64]
        )
    }

    private static func messageID(_ receiptHandle: String) throws(QueueError) -> String {
        guard let mark = receiptHandle.lastIndex(of: "#"),
            Int(receiptHandle[receiptHandle.index(after: mark)...]) != nil
        else {
            throw QueueError(
                .receiptHandleIsInvalid,
                "The input receipt handle \"\(receiptHandle)\" is not a valid receipt handle."
            )
        }
        return String(receiptHandle[..<mark])
    }
}
