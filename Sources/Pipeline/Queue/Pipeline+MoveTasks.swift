import EventModel
import GRDB

extension Pipeline {
    /// Starts to move what a dead-letter queue holds to `destination`, or each message to the queue that it came from; durable when it
    /// returns: a run of the pipeline moves them, and the next goes on where it ended. Answers the handle that cancels it.
    ///
    /// - Parameter rate: messages a second, 1 to 500; nil: as fast as it goes.
    /// - Throws: ``QueueError``.
    package func startMoveTask(from source: String, to destination: String? = nil, rate: Int? = nil) async throws
        -> String
    {
        guard let queue = wiring.queues[source] else { throw Pipeline.missing("SourceArn") }
        guard wiring.definition.queues.contains(where: { $0.redrivePolicy?.deadLetterQueue == source }) else {
            throw QueueError(.invalidParameterValue, "Source queue must be configured as a Dead Letter Queue.")
        }
        if let destination {
            guard let target = wiring.queues[destination] else { throw Pipeline.missing("DestinationArn") }
            guard target.isFIFO == queue.isFIFO, destination != source else {
                throw QueueError(
                    .invalidParameterValue,
                    "Value \(destination) for parameter DestinationArn is invalid. Reason: it must be another queue of the same type."
                )
            }
        }
        let id = settings.ids()
        let now = clock.now()
        try await journal.write { db in
            try MoveTask.start(id, from: source, to: destination, rate: rate, in: db, at: now)
        }
        scheduler.ring()
        return MoveTask.handle(id, source)
    }

    /// The newest move tasks of a dead-letter queue, newest first; at most `maximum`, 1 to 10.
    ///
    /// - Throws: ``QueueError``.
    package func moveTasks(from source: String, _ maximum: Int = 1) async throws -> [MoveTask] {
        guard wiring.queues[source] != nil else { throw Pipeline.missing("SourceArn") }
        guard (1...10).contains(maximum) else {
            throw QueueError(
                .invalidParameterValue,
                "Value \(maximum) for parameter MaxResults is invalid. Reason: Must be between 1 and 10, if provided."
            )
        }
        return try await journal.read { db in
            try db.rows(
                "SELECT \(MoveTask.columns) FROM move_tasks WHERE source = ? ORDER BY number DESC LIMIT ?",
                [source, maximum]
            )
            .map { MoveTask($0) }
        }
    }

    /// Cancels a move task that is running; answers how many messages it has moved, which stay where they are.
    ///
    /// - Throws: ``QueueError``.
    @discardableResult
    package func cancelMoveTask(_ handle: String) async throws -> Int {
        let id = try MoveTask.id(handle)
        let moved = try await journal.write { try MoveTask.cancel(id, in: $0) }
        scheduler.ring()
        return moved
    }

    private static func missing(_ parameter: String) -> QueueError {
        QueueError(
            .resourceNotFound,
            "The resource that you specified for the \(parameter) parameter doesn't exist."
        )
    }
}
