package import EventModel
import GRDB

extension BundledDeadLetterBroker {
    package func fates(_ sent: [SentLetter]) async throws -> [Fate] {
        try await journal.read { db in
            try sent.map { letter in
                if let fate = try letter.destination.kind == .queue
                    ? BundledDeadLetterBroker.fate(ofMessage: letter.newID, in: db)
                    : BundledDeadLetterBroker.fate(ofWork: letter.newID, in: db)
                {
                    return fate
                }
                // It is nowhere: it was handled, unless it is known to be lost.
                return try BundledDeadLetterBroker.isLost(letter, in: db) ? .unknown : .completed
            }
        }
    }

    /// What became of a message that keeps its id wherever it goes; nil if it is gone.
    private static func fate(ofMessage id: String, in db: Database) throws -> Fate? {
        if let row = try db.rows("SELECT died FROM messages WHERE id = ? AND \(Schema.isKnownByID)", [id]).first {
            return (row[0] as Timestamp?) == nil ? .running : .diedAgain(id)
        }
        // It died again, and was redriven or removed since.
        return try db.integer("SELECT 1 FROM graveyard WHERE id = ? AND generation > 0", [id]) == nil
            ? nil : .diedAgain(id)
    }

    /// What became of a delivery or an invocation, and of what it was handed on as; nil if all of it is gone.
    private static func fate(ofWork id: String, in db: Database) throws -> Fate? {
        if try db.integer("SELECT 1 FROM deliveries WHERE id = ?", [id]) != nil { return .running }
        if try db.integer("SELECT 1 FROM invocations WHERE redrive = ?", [id]) != nil { return .running }
        for row in try db.rows("SELECT id, died FROM messages WHERE redrive = ?", [id]) {
            return (row[1] as Timestamp?) == nil ? .running : .diedAgain(row[0])
        }
        let again = try db.text("SELECT id FROM graveyard WHERE redrive = ? AND generation > 0 LIMIT 1", [id])
        return again.map(Fate.diedAgain)
    }

    /// Whether something of this letter was given up without a dead letter, or has expired.
    private static func isLost(_ letter: SentLetter, in db: Database) throws -> Bool {
        let name = letter.destination.name
        switch letter.destination.kind {
        case .queue:
            // In its queue, or in the one where it died.
            return try db.integer(
                """
                SELECT 1 FROM lost WHERE correlation_id IS ?1 AND what IN (?2 || '/' || ?3,
                    (SELECT dlq || '/' || ?3 FROM queues WHERE name = ?2))
                """,
                [letter.correlationID, name, letter.newID]
            ) != nil
        case .target, .function:
            let flow = letter.correlationID ?? letter.newID
            return try db.integer(
                "SELECT 1 FROM lost WHERE correlation_id = ? AND what IN (?, ?) AND reason = 'dropped' AND at >= ?",
                [flow, name, "\(name)/\(letter.newID)", letter.at]
            ) != nil
        }
    }
}
