import EventModel
import GRDB

extension Wiring {
    /// At most so many die in one turn, so that it stays short.
    private static let eagerLimit = 256

    /// Moves messages whose last receive has failed, of the queues that do not wait for the next receive with that.
    func buryEagerly(in db: Database, at now: Timestamp, _ turn: inout Pipeline.Turn) throws {
        for queue in queues.values {
            guard let policy = queue.definition.redrivePolicy, policy.isEager, let dead = deadLetterQueue(of: queue)
            else { continue }
            let spent = try db.rows(
                """
                SELECT seq FROM messages INDEXED BY messages_due WHERE queue = ? AND visible_at <= ? AND leased_at IS NOT NULL
                    AND expires_at > ? AND receive_count >= ? ORDER BY visible_at, seq LIMIT ?
                """,
                [queue.name, now, now, policy.maxReceiveCount, Self.eagerLimit]
            )
            for row in spent { try dead.take(row[0], from: queue, isEager: true, in: db, at: now, &turn.lines) }
            if spent.count == Self.eagerLimit { turn.more = true }
            turn.look(
                at: try db.rows(
                    "SELECT min(visible_at) FROM messages INDEXED BY messages_due WHERE queue = ? AND visible_at > ?",
                    [queue.name, now]
                )[0][0]
            )
        }
    }
}
