import EventModel
import GRDB

/// What is written of messages before a task takes them out of their dead-letter queue.
enum Graveyard {
    /// How long a message can be brought back.
    static let timeToLive = Duration.seconds(30 * 86_400)
    /// At most so many are removed in one transaction, so that it stays short.
    static let pruneLimit = 2_000

    /// Buries the messages in `moves`, numbered in their order; answers the number before the first.
    static func bury(_ act: BuriedLetter.Act, task: Int, in db: Database, at now: Timestamp) throws -> Int {
        let base = try db.integer("SELECT seq FROM sqlite_sequence WHERE name = 'graveyard'") ?? 0
        try db.run(
            """
            INSERT INTO graveyard(number, task, act, buried, until, key, new_id, to_kind, to_name, \(Schema.messageColumns))
            SELECT ?1 + v.n, ?2, ?3, ?4, ?5, v.key, v.new_id, v.to_kind, v.to_name, \(ofMessage)
            FROM moves v CROSS JOIN messages m ON m.seq = v.seq
            """,
            [base, task, act.rawValue, now, now + timeToLive]
        )
        return base
    }

    /// The message's columns, with the table's name before each.
    static let ofMessage = Schema.messageColumns.split { ", \n".contains($0) }.map { "m.\($0)" }.joined(separator: ", ")

    static func hasExpired(in db: Database, at now: Timestamp) throws -> Bool {
        // Buried one after the other, all for the same time: the first is the first to go.
        let first = try db.rows("SELECT until FROM graveyard ORDER BY number LIMIT 1").first
        return first.map { ($0[0] as Timestamp) <= now } ?? false
    }

    /// Removes what has been there for its time, ``pruneLimit`` at a time, and counts it.
    static func prune(in db: Database, at now: Timestamp) throws {
        guard try hasExpired(in: db, at: now) else { return }
        try db.run(
            """
            DELETE FROM graveyard WHERE until <= ? AND number IN (SELECT number FROM graveyard ORDER BY number LIMIT ?)
            """,
            [now, pruneLimit]
        )
        try db.count("graveyard.pruned", by: db.changesCount)
        try db.run(
            """
            DELETE FROM tasks WHERE NOT EXISTS(SELECT 1 FROM graveyard WHERE task = tasks.number)
                AND NOT EXISTS(SELECT 1 FROM leases WHERE task = tasks.number)
            """
        )
    }
}
