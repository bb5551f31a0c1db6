import EventModel
import GRDB

extension Queue {
    /// What the queue holds at `now`.
    func attributes(in db: Database, at now: Timestamp) throws -> QueueAttributes {
        let row = try db.rows(
            """
            SELECT count(*) FILTER (WHERE visible_at <= ?1), count(*) FILTER (WHERE visible_at > ?1 AND receipt IS NOT NULL),
                count(*) FILTER (WHERE visible_at > ?1 AND receipt IS NULL), min(sent)
            FROM messages WHERE queue = ?2 AND expires_at > ?1
            """,
            [now, name]
        )[0]
        return QueueAttributes(
            queue: name,
            visible: row[0],
            inFlight: row[1],
            delayed: row[2],
            oldestAge: (row[3] as Timestamp?).map { max(.zero, now - $0) },
            isDeadLetterQueue: isDeadLetterQueue
        )
    }

    /// Removes every message whose retention has passed, of all queues, and accounts for its flow as lost; answers how many.
    @discardableResult
    static func expire(in db: Database, at now: Timestamp) throws -> Int {
        guard try db.integer("SELECT 1 FROM messages WHERE expires_at <= ? LIMIT 1", [now]) != nil else { return 0 }
        try db.run(
            """
            INSERT INTO lost SELECT correlation_id, 'expired', queue || '/' || id, ?1 FROM messages WHERE expires_at <= ?1
            """,
            [now]
        )
        try db.run("DELETE FROM messages WHERE expires_at <= ?", [now])
        let expired = db.changesCount
        try db.count("expired", by: expired)
        return expired
    }
}
