import EventModel
import GRDB

extension Queue {
    /// A receive that was made before under the same `ReceiveRequestAttemptId`, in the last 5 minutes: the same messages with the same
    /// receipts, hidden anew. Nil where there was none, or where its messages have become visible again: then this receive is like any
    /// other (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html).
    ///
    /// - Throws: ``QueueError`` `invalidParameterValue` for a standard queue, an id that is none, and where one of the messages was deleted
    ///   since, had its visibility changed, or was received by somebody else.
    func repeated(_ attempt: String, until: Timestamp, in db: Database, at now: Timestamp) throws -> [QueueMessage]? {
        guard isFIFO else {
            throw Self.refusal(attempt, "The request include parameter that is not valid for this queue type.")
        }
        try Queue.check(attempt, "ReceiveRequestAttemptId")
        guard let held = attempts.held(by: attempt, at: now) else { return nil }
        var seqs: [Int] = []
        var isOver = false
        for message in held {
            let receipt = try Receipt(message.receipt)
            let row = try db.rows(
                "SELECT receive_count, visible_at FROM messages WHERE seq = ? AND id = ? AND queue = ?",
                [receipt.seq, receipt.id, name]
            ).first
            // Fewer receives than it was given by: the transaction of that receive was undone.
            if let row, (row[0] as Int) < receipt.count { return nil }
            guard let row, (row[0] as Int) == receipt.count, (row[1] as Timestamp) == message.visible else {
                throw Self.refusal(
                    attempt,
                    "The receiveRequestAttemptId is not valid anymore since the receive call is not retryable."
                )
            }
            isOver = isOver || message.visible <= now
            seqs.append(receipt.seq)
        }
        if isOver { return nil }
        for seq in seqs {
            try db.run("UPDATE messages SET leased_at = ?, visible_at = ? WHERE seq = ?", [now, until, seq])
        }
        attempts.keep(
            held.map { .init(receipt: $0.receipt, visible: until) },
            by: attempt,
            isAgain: true,
            at: now
        )
        return try seqs.flatMap { try messages(at: $0, in: db, now) }
    }

    private static func refusal(_ attempt: String, _ reason: String) -> QueueError {
        QueueError(
            .invalidParameterValue,
            "Value \(attempt) for parameter ReceiveRequestAttemptId is invalid. Reason: \(reason)"
        )
    }
}
