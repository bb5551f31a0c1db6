import EventModel
import GRDB

extension Queue {
    /// Once in so long a queue may be purged.
    private static let purgeInterval = Duration.seconds(60)

    /// Removes everything that the queue holds, in flight or not, and accounts for it as lost; answers how many. The service takes up
    /// to a minute for that, and may take what is sent meanwhile too; here it is done at once
    /// (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_PurgeQueue.html).
    ///
    /// - Throws: ``QueueError`` `purgeInProgress` within 60 s of the last.
    func purge(in db: Database, at now: Timestamp) throws -> Int {
        let mark = "purged/\(name)"
        if let last: Timestamp = try db.rows("SELECT value FROM counters WHERE name = ?", [mark]).first?[0],
            now < last + Queue.purgeInterval
        {
            throw QueueError(
                .purgeInProgress,
                "Only one PurgeQueue operation on \(name) is allowed every 60 seconds."
            )
        }
        try db.run("INSERT OR REPLACE INTO counters VALUES(?, ?)", [mark, now])
        try db.run(
            "INSERT INTO lost SELECT correlation_id, 'purged', queue || '/' || id, ? FROM messages WHERE queue = ?",
            [now, name]
        )
        try db.run("DELETE FROM messages WHERE queue = ?", [name])
        return db.changesCount
    }
}

extension Pipeline {
    /// Removes everything that a queue holds; answers how many messages that was.
    ///
    /// - Throws: ``QueueError``, `purgeInProgress` within 60 s of the last.
    @discardableResult
    package func purge(_ name: String) async throws -> Int {
        let queue = try queue(name)
        let now = clock.now()
        let count = try await journal.write { db in try queue.purge(in: db, at: now) }
        var lines = TelemetryLines()
        lines.addPurge(of: name, count: count, at: now)
        telemetry.write(lines)
        return count
    }
}

extension TelemetryLines {
    /// Writes that everything was removed from a queue.
    mutating func addPurge(
        of queue: String,
        count: Int,
        by actor: String? = nil,
        reason: String? = nil,
        at now: Timestamp
    ) {
        let head = Head(
            now,
            .warn,
            service: queue,
            eventType: "QueuePurged",
            correlationID: nil,
            "the queue was purged: \(count) \(count == 1 ? "message" : "messages") removed for good"
        )
        add(head) { fields in
            fields.add("resource", queue)
            fields.add("count", count)
            fields.add("actor", actor)
            fields.add("reason", reason)
        }
    }
}
