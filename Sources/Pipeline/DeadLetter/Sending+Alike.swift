import EventModel
import GRDB

extension Sending {
    /// Puts all messages among those that move by one statement, where the orders are alike: none is edited, every message is there,
    /// named once, and the task's, and all go to one queue in which nothing dies. Answers for each order in turn.
    ///
    /// - Returns: nil where they are not alike; then nothing was done, and each is to be looked at on its own.
    mutating func takeAlike(_ orders: some Collection<RedriveOrder>) throws -> [SendResult]? {
        guard let number, let leased, leased > now, let first = orders.first,
            orders.allSatisfy({ $0.edit == nil && $0.destination == first.destination })
        else { return nil }
        // Without a destination each returns to where it came from: that of the first, or they are not alike.
        let source = try first.destination == nil ? self.source(of: first.id) : nil
        guard let destination = first.destination ?? source,
            case .queue(let visible, let expires, isDead: false) = try route(to: destination)
        else { return nil }
        let new = orders.map { _ in ids() }
        // One text each, cut where the parts end: taking arrays apart costs twice as much.
        let (idLength, keyLength) = (new[0].utf8.count, first.key.utf8.count)
        guard new.allSatisfy({ $0.isASCII(idLength) }), orders.allSatisfy({ $0.key.isASCII(keyLength) }) else {
            return nil
        }
        var list: [UInt8] = []
        list.reserveCapacity(orders.count * (idLength * 2 + keyLength + 4))
        for (order, newID) in zip(orders, new) {
            list.append(list.isEmpty ? UInt8(ascii: "[") : UInt8(ascii: ","))
            JSON.write(parts: newID, order.key, order.id, to: &list)
        }
        list.append(UInt8(ascii: "]"))
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
                String(decoding: list, as: UTF8.self), queue, now, number, destination.name, visible, expires,
                source?.kind.rawValue, idLength, keyLength,
            ]
        )
        guard db.changesCount == orders.count else {
            try db.run("DELETE FROM moves")
            return nil
        }
        alike = Alike(task: task, destination: destination, count: orders.count)
        return new.map { .moved($0) }
    }

    private func source(of id: String) throws -> DeadLetter.Destination? {
        try db.rows("SELECT source_kind, source_name FROM messages WHERE id = ? AND died IS NOT NULL", [id]).first.map {
            BundledDeadLetterBroker.destination($0[0], $0[1], or: queue)
        }
    }
}

extension String {
    /// Whether it is ASCII and of a length in bytes.
    fileprivate func isASCII(_ length: Int) -> Bool { utf8.count == length && utf8.allSatisfy { $0 < 0x80 } }
}

/// Messages that were sent on alike; who they are is in the graveyard.
struct Alike: Sendable {
    var task: String
    var destination: DeadLetter.Destination
    var count: Int
    /// The number in the graveyard before the first.
    var grave = 0

    /// The redrives, in order, from a connection that sees them.
    func each(in db: Database, _ body: (Redrive) -> Void) throws {
        let sent = try db.cachedStatement(
            sql: """
                SELECT id, key, new_id, event_type, correlation_id, generation FROM graveyard
                WHERE number > ? AND number <= ? ORDER BY number
                """
        )
        let rows = try Row.fetchCursor(sent, arguments: [grave, grave + count])
        while let row = try rows.next() {
            body(
                Redrive(
                    id: row[0],
                    key: row[1],
                    task: task,
                    newID: row[2],
                    destination: destination,
                    hasDied: false,
                    eventType: row[3],
                    correlationID: row[4],
                    generation: (row[5] as Int) + 1
                )
            )
        }
    }
}
