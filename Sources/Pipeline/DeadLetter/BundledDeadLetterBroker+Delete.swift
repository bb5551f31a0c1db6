import EventModel
import GRDB

extension BundledDeadLetterBroker {
    package func delete(_ ids: [String], from queue: String, for task: String) async throws -> [String] {
        let now = now()
        return try await write { [actor] db in
            try BundledDeadLetterBroker.require(queue, in: db)
            let number = try BundledDeadLetterBroker.task(task, actor: actor, in: db)
            try db.run("DELETE FROM moves")
            let take = try db.cachedStatement(
                sql: """
                    INSERT INTO moves(n, seq)
                    SELECT ?1, m.seq FROM messages m LEFT JOIN claims c ON c.seq = m.seq
                        LEFT JOIN leases l ON l.task = c.task AND l.queue = ?3
                    WHERE m.id = ?2 AND m.queue = ?3 AND m.died IS NOT NULL
                        AND (c.task IS NULL OR c.task = ?4 OR l.until IS NULL OR l.until <= ?5)
                    """
            )
            var seen: Set<String> = []
            let gone = try ids.filter { id in
                guard seen.insert(id).inserted else { return false }
                try take.execute(arguments: [seen.count, id, queue, number, now])
                return db.changesCount > 0
            }
            if gone.isEmpty { return (gone, nil) }
            _ = try Graveyard.bury(.delete, task: number, in: db, at: now)
            try db.run(
                """
                INSERT INTO lost SELECT m.correlation_id, 'discarded', m.queue || '/' || m.id, ?
                FROM moves v CROSS JOIN messages m ON m.seq = v.seq
                """,
                [now]
            )
            let flows = try db.rows(
                "SELECT m.id, m.event_type, m.correlation_id FROM moves v CROSS JOIN messages m ON m.seq = v.seq ORDER BY v.n"
            )
            .map { ($0[0] as String, $0[1] as String?, $0[2] as String?) }
            try db.run("DELETE FROM messages WHERE seq IN (SELECT seq FROM moves)")
            return (
                gone,
                { lines in
                    for (id, eventType, correlationID) in flows {
                        lines.addNote(
                            "dead letter discarded",
                            of: id,
                            in: queue,
                            eventType,
                            correlationID,
                            task: task,
                            actor: actor,
                            at: now
                        )
                    }
                }
            )
        }
    }
}

extension TelemetryLines {
    /// Writes what was done to a dead letter that is no hop.
    mutating func addNote(
        _ message: String,
        of id: String,
        in queue: String,
        _ eventType: String?,
        _ correlationID: String?,
        task: String,
        actor: String,
        at now: Timestamp
    ) {
        let head = Head(
            now,
            .warn,
            service: queue,
            eventType: eventType ?? "Message",
            correlationID: correlationID,
            message
        )
        add(head) { fields in
            fields.add("causation_id", "dead:\(id)")
            fields.add("task", task)
            fields.add("actor", actor)
        }
    }
}
