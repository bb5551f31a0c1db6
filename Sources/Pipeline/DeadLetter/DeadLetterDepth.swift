import EventModel
import GRDB

/// How many dead letters a queue holds and the ends of their times, without counting them: what has expired and is not removed
/// yet is counted and taken off, which is nothing or little.
struct DeadLetterDepth {
    var count: Int
    /// When the first of them died.
    var oldest: Timestamp?
    /// When the next of them expires.
    var expires: Timestamp?

    init(_ queue: String, in db: Database, at now: Timestamp) throws {
        let held = try db.integer("SELECT count FROM depths WHERE queue = ?", [queue]) ?? 0
        let expired =
            try db.integer(
                "SELECT count(*) FROM messages WHERE queue = ? AND died IS NOT NULL AND expires_at <= ?",
                [queue, now]
            ) ?? 0
        count = held - expired
        guard count > 0 else { return }
        // The first in the order of death is the oldest, unless it has expired.
        oldest = try db.rows(
            """
            SELECT died FROM messages INDEXED BY messages_dead WHERE queue = ? AND died IS NOT NULL AND expires_at > ?
            ORDER BY died, id LIMIT 1
            """,
            [queue, now]
        ).first?[0]
        expires = try db.rows(
            """
            SELECT expires_at FROM messages INDEXED BY messages_dead_expiry
            WHERE queue = ? AND died IS NOT NULL AND expires_at > ? ORDER BY expires_at, id LIMIT 1
            """,
            [queue, now]
        ).first?[0]
    }
}
