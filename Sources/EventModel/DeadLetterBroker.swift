/// What the dead-letter engine needs of a broker: describe, peek, claim, redrive, delete. Everything else (groups, plans, rate,
/// progress) is written once above it. The bundled queues and an in-memory twin conform; SQS and JetStream can.
///
/// A conformer confirms only what is on disk. A message it has not confirmed stays in the dead-letter queue.
package protocol DeadLetterBroker: Sendable {
    /// Every dead-letter queue, by name, empty ones too.
    func queues() async throws -> [DeadLetterQueue]

    /// Up to `limit` messages, in the order they died, after the message `after` (nil: from the oldest). Consumes
    /// nothing: no receive count rises, nothing becomes invisible.
    ///
    /// - Throws: ``DeadLetterError`` `noSuchQueue`.
    func peek(_ queue: String, after: DeadLetter?, limit: Int) async throws -> [DeadLetter]

    /// Checks that a message can be sent there; resolves before anything is claimed.
    ///
    /// - Throws: ``DeadLetterError`` `noSuchDestination`.
    func check(_ destination: DeadLetter.Destination) async throws

    /// Locks messages for one task until `until`, so that no other task can take them, and answers which it got. A
    /// message that is locked by another task, or gone, is not among them. Claiming again prolongs the task's own lock.
    func claim(_ ids: [String], in queue: String, for task: String, until: Timestamp) async throws -> [String]

    /// Gives up a task's locks that are left; the messages stay where they are.
    func release(_ task: String, in queue: String) async throws

    /// Sends claimed messages on and then removes them, in this order, each confirmed on disk before the next step; in
    /// one transaction where the broker can. Answers for each id in turn.
    func redrive(_ orders: [RedriveOrder], from queue: String) async throws -> [RedriveResult]

    /// Removes messages for good and answers which were removed. A message another task has locked stays.
    func delete(_ ids: [String], from queue: String, for task: String) async throws -> [String]
}

/// One message to redrive.
package struct RedriveOrder: Hashable, Sendable {
    package var id: String
    /// Nil: to where it came from.
    package var destination: DeadLetter.Destination?
    /// The task that has claimed it.
    package var task: String
    /// Both copies of a message that was sent twice after a crash carry the same key.
    package var key: String
    package init(id: String, destination: DeadLetter.Destination?, task: String, key: String) {
        self.id = id
        self.destination = destination
        self.task = task
        self.key = key
    }
}

/// What became of one redrive order.
package enum RedriveResult: Hashable, Sendable {
    /// Sent, confirmed and removed; the id of the new message.
    case sent(String)
    /// Not touched: it is gone, or its lock was lost.
    case skipped(String)
    /// Not sent and still in the dead-letter queue.
    case failed(String)
    /// It may or may not have been sent, and is still in the dead-letter queue.
    case uncertain(String)
}

/// Why a broker refused.
package struct DeadLetterError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Code: String, Sendable { case noSuchQueue, noSuchDestination, readOnly, unavailable }
    package var code: Code
    /// What, which, and what to do next; the same text on the screen, in the command and in the log.
    package var message: String
    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }
    package var description: String { message }
}
