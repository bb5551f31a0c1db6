import EventModel
import GRDB

extension Sending {
    /// Sends all of them on by whole sets, where every message is there, named once, and the task's, and all go to one queue in which
    /// nothing dies.
    ///
    /// - Returns: nil where that is not so; then nothing was done, and each is to be looked at on its own.
    mutating func send(_ orders: AlikeOrders) throws -> [SendResult]? {
        try db.run("DELETE FROM moves")
        guard let number, let leased, leased > now else { return nil }
        // Without a destination each returns to where it came from: that of the first, or they are not alike.
        let source = try orders.destination == nil ? self.source(of: orders.first) : nil
        guard let destination = orders.destination ?? source,
            case .queue(let visible, let expires, isDead: false) = try route(to: destination)
        else { return nil }
        try db.run(
            """
            INSERT OR IGNORE INTO moves(n, seq, key, new_id, to_kind, to_name, visible_at, expires_at)
            SELECT j.key + 1, m.seq, substr(j.value, ?9 + 1, ?10), substr(j.value, 1, ?9), 'queue', ?5, ?6, ?7
            FROM json_each(?1) j CROSS JOIN messages m ON m.id = substr(j.value, ?9 + ?10 + 1)
                CROSS JOIN claims c ON c.seq = m.seq
            WHERE m.queue = ?2 AND m.died IS NOT NULL AND m.expires_at > ?3 AND c.task = ?4
                AND (?8 IS NULL OR (m.source_kind = ?8 AND m.source_name = ?5))
            """,
            [
                orders.list, queue, now, number, destination.name, visible, expires, source?.kind.rawValue,
                orders.idLength, orders.keyLength,
            ]
        )
        guard db.changesCount == orders.new.count else { return nil }
        let grave = try Graveyard.bury(.redrive, task: number, in: db, at: now)
        alike = AlikeRedrives(
            task: task,
            destination: destination,
            count: orders.new.count,
            grave: grave,
            isPlain: orders.isPlain
        )
        try moveToQueues(grave)
        return orders.new.map { .moved($0) }
    }

    private func source(of id: String) throws -> DeadLetter.Destination? {
        try db.rows("SELECT source_kind, source_name FROM messages WHERE id = ? AND died IS NOT NULL", [id]).first.map {
            BundledDeadLetterBroker.destination($0[0], $0[1], or: queue)
        }
    }
}
