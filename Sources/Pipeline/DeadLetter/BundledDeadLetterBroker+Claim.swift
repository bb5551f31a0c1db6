package import EventModel
import GRDB

extension BundledDeadLetterBroker {
    package func claim(_ ids: [String], in queue: String, for task: String, until: Timestamp) async throws -> [String] {
        let now = now()
        return try await journal.write { [actor] db in
            try BundledDeadLetterBroker.require(queue, in: db)
            try Graveyard.prune(in: db, at: now)
            let number = try BundledDeadLetterBroker.task(task, actor: actor, in: db)
            var list: [UInt8] = []
            JSON.write(ids, to: &list)
            let arguments: StatementArguments = [number, String(decoding: list, as: UTF8.self), queue, now]
            // None of them is anybody's, as a rule.
            try db.run(
                """
                INSERT OR IGNORE INTO claims SELECT m.seq, ?1 FROM json_each(?2) j CROSS JOIN messages m ON m.id = j.value
                WHERE m.queue = ?3 AND m.died IS NOT NULL AND m.expires_at > ?4
                """,
                arguments
            )
            let isPartial = db.changesCount < ids.count
            if isPartial {
                try db.run(
                    """
                    INSERT OR REPLACE INTO claims SELECT m.seq, ?1
                    FROM json_each(?2) j CROSS JOIN messages m ON m.id = j.value CROSS JOIN claims c ON c.seq = m.seq
                        LEFT JOIN leases l ON l.task = c.task AND l.queue = ?3
                    WHERE m.queue = ?3 AND m.died IS NOT NULL AND m.expires_at > ?4
                        AND (c.task = ?1 OR l.until IS NULL OR l.until <= ?4)
                    """,
                    arguments
                )
            }
            var claimed = ids
            if isPartial {
                let mine = try db.rows(
                    """
                    SELECT m.id FROM json_each(?2) j CROSS JOIN messages m ON m.id = j.value
                        CROSS JOIN claims c ON c.seq = m.seq
                    WHERE m.queue = ?3 AND m.died IS NOT NULL AND m.expires_at > ?4 AND c.task = ?1
                    """,
                    arguments
                )
                let set = Set(mine.map { $0[0] as String })
                claimed = ids.filter(set.contains)
            }
            try db.run(
                """
                INSERT INTO leases VALUES(?, ?, ?) ON CONFLICT(task, queue) DO UPDATE SET until = excluded.until
                """,
                [number, queue, until]
            )
            return claimed
        }
    }

    package func prolong(_ task: String, in queue: String, until: Timestamp) async throws {
        try await journal.write { db in
            try db.run(
                "UPDATE leases SET until = ? WHERE task = (SELECT number FROM tasks WHERE task = ?) AND queue = ?",
                [until, task, queue]
            )
        }
    }

    package func release(_ task: String, in queue: String) async throws {
        await settle()
        try await journal.write { db in
            guard let number = try db.integer("SELECT number FROM tasks WHERE task = ?", [task]) else { return }
            try db.run("DELETE FROM leases WHERE task = ? AND queue = ?", [number, queue])
            if try db.integer("SELECT 1 FROM leases WHERE task = ?", [number]) == nil {
                try db.run("DELETE FROM claims WHERE task = ?", [number])
                try db.run(
                    "DELETE FROM tasks WHERE number = ?1 AND NOT EXISTS(SELECT 1 FROM graveyard WHERE task = ?1)",
                    [number]
                )
            } else {
                // It holds messages of another queue too.
                try db.run(
                    "DELETE FROM claims WHERE task = ? AND (SELECT queue FROM messages WHERE seq = claims.seq) = ?",
                    [number, queue]
                )
            }
        }
    }

    /// The number by which a task's rows know it; makes it known under `actor` if it is new.
    static func task(_ task: String, actor: String, in db: Database) throws -> Int {
        if let number = try db.integer("SELECT number FROM tasks WHERE task = ?", [task]) { return number }
        try db.run("INSERT INTO tasks(task, actor) VALUES(?, ?)", [task, actor])
        return Int(db.lastInsertedRowID)
    }
}
