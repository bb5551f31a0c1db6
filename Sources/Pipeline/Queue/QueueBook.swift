package import EventModel
import GRDB

/// The queues of a data directory, listed and purged from outside its pipeline, while it runs or before.
package final class QueueBook: Sendable {
    let journal: Journal

    /// - Throws: ``JournalError``.
    package init(data directory: String) throws {
        journal = try Journal(directory: directory)
    }

    /// What every queue of the last pipeline on the directory holds at `now`, by name.
    package func queues(at now: Timestamp) async throws -> [QueueAttributes] {
        try await journal.read { db in
            try db.rows("SELECT name, dead, fifo FROM queues WHERE live = 1 ORDER BY name")
                .map { try Self.queue($0).attributes(in: db, at: now) }
        }
    }

    /// Removes everything that a queue holds which is no dead-letter queue, in flight or not, and accounts for it as lost; answers how
    /// many messages that was. Nothing brings them back.
    ///
    /// - Throws: ``QueueError``: `purgeInProgress` within 60 s of the last; what dies is not purged here, as that is kept first.
    package func purge(_ name: String, at now: Timestamp) async throws -> Int {
        try await journal.write { db in
            guard let row = try db.rows("SELECT name, dead, fifo FROM queues WHERE name = ?", [name]).first else {
                throw QueueError(.resourceNotFound, "no queue is named '\(name)'")
            }
            let queue = Self.queue(row)
            if queue.isDeadLetterQueue {
                throw QueueError(.invalidParameterValue, "\(name) is a dead-letter queue: use dlq purge")
            }
            return try queue.purge(in: db, at: now)
        }
    }

    /// Enough of a queue to look at it and to empty it: it makes no ids.
    private static func queue(_ row: Row) -> Queue {
        var definition = QueueDefinition(name: row[0])
        if (row[2] as Int) == 1 { definition.fifo = .init() }
        return Queue(definition: definition, isDeadLetterQueue: (row[1] as Int) == 1, ids: { "" })
    }
}
