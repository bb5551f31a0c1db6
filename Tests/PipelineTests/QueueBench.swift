import EventModel
import GRDB

@testable import Pipeline

/// Queues over a journal of their own, called one operation at a time.
struct QueueBench {
    let folder = TestFolder()
    let clock = ManualClock()
    let journal: Journal
    let queue: Queue
    let dead: Queue

    init(_ definition: QueueDefinition, dead: QueueDefinition = QueueDefinition(name: "dead"), deadExists: Bool = true)
        throws
    {
        journal = try Journal(directory: folder.path)
        let ids = countingIDs("m")
        queue = Queue(definition: definition, isDeadLetterQueue: false, ids: ids)
        self.dead = Queue(definition: dead, isDeadLetterQueue: true, ids: ids)
        self.deadExists = deadExists
    }
    private let deadExists: Bool

    @discardableResult
    func send(_ bodies: String..., delay: Duration? = nil) async throws -> [String] {
        try await send(bodies.map { OutgoingMessage(body: Array($0.utf8), delay: delay, correlationID: "c") })
    }

    @discardableResult
    func send(_ messages: [OutgoingMessage]) async throws -> [String] {
        let now = clock.now()
        return try await journal.write { [queue] db in
            var lines = TelemetryLines()
            return try queue.send(messages, in: db, at: now, cause: nil, &lines)
        }
    }

    func receive(_ maximum: Int = 10, visibility: Duration? = nil, attempt: String? = nil) async throws
        -> [QueueMessage]
    {
        let now = clock.now()
        let target = deadExists ? dead : nil
        return try await journal.write { [queue] db in
            var lines = TelemetryLines()
            return try queue.receive(
                maximum,
                visibility: visibility,
                attempt: attempt,
                in: db,
                at: now,
                deadLetterQueue: target,
                &lines
            )
        }
    }

    @discardableResult
    func delete(_ message: QueueMessage) async throws -> Bool {
        let now = clock.now()
        return try await journal.write { [queue] db in try queue.delete(message.receiptHandle, in: db, at: now) }
    }

    func change(_ message: QueueMessage, to timeout: Duration) async throws {
        let now = clock.now()
        try await journal.write { [queue] db in
            try queue.changeVisibility(message.receiptHandle, to: timeout, in: db, at: now)
        }
    }

    func attributes(_ queue: Queue? = nil) async throws -> QueueAttributes {
        let now = clock.now()
        return try await journal.read { [self] db in try (queue ?? self.queue).attributes(in: db, at: now) }
    }

    @discardableResult
    func expire() async throws -> Int {
        let now = clock.now()
        return try await journal.write { db in try Queue.expire(in: db, at: now) }
    }
}

extension QueueMessage {
    var text: String { String(decoding: body, as: UTF8.self) }
}
