package import EventModel
import GRDB

extension BundledDeadLetterBroker {
    package func sent(_ keys: [String]) async throws -> [String: String] {
        try await journal.read { db in
            var list: [UInt8] = []
            JSON.write(keys, to: &list)
            // One that was taken back has not been sent; its key is used again by the next redrive.
            let rows = try db.rows(
                """
                SELECT key, new_id FROM graveyard INDEXED BY graveyard_task
                WHERE key IN (SELECT value FROM json_each(?)) AND restored IS NULL
                """,
                [String(decoding: list, as: UTF8.self)]
            )
            return Dictionary(rows.map { ($0[0] as String, $0[1] as String) }, uniquingKeysWith: { $1 })
        }
    }

    package func buried(_ task: String, after: Int?, limit: Int) async throws -> [BuriedLetter] {
        let now = now()
        return try await journal.read { db in
            guard let number = try db.integer("SELECT number FROM tasks WHERE task = ?", [task]) else { return [] }
            return try db.rows(
                """
                SELECT \(DeadLetterRow.columns), m.number, m.act, m.buried, m.restored, m.new_id, m.to_kind, m.to_name
                FROM graveyard m WHERE task = ? AND number > ? AND until > ? ORDER BY number LIMIT ?
                """,
                [number, after ?? .min, now, max(0, limit)]
            )
            .map { row in
                let first = DeadLetterRow.count
                let letter = try DeadLetterRow.letter(row, lockedBy: nil)
                let buried: Timestamp = row[first + 2]
                return BuriedLetter(
                    number: row[first],
                    letter: letter,
                    task: task,
                    act: BuriedLetter.Act(rawValue: row[first + 1]) ?? .delete,
                    buried: buried,
                    sent: (row[first + 4] as String?).map { newID in
                        SentLetter(
                            id: letter.id,
                            newID: newID,
                            destination: BundledDeadLetterBroker.destination(
                                row[first + 5],
                                row[first + 6],
                                or: letter.queue
                            ),
                            correlationID: letter.correlationID,
                            generation: letter.generation + 1,
                            at: buried
                        )
                    },
                    isRestored: (row[first + 3] as Timestamp?) != nil
                )
            }
        }
    }

    package func restore(_ numbers: [Int], of task: String) async throws -> [RestoreResult] {
        let now = now()
        return try await write { [actor] db in
            var restored: [(queue: String, id: String, eventType: String?, correlationID: String?)] = []
            let results = try numbers.map { number -> RestoreResult in
                guard
                    let row = try db.rows(
                        """
                        SELECT g.queue, g.id, g.event_type, g.correlation_id, g.act, g.restored, g.new_id, g.to_kind, g.to_name
                        FROM graveyard g JOIN tasks t ON t.number = g.task WHERE g.number = ? AND t.task = ? AND g.until > ?
                        """,
                        [number, task, now]
                    ).first
                else { return .gone }
                let (queue, id): (String, String) = (row[0], row[1])
                if (row[5] as Timestamp?) != nil { return .present }
                if try db.integer("SELECT 1 FROM messages WHERE id = ? AND \(Schema.isKnownByID)", [id]) != nil {
                    return .present
                }
                try BundledDeadLetterBroker.require(queue, in: db)
                if row[4] == BuriedLetter.Act.redrive.rawValue {
                    guard
                        try Graveyard.takeBack(
                            row[6],
                            from: BundledDeadLetterBroker.destination(row[7], row[8], or: queue),
                            in: db,
                            at: now
                        )
                    else { return .consumed }
                } else {
                    try db.run(
                        """
                        DELETE FROM lost WHERE rowid = (SELECT rowid FROM lost
                            WHERE correlation_id IS ? AND what = ? AND reason = 'discarded' LIMIT 1)
                        """,
                        [row[3] as String?, "\(queue)/\(id)"]
                    )
                }
                try Graveyard.putBack(number, in: db, at: now)
                restored.append((queue, id, row[2], row[3]))
                return .restored
            }
            if restored.isEmpty { return (results, nil) }
            return (
                results,
                { [restored] lines in
                    for letter in restored {
                        lines.addNote(
                            "dead letter restored",
                            of: letter.id,
                            in: letter.queue,
                            letter.eventType,
                            letter.correlationID,
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

extension Graveyard {
    /// Removes what was sent, if nobody has received it, tried it or claimed it; answers whether it did.
    static func takeBack(_ newID: String, from destination: DeadLetter.Destination, in db: Database, at now: Timestamp)
        throws
        -> Bool
    {
        switch destination.kind {
        case .queue:
            // Where it died, or was sent to die, it has been received, or may be claimed.
            try db.run(
                """
                DELETE FROM messages WHERE id = ?1 AND \(Schema.isKnownByID) AND queue = ?2 AND receive_count = 0
                    AND NOT EXISTS(SELECT 1 FROM claims c JOIN leases l ON l.task = c.task AND l.queue = ?2
                        WHERE c.seq = messages.seq AND l.until > ?3)
                """,
                [newID, destination.name, now]
            )
        case .target: try db.run("DELETE FROM deliveries WHERE id = ? AND attempt = 0", [newID])
        case .function:
            try db.run("DELETE FROM invocations WHERE id = ? AND attempt = 0 AND due < ?", [newID, Timestamp.never])
        }
        return db.changesCount > 0
    }

    /// Puts a buried message back where it died, as it was. One whose retention has passed meanwhile gets its queue's again, or it
    /// would be lost at once.
    static func putBack(_ number: Int, in db: Database, at now: Timestamp) throws {
        let columns = Schema.messageColumns
        let kept = columns.replacing(
            "expires_at",
            with: """
                CASE WHEN expires_at > ?2 THEN expires_at
                    ELSE ?2 + (SELECT retention FROM queues WHERE name = graveyard.queue) END
                """
        )
        try db.run("INSERT INTO messages(\(columns)) SELECT \(kept) FROM graveyard WHERE number = ?1", [number, now])
        try db.run(
            """
            INSERT INTO depths SELECT queue, 1 FROM graveyard WHERE number = ?
            ON CONFLICT(queue) DO UPDATE SET count = count + 1
            """,
            [number]
        )
        try db.run("UPDATE graveyard SET restored = ?2 WHERE number = ?1", [number, now])
    }
}
