package import EventModel
import GRDB

/// Move tasks from outside: the pipeline that runs on the directory carries them out, or the next one that does.
extension QueueBook {
    /// Starts to move what a dead-letter queue holds to `destination`, or each message to the queue that it came from; durable when it
    /// returns. Answers the task's id.
    ///
    /// - Parameter rate: messages a second, 1 to 500; nil: as fast as it goes.
    /// - Throws: ``QueueError``.
    package func startMove(
        from source: String,
        to destination: String?,
        rate: Int?,
        id: String,
        at now: Timestamp
    ) async throws {
        try await journal.write { db in
            guard let fifo = try Self.isFIFO(source, in: db) else {
                throw QueueError(.resourceNotFound, "no queue is named '\(source)'")
            }
            guard try db.integer("SELECT 1 FROM queues WHERE dlq = ? AND live = 1", [source]) != nil else {
                throw QueueError(.invalidParameterValue, "\(source) is no queue's dead-letter queue")
            }
            if let destination {
                guard let other = try Self.isFIFO(destination, in: db) else {
                    throw QueueError(.resourceNotFound, "no queue is named '\(destination)'")
                }
                guard other == fifo, destination != source else {
                    throw QueueError(
                        .invalidParameterValue,
                        "\(destination) can not take the messages of \(source): it must be another queue of the same type"
                    )
                }
            }
            try MoveTask.start(id, from: source, to: destination, rate: rate, in: db, at: now)
        }
    }

    /// Every move task that is known, newest first; of one queue, if one is named.
    package func moves(from source: String?) async throws -> [MoveTask] {
        try await journal.read { db in
            try db.rows(
                "SELECT \(MoveTask.columns) FROM move_tasks WHERE ?1 IS NULL OR source = ?1 ORDER BY number DESC",
                [source]
            )
            .map { MoveTask($0) }
        }
    }

    /// Cancels a task that is running; answers how many messages it has moved, which stay where they are.
    ///
    /// - Throws: ``QueueError``.
    package func cancelMove(_ id: String) async throws -> Int {
        try await journal.write { try MoveTask.cancel(id, in: $0) }
    }

    /// Nil where the pipeline has no such queue.
    private static func isFIFO(_ name: String, in db: Database) throws -> Bool? {
        try db.integer("SELECT fifo FROM queues WHERE name = ? AND live = 1", [name]).map { $0 == 1 }
    }
}
