import EventModel
import GRDB

extension Pipeline {
    func queue(_ name: String) throws(QueueError) -> Queue {
        guard let queue = wiring.queues[name] else {
            throw QueueError(.nonExistentQueue, "The specified queue does not exist.")
        }
        return queue
    }

    /// Sends up to 10 messages to a queue, all or none; durable when it returns. Answers their ids.
    ///
    /// - Throws: ``QueueError``.
    @discardableResult
    package func send(_ messages: [OutgoingMessage], to name: String) async throws -> [String] {
        let queue = try queue(name)
        let now = clock.now()
        let (ids, lines) = try await journal.write { db in
            var lines = TelemetryLines()
            let ids = try queue.send(messages, in: db, at: now, cause: nil, &lines)
            return (ids, lines)
        }
        telemetry.write(lines)
        scheduler.ring()
        arrivals.raise()
        return ids
    }

    /// Receives up to `maximum` (1 to 10) messages and hides them; waits up to `wait` (0 to 20 s) for the first
    /// (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-short-and-long-polling.html).
    ///
    /// - Parameter attempt: A FIFO queue's `ReceiveRequestAttemptId`: the same within 5 minutes gives the same messages, hidden anew.
    /// - Throws: ``QueueError``; with a wait, a queue with too many messages in flight gives nothing instead.
    package func receive(
        from name: String,
        _ maximum: Int = 1,
        visibility: Duration? = nil,
        wait: Duration? = nil,
        attempt: String? = nil
    ) async throws -> [QueueMessage] {
        let queue = try queue(name)
        let wait = wait ?? queue.definition.receiveWait
        guard wait >= .zero, wait <= Queue.Limit.longPoll else {
            throw QueueError(
                .invalidParameterValue,
                "Value \(JSON.double(wait.inSeconds)) for parameter WaitTimeSeconds is invalid. Reason: Must be >= 0 and <= 20, if provided."
            )
        }
        let deadline = clock.now() + wait
        while true {
            let version = arrivals.version
            let now = clock.now()
            do {
                let (messages, lines, next) = try await journal.write { [wiring] db in
                    var lines = TelemetryLines()
                    let messages = try queue.receive(
                        maximum,
                        visibility: visibility,
                        attempt: attempt,
                        in: db,
                        at: now,
                        deadLetterQueue: wiring.deadLetterQueue(of: queue),
                        &lines
                    )
                    let next: Timestamp? =
                        messages.isEmpty && wait > .zero
                        ? try db.rows(
                            "SELECT min(visible_at) FROM messages INDEXED BY messages_due WHERE queue = ? AND visible_at > ?",
                            [name, now]
                        )[0][0] : nil
                    return (messages, lines, next)
                }
                telemetry.write(lines)
                if !messages.isEmpty || clock.now() >= deadline || Task.isCancelled { return messages }
                await arrivals.wait(after: version, until: min(deadline, next ?? deadline), on: clock)
            } catch let error as QueueError where error.code == .overLimit && wait > .zero {
                if clock.now() >= deadline || Task.isCancelled { return [] }
                await arrivals.wait(after: version, until: deadline, on: clock)
            }
        }
    }

    /// Deletes a received message; answers false when it is gone or was received again since.
    ///
    /// - Throws: ``QueueError``.
    @discardableResult
    package func delete(_ receiptHandle: String, from name: String) async throws -> Bool {
        let queue = try queue(name)
        let now = clock.now()
        let deleted = try await journal.write { db in try queue.delete(receiptHandle, in: db, at: now) }
        scheduler.ring()
        return deleted
    }

    /// Hides a received message until `timeout` from now; zero makes it visible at once.
    ///
    /// - Throws: ``QueueError``.
    package func changeVisibility(_ receiptHandle: String, in name: String, to timeout: Duration) async throws {
        let queue = try queue(name)
        let now = clock.now()
        try await journal.write { db in try queue.changeVisibility(receiptHandle, to: timeout, in: db, at: now) }
        scheduler.ring()
        arrivals.raise()
    }
}
