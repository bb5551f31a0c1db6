package import EventModel
import GRDB

extension BundledDeadLetterBroker {
    package func peek(_ request: DeadLetterRequest) async throws -> [DeadLetter] {
        let now = now()
        return try await journal.read { db in
            try BundledDeadLetterBroker.page(
                request,
                columns: "\(DeadLetterRow.columns), \(DeadLetterRow.owner)",
                in: db,
                at: now
            )
            .map { try DeadLetterRow.letter($0, lockedBy: $0[DeadLetterRow.count]) }
        }
    }

    package func outlines(_ request: DeadLetterRequest) async throws -> [DeadLetterOutline] {
        let now = now()
        return try await journal.read { db in
            try BundledDeadLetterBroker.page(
                request,
                columns: """
                    m.id, m.source_kind, m.source_name, m.correlation_id, m.fingerprint, m.generation, m.died, m.expires_at,
                    length(m.body), \(DeadLetterRow.owner)
                    """,
                in: db,
                at: now
            )
            .map { row in
                DeadLetterOutline(
                    id: row[0],
                    source: BundledDeadLetterBroker.destination(row[1], row[2], or: request.queue),
                    correlationID: row[3],
                    fingerprint: row[4] ?? "",
                    generation: row[5],
                    died: row[6],
                    expires: row[7],
                    bytes: row[8],
                    lockedBy: row[9]
                )
            }
        }
    }

    package func letters(_ ids: [String], in queue: String) async throws -> [DeadLetter] {
        let now = now()
        return try await journal.read { db in
            try BundledDeadLetterBroker.require(queue, in: db)
            return try ids.compactMap { id in
                try db.rows(
                    """
                    SELECT \(DeadLetterRow.columns), \(DeadLetterRow.owner) FROM messages m
                    WHERE id = ?2 AND queue = ?3 AND died IS NOT NULL AND expires_at > ?1
                    """,
                    [now, id, queue]
                )
                .first.map { try DeadLetterRow.letter($0, lockedBy: $0[DeadLetterRow.count]) }
            }
        }
    }

    /// A group with more messages is looked for along the order of the whole queue; one with fewer is sorted. An index of its own
    /// would cost every death and every redrive.
    private static let sortLimit = 4_000

    /// A page of a queue, of `columns`, read along the index that has its order: it costs the same at any depth.
    private static func page(_ request: DeadLetterRequest, columns: String, in db: Database, at now: Timestamp) throws
        -> [Row]
    {
        try require(request.queue, in: db)
        guard request.limit > 0 else { return [] }
        let instant = request.order == .died ? "died" : "expires_at"
        let index =
            switch (request.order, request.group) {
            case (.died, nil): "messages_dead"
            case (.died, .some): "messages_cause"
            case (.expires, nil): "messages_dead_expiry"
            case (.expires, .some(let group)):
                try isLarge(group, of: request.queue, in: db) ? "messages_dead_expiry" : "messages_cause"
            }
        // By expiry the page begins behind what has expired, wherever the cursor is: bytes sort after any text.
        var after = (request.after?.at ?? Timestamp(nanoseconds: .min), (request.after?.id ?? "").databaseValue)
        if request.order == .expires, after.0 <= now { after = (now, Blob([]).databaseValue) }
        let sql = """
            SELECT \(columns) FROM messages m INDEXED BY \(index)
            WHERE queue = ?2 AND died IS NOT NULL \(request.order == .died ? "AND expires_at > ?1" : "")
                \(request.group == nil ? "" : "AND fingerprint = ?6") AND (\(instant), id) > (?3, ?4)
            ORDER BY \(instant), id LIMIT ?5
            """
        var arguments: StatementArguments = [now, request.queue, after.0, after.1, request.limit]
        if let group = request.group { arguments += [group] }
        return try db.rows(sql, arguments)
    }

    private static func isLarge(_ group: String, of queue: String, in db: Database) throws -> Bool {
        try db.integer(
            """
            SELECT count(*) FROM (SELECT 1 FROM messages INDEXED BY messages_cause
                WHERE queue = ? AND fingerprint = ? AND died IS NOT NULL LIMIT ?)
            """,
            [queue, group, sortLimit]
        ) ?? 0 >= sortLimit
    }
}
