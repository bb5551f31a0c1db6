import EventModel
import GRDB

/// A dead letter as the columns of `messages`, or of `graveyard`, say it.
enum DeadLetterRow {
    /// What ``letter(_:lockedBy:)`` reads, with `m` for the table.
    static let columns = """
        m.id, m.queue, m.source_kind, m.source_name, m.event_type, m.correlation_id, m.reason, m.error, m.attempts,
        m.receive_count, m.generation, m.first_failed, m.first_received, m.died, m.expires_at, m.attributes, m.body, m.version,
        m.history
        """
    static let count = 19

    /// The task that has locked message `m` at `?1`, and nothing if none has.
    static let owner = """
        (SELECT t.task FROM claims c JOIN leases l ON l.task = c.task AND l.queue = m.queue JOIN tasks t ON t.number = c.task
        WHERE c.seq = m.seq AND l.until > ?1)
        """

    static func letter(_ row: Row, lockedBy: String?) throws -> DeadLetter {
        let attempts = AttemptLog(column: row[8]).attempts
        let queue: String = row[1]
        return DeadLetter(
            id: row[0],
            queue: queue,
            source: BundledDeadLetterBroker.destination(row[2], row[3], or: queue),
            eventType: row[4],
            correlationID: row[5],
            reason: row[6] ?? "Unknown",
            error: ErrorInfo(column: JSON(column: row[7])),
            attempts: attempts,
            receiveCount: row[9],
            generation: row[10],
            firstFailed: row[11] ?? attempts.first?.at ?? row[12],
            died: row[13],
            expires: row[14],
            attributes: Queue.attributes(row[15]),
            body: try Payload.bytes(row, 16),
            lockedBy: lockedBy,
            version: row[17],
            history: LifeLog(column: row[18]).lives
        )
    }
}
