package import EventModel
import GRDB

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The queues of a data directory, listed and purged from outside its pipeline, while it runs or before.
package final class QueueBook: Sendable {
    let journal: Journal
    private let directory: String

    /// - Throws: ``JournalError``.
    package init(data directory: String) throws {
        journal = try Journal(directory: directory)
        self.directory = directory
    }

    /// What every queue of the last pipeline on the directory holds at `now`, by name.
    package func queues(at now: Timestamp) async throws -> [QueueAttributes] {
        try await journal.read { db in try Self.queues(in: db, at: now) }
    }

    static func queues(in db: Database, at now: Timestamp) throws -> [QueueAttributes] {
        try db.rows("SELECT name, dead, fifo FROM queues WHERE live = 1 ORDER BY name")
            .map { try Self.queue($0).attributes(in: db, at: now) }
    }

    /// Removes everything that a queue holds which is no dead-letter queue, in flight or not, accounts for it as lost, and tells of it in
    /// the telemetry; answers how many messages that was. Nothing brings them back.
    ///
    /// - Parameters:
    ///   - actor: who does it, for the telemetry.
    ///   - reason: why.
    /// - Throws: ``QueueError``: `purgeInProgress` within 60 s of the last; what dies is not purged here, as that is kept first.
    package func purge(_ name: String, by actor: String, reason: String? = nil, at now: Timestamp) async throws -> Int {
        // A file of its own: the pipeline's is rotated by the pipeline.
        let telemetry = try TelemetryWriter(folder: directory + "/telemetry", prefix: "telemetry-\(getpid())-")
        let count = try await journal.write { db in
            guard let row = try db.rows("SELECT name, dead, fifo FROM queues WHERE name = ?", [name]).first else {
                throw QueueError(.resourceNotFound, "no queue is named '\(name)'")
            }
            let queue = Self.queue(row)
            if queue.isDeadLetterQueue {
                throw QueueError(.invalidParameterValue, "\(name) is a dead-letter queue: use dlq purge")
            }
            return try queue.purge(in: db, at: now)
        }
        var lines = TelemetryLines()
        lines.addPurge(of: name, count: count, by: actor, reason: reason, at: now)
        telemetry.write(lines)
        telemetry.flush()
        return count
    }

    /// Enough of a queue to look at it and to empty it: it makes no ids.
    private static func queue(_ row: Row) -> Queue {
        var definition = QueueDefinition(name: row[0])
        if (row[2] as Int) == 1 { definition.fifo = .init() }
        return Queue(definition: definition, isDeadLetterQueue: (row[1] as Int) == 1, ids: { "" })
    }
}
