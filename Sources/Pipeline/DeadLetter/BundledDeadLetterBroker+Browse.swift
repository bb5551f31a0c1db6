package import EventModel
import GRDB

extension BundledDeadLetterBroker {
    package func queues() async throws -> [DeadLetterQueue] {
        let now = now()
        return try await journal.read { db in
            try db.rows("SELECT name FROM queues WHERE dead = 1 ORDER BY name").map { row in
                let name: String = row[0]
                let sources = try db.rows(
                    "SELECT kind, name, max_receive FROM sources WHERE queue = ? ORDER BY kind, name",
                    [name]
                )
                let held = try db.rows(
                    "SELECT count(*), min(died), min(expires_at) FROM messages WHERE queue = ? AND died IS NOT NULL AND expires_at > ?",
                    [name, now]
                )[0]
                return DeadLetterQueue(
                    name: name,
                    source: sources.map { BundledDeadLetterBroker.destination($0[0], $0[1], or: name).description }
                        .joined(separator: ", "),
                    depth: held[0],
                    oldest: held[1],
                    expires: held[2],
                    maxReceiveCount: sources.compactMap { $0[2] as Int? }.max()
                )
            }
        }
    }

    package func peek(_ queue: String, after: DeadLetter?, limit: Int) async throws -> [DeadLetter] {
        let now = now()
        return try await journal.read { db in
            try BundledDeadLetterBroker.require(queue, in: db)
            let rows = try db.rows(
                """
                SELECT id, source_kind, source_name, event_type, correlation_id, reason, error, attempts, receive_count, generation,
                    first_received, died, expires_at, attributes, body, locked_by, locked_until
                FROM messages WHERE queue = ?1 AND died IS NOT NULL AND expires_at > ?2 AND (died, id) > (?3, ?4)
                ORDER BY died, id LIMIT ?5
                """,
                [queue, now, after?.died ?? Timestamp(nanoseconds: .min), after?.id ?? "", max(0, limit)]
            )
            return rows.map { row in
                let attempts = AttemptLog(column: row[7]).attempts
                let lockedUntil: Timestamp? = row[16]
                return DeadLetter(
                    id: row[0],
                    queue: queue,
                    source: BundledDeadLetterBroker.destination(row[1], row[2], or: queue),
                    eventType: row[3],
                    correlationID: row[4],
                    reason: row[5] ?? "Unknown",
                    error: ErrorInfo(column: JSON(column: row[6])),
                    attempts: attempts,
                    receiveCount: row[8],
                    generation: row[9],
                    firstFailed: attempts.first?.at ?? row[10],
                    died: row[11],
                    expires: row[12],
                    attributes: Queue.attributes(row[13]),
                    body: (row[14] as Blob).bytes,
                    lockedBy: lockedUntil.map { $0 > now } == true ? row[15] : nil
                )
            }
        }
    }

    static func destination(_ kind: String?, _ name: String?, or queue: String) -> DeadLetter.Destination {
        guard let kind = kind.flatMap(DeadLetter.Destination.Kind.init(rawValue:)), let name else {
            return .init(.queue, queue)
        }
        return .init(kind, name)
    }

    package func claim(_ ids: [String], in queue: String, for task: String, until: Timestamp) async throws -> [String] {
        let now = now()
        return try await journal.write { db in
            try BundledDeadLetterBroker.require(queue, in: db)
            return try ids.filter { id in
                try db.run(
                    """
                    UPDATE messages SET locked_by = ?1, locked_until = ?2 WHERE id = ?3 AND queue = ?4 AND died IS NOT NULL
                        AND expires_at > ?5 AND (locked_by IS NULL OR locked_by = ?1 OR locked_until <= ?5)
                    """,
                    [task, until, id, queue, now]
                )
                return db.changesCount > 0
            }
        }
    }

    package func release(_ task: String, in queue: String) async throws {
        try await journal.write { db in
            try db.run(
                "UPDATE messages SET locked_by = NULL, locked_until = NULL WHERE queue = ? AND died IS NOT NULL AND locked_by = ?",
                [queue, task]
            )
        }
    }

    package func delete(_ ids: [String], from queue: String, for task: String) async throws -> [String] {
        let now = now()
        return try await write { [actor] db, lines in
            try BundledDeadLetterBroker.require(queue, in: db)
            return try ids.filter { id in
                let row = try db.rows(
                    """
                    SELECT correlation_id, event_type FROM messages WHERE id = ?1 AND queue = ?2 AND died IS NOT NULL
                        AND (locked_by IS NULL OR locked_by = ?3 OR locked_until <= ?4)
                    """,
                    [id, queue, task, now]
                ).first
                guard let row else { return false }
                let correlationID: String? = row[0]
                try db.run("INSERT INTO lost VALUES(?, 'discarded', ?, ?)", [correlationID, "\(queue)/\(id)", now])
                try db.run("DELETE FROM messages WHERE id = ?", [id])
                let head = TelemetryLines.Head(
                    now,
                    .warn,
                    service: queue,
                    eventType: row[1] ?? "Message",
                    correlationID: correlationID,
                    "dead letter discarded"
                )
                lines.add(head) { fields in
                    fields.add("causation_id", "dead:\(id)")
                    fields.add("task", task)
                    fields.add("actor", actor)
                }
                return true
            }
        }
    }
}
