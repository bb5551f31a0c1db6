import EventModel
import GRDB

extension Sending {
    /// Puts all messages among those that move by a few statements, where the orders are alike: none is edited, every message is there
    /// and the task's, and all go to one queue in which nothing dies. Answers for each order in turn.
    ///
    /// - Returns: nil where they are not alike; then nothing was done, and each is to be looked at on its own.
    mutating func takeAlike(_ orders: some Collection<RedriveOrder>) throws -> [SendResult]? {
        guard let number, let leased, leased > now, let first = orders.first,
            orders.allSatisfy({ $0.edit == nil && $0.destination == first.destination }),
            Set(orders.lazy.map(\.id)).count == orders.count
        else { return nil }
        let new = orders.map { _ in ids() }
        let list = JSON.array(
            zip(orders, new).map { JSON.array([.string($0.id), .string($0.key), .string($1)]) }
        )
        try db.run(
            """
            INSERT INTO moves(n, seq, key, new_id)
            SELECT j.key + 1, m.seq, json_extract(j.value, '$[1]'), json_extract(j.value, '$[2]')
            FROM json_each(?1) j CROSS JOIN messages m ON m.id = json_extract(j.value, '$[0]')
                CROSS JOIN claims c ON c.seq = m.seq
            WHERE m.queue = ?2 AND m.died IS NOT NULL AND m.expires_at > ?3 AND c.task = ?4
            """,
            [list.description, queue, now, number]
        )
        guard db.changesCount == orders.count, let destination = try destination(of: first),
            case .queue(let visible, let expires, isDead: false) = try route(to: destination)
        else {
            try db.run("DELETE FROM moves")
            return nil
        }
        try db.run(
            "UPDATE moves SET to_kind = 'queue', to_name = ?, visible_at = ?, expires_at = ?",
            [destination.name, visible, expires]
        )
        try noteMoves(orders, new, to: destination)
        return new.map { .moved($0) }
    }

    /// Where all that move go; nil if they came from several places and each returns to its own.
    private func destination(of order: RedriveOrder) throws -> DeadLetter.Destination? {
        if let named = order.destination { return named }
        let sources = try db.rows(
            """
            SELECT DISTINCT m.source_kind, m.source_name FROM moves v CROSS JOIN messages m ON m.seq = v.seq LIMIT 2
            """
        )
        guard sources.count == 1 else { return nil }
        return BundledDeadLetterBroker.destination(sources[0][0], sources[0][1], or: queue)
    }

    private mutating func noteMoves(
        _ orders: some Collection<RedriveOrder>,
        _ new: [String],
        to destination: DeadLetter.Destination
    ) throws {
        let told = try db.cachedStatement(
            sql: """
                SELECT m.event_type, m.correlation_id, m.generation
                FROM moves v CROSS JOIN messages m ON m.seq = v.seq ORDER BY v.n
                """
        )
        let rows = try Row.fetchCursor(told)
        for (order, newID) in zip(orders, new) {
            guard let row = try rows.next() else { break }
            redrives.append(
                Redrive(
                    id: order.id,
                    key: order.key,
                    task: task,
                    newID: newID,
                    destination: destination,
                    hasDied: false,
                    eventType: row[0],
                    correlationID: row[1],
                    generation: (row[2] as Int) + 1
                )
            )
        }
    }
}
