import EventModel
import GRDB

extension Queue {
    /// Messages that a receive may have now, at most `maximum` beside those that die of it, as they were before: their receipts are of
    /// the receive before.
    func look(for maximum: Int, _ deadLetterQueue: Queue?, in db: Database, at now: Timestamp) throws -> [QueueMessage]
    {
        if isFIFO { return try lookInOrder(for: maximum, dies: deadLetterQueue != nil, in: db, at: now) }
        return try db.raw(
            """
            SELECT \(Queue.columns) FROM messages INDEXED BY messages_due
            WHERE queue = ? AND visible_at <= ? AND expires_at > ? ORDER BY visible_at, seq LIMIT ?
            """
        ) { statement in
            statement.bind(name)
            statement.bind(now)
            statement.bind(now)
            statement.bind(maximum)
            return try messages(&statement, now)
        }
    }

    /// In the order of a FIFO queue. A message that cannot be received blocks those behind it in its group, not those before it: the
    /// service gives these even while a later one is in flight.
    private func lookInOrder(for maximum: Int, dies: Bool, in db: Database, at now: Timestamp) throws -> [QueueMessage]
    {
        var blocked: Set<String> = []
        var found: [Int] = []
        var room = maximum
        try db.raw(
            """
            SELECT seq, grp, visible_at, receive_count FROM messages INDEXED BY messages_fifo
            WHERE queue = ? AND place IS NOT NULL AND expires_at > ? ORDER BY place LIMIT ?
            """
        ) { statement in
            statement.bind(name)
            statement.bind(now)
            statement.bind(Limit.lookAhead)
            while room > 0, try statement.step() {
                let group = statement.text(1)
                if blocked.contains(group) { continue }
                if statement.timestamp(2) > now {
                    blocked.insert(group)
                    continue
                }
                found.append(statement.integer(0))
                if !dies || !isSpent(statement.integer(3)) { room -= 1 }
            }
        }
        return try found.flatMap { try messages(at: $0, in: db, now) }
    }

    /// The message at a place, with the receipt of its latest receive; none where none is.
    func messages(at seq: Int, in db: Database, _ now: Timestamp) throws -> [QueueMessage] {
        try db.raw("SELECT \(Queue.columns) FROM messages WHERE seq = ?") { statement in
            statement.bind(seq)
            return try messages(&statement, now)
        }
    }

    private static let columns = """
        seq, id, body, attributes, sent, visible_at, receive_count, first_received, correlation_id, event_type, generation, grp, dedup,
        place, CASE WHEN died IS NOT NULL AND source_kind = 'queue' AND source_name <> queue THEN source_name END
        """

    private func messages(_ statement: inout RawStatement, _ now: Timestamp) throws -> [QueueMessage] {
        var messages: [QueueMessage] = []
        while try statement.step() {
            let id = statement.text(1)
            let count = statement.integer(6)
            messages.append(
                QueueMessage(
                    id: id,
                    receiptHandle: Receipt(id: id, seq: statement.integer(0), count: count).text,
                    body: try Payload.opened(statement.bytes(2)),
                    attributes: Queue.attributes(statement.optionalText(3)),
                    sent: statement.timestamp(4),
                    firstReceived: statement.optionalTimestamp(7) ?? now,
                    receiveCount: count,
                    available: statement.timestamp(5),
                    correlationID: statement.optionalText(8),
                    eventType: statement.optionalText(9),
                    generation: statement.integer(10),
                    groupID: statement.optionalText(11),
                    deduplicationID: statement.optionalText(12),
                    sequenceNumber: statement.optionalInteger(13).map(Queue.sequenceNumber),
                    deadLetterSource: statement.optionalText(14)
                )
            )
        }
        return messages
    }
}
