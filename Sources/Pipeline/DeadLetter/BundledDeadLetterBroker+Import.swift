package import EventModel
import GRDB

extension BundledDeadLetterBroker {
    /// They expire when they say; those that do not say, and those whose time has passed, with the queue's retention.
    @discardableResult
    package func add(_ letters: [DeadLetter], to queue: String) async throws -> [String] {
        let now = now()
        return try await journal.write { db in
            try BundledDeadLetterBroker.require(queue, in: db)
            let retention = Duration.nanoseconds(
                try db.integer("SELECT retention FROM queues WHERE name = ?", [queue]) ?? 0
            )
            let isFIFO = try db.integer("SELECT fifo FROM queues WHERE name = ?", [queue]) == 1
            let added = try letters.compactMap { letter -> String? in
                let dies = letter.expires ?? letter.died + retention
                try db.run(
                    """
                    INSERT OR IGNORE INTO messages(id, queue, attributes, sent, visible_at, expires_at, receive_count,
                        first_received, correlation_id, event_type, generation, attempts, error, died, reason, source_kind,
                        source_name, first_failed, fingerprint, version, history, grp, dedup, place, body)
                    VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                    [
                        letter.id, queue, Queue.column(letter.attributes), letter.firstFailed ?? letter.died, now,
                        dies > now ? dies : now + retention, letter.receiveCount, letter.firstFailed,
                        letter.correlationID, letter.eventType, letter.generation,
                        AttemptLog(letter.attempts).text, letter.error?.json.description, letter.died, letter.reason,
                        letter.source.kind.rawValue, letter.source.name, letter.firstFailed, Fingerprint(letter).id,
                        letter.version, LifeLog(letter.history).text,
                        // What was exported does not say its group: each is one of its own.
                        isFIFO ? letter.id : nil, isFIFO ? letter.id : nil,
                        isFIFO ? try Queue.nextNumber(in: db) : nil, try Payload.column(letter.body),
                    ]
                )
                return db.changesCount > 0 ? letter.id : nil
            }
            try Schema.countDeaths(added.count, in: queue, db)
            return added
        }
    }
}
