import EventModel
import GRDB

extension Queue {
    /// What the queue holds at `now`.
    func attributes(in db: Database, at now: Timestamp) throws -> QueueAttributes {
        if isDeadLetterQueue { return try deadLetterAttributes(in: db, at: now) }
        let row = try db.rows(
            """
            SELECT count(*) FILTER (WHERE visible_at <= ?1), count(*) FILTER (WHERE visible_at > ?1 AND leased_at IS NOT NULL),
                count(*) FILTER (WHERE visible_at > ?1 AND leased_at IS NULL), min(sent)
            FROM messages INDEXED BY messages_due WHERE queue = ?2 AND expires_at > ?1
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

    /// The same without a look at every message: a dead-letter queue may hold a million. The age is since the death, as the service
    /// counts it there
    /// (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html).
    private func deadLetterAttributes(in db: Database, at now: Timestamp) throws -> QueueAttributes {
        let depth = try DeadLetterDepth(name, in: db, at: now)
        let leased = try inFlight(in: db, at: now)
        return QueueAttributes(
            queue: name,
            visible: max(0, depth.count - leased),
            inFlight: leased,
            delayed: 0,
            oldestAge: depth.oldest.map { max(.zero, now - $0) },
            isDeadLetterQueue: true
        )
    }

    /// Removes every message whose retention has passed, of all queues, and accounts for its flow as lost; answers how many. What
    /// has been in the graveyard for its time goes too, some at a time.
    @discardableResult
    static func expire(in db: Database, at now: Timestamp) throws -> Int {
        try Graveyard.prune(in: db, at: now)
        guard try hasExpired(in: db, at: now) else { return 0 }
        try db.run(
            """
            INSERT INTO lost SELECT correlation_id, 'expired', queue || '/' || id, ?1 FROM messages
            WHERE died IS NULL AND expires_at <= ?1
            """,
            [now]
        )
        try db.run("DELETE FROM messages WHERE died IS NULL AND expires_at <= ?", [now])
        var expired = db.changesCount
        for row in try db.rows("SELECT queue FROM depths") {
            let queue: String = row[0]
            try db.run(
                """
                INSERT INTO lost SELECT correlation_id, 'expired', queue || '/' || id, ?1 FROM messages
                WHERE died IS NOT NULL AND queue = ?2 AND expires_at <= ?1
                """,
                [now, queue]
            )
            try db.run("DELETE FROM messages WHERE died IS NOT NULL AND queue = ?2 AND expires_at <= ?1", [now, queue])
            expired += db.changesCount
        }
        try db.count("expired", by: expired)
        return expired
    }

    /// When the next message expires that is not dead; nil if there is none. Looks through all of them, in an index that has little
    /// else: see ``ExpiryWatch``.
    static func nextExpiry(in db: Database) throws -> Timestamp? {
        try db.rows("SELECT min(expires_at) FROM messages INDEXED BY messages_due WHERE died IS NULL")[0][0]
    }

    /// Whether something waits to be removed by ``expire(in:at:)``.
    static func hasExpired(_ watch: ExpiryWatch = ExpiryWatch(), in db: Database, at now: Timestamp) throws -> Bool {
        if watch.isDue(now) {
            let next = try nextExpiry(in: db)
            if let next, next <= now { return true }
            watch.looked(now, next: next)
        }
        return try db.integer(
            """
            SELECT 1 FROM depths WHERE EXISTS(SELECT 1 FROM messages
                WHERE died IS NOT NULL AND messages.queue = depths.queue AND expires_at <= ?) LIMIT 1
            """,
            [now]
        ) != nil
    }
}
