package import EventModel
import GRDB

extension BundledDeadLetterBroker {
    /// Puts dead letters in a queue as they are, history included, under their ids; those whose id is taken are left out. Answers the
    /// ids it put in. They expire when they say, or with the queue's retention.
    ///
    /// - Throws: ``DeadLetterError`` `noSuchQueue`.
    @discardableResult
    package func add(_ letters: [DeadLetter], to queue: String) async throws -> [String] {
        let now = now()
        return try await journal.write { db in
            try BundledDeadLetterBroker.require(queue, in: db)
            let retention = try db.integer("SELECT retention FROM queues WHERE name = ?", [queue]) ?? 0
            return try letters.compactMap { letter in
                var log = AttemptLog()
                for attempt in letter.attempts { log.add(attempt) }
                let sent = letter.firstFailed ?? letter.died
                try db.run(
                    """
                    INSERT OR IGNORE INTO messages(id, queue, body, attributes, sent, visible_at, expires_at, receive_count,
                        first_received, correlation_id, event_type, generation, attempts, error, died, reason, source_kind, source_name)
                    VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                    [
                        letter.id, queue, Blob(letter.body), Queue.column(letter.attributes), sent, now,
                        letter.expires ?? letter.died + .nanoseconds(retention), letter.receiveCount,
                        letter.firstFailed,
                        letter.correlationID, letter.eventType, letter.generation, log.text,
                        letter.error?.json.description,
                        letter.died, letter.reason, letter.source.kind.rawValue, letter.source.name,
                    ]
                )
                return db.changesCount > 0 ? letter.id : nil
            }
        }
    }
}
