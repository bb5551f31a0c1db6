package import EventModel

/// Browses, groups, plans, redrives and discards dead letters, over any broker.
package final class DeadLetterEngine: Sendable {
    package init(
        broker: any DeadLetterBroker,
        ids: @escaping IDSource = uuid,
        now: @escaping @Sendable () -> Timestamp = { .now() }
    ) {}

    /// Every dead-letter queue with its groups.
    package func queues() async throws -> [DeadLetterQueueSummary] { [] }

    /// Messages of a queue in the order they died, at most `limit`, after `after`; only those of `group` if it is given.
    package func messages(_ queue: String, group: String? = nil, after: DeadLetter? = nil, limit: Int = 200)
        async throws -> [DeadLetter]
    { [] }

    /// Freezes a selection and says what a redrive of it will do; changes nothing.
    package func plan(
        _ queue: String,
        _ selection: DeadLetterSelection,
        to destination: DeadLetter.Destination? = nil,
        rate: Double? = nil
    ) async throws -> RedrivePlan {
        throw DeadLetterError(.noSuchQueue, queue)
    }

    /// Runs a plan; reports progress as it goes, the last report included. Cancelling the task, or ``cancel(_:)``, stops it
    /// between two batches: what was sent stays sent, the rest stays in the dead-letter queue.
    package func redrive(_ plan: RedrivePlan, progress: @escaping @Sendable (RedriveProgress) -> Void) async throws
        -> RedriveProgress
    {
        throw DeadLetterError(.noSuchQueue, plan.queue)
    }

    /// Removes the selection for good.
    package func discard(_ queue: String, _ ids: [String], progress: @escaping @Sendable (RedriveProgress) -> Void)
        async throws -> RedriveProgress
    {
        throw DeadLetterError(.noSuchQueue, queue)
    }

    /// Asks a running task to stop.
    package func cancel(_ task: String) {}
}
