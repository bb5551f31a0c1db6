import EventModel
import GRDB

/// Messages that a poller received for one invocation.
struct Batch: Sendable {
    var mapping: EventSourceMapping
    var messages: [QueueMessage]
    var received: Timestamp

    /// The event a function gets from a queue
    /// (https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html#example-standard-queue-message-event).
    var payload: JSON {
        let arn = TargetDefinition.Kind.queue(mapping.queue).arn
        let records = messages.map { message -> JSON in
            let attributes = message.attributes.sorted { $0.key < $1.key }.map { name, value in
                JSON.Member(name, ["stringValue": .string(value), "dataType": "String"])
            }
            var system: JSON.Object = JSON.Object([
                .init("ApproximateReceiveCount", .string(String(message.receiveCount))),
                .init("SentTimestamp", .string(String(message.sent.milliseconds))),
                .init("ApproximateFirstReceiveTimestamp", .string(String(message.firstReceived.milliseconds))),
            ])
            if let number = message.sequenceNumber { system["SequenceNumber"] = .string(number) }
            if let id = message.groupID { system["MessageGroupId"] = .string(id) }
            if let id = message.deduplicationID { system["MessageDeduplicationId"] = .string(id) }
            if let name = message.deadLetterSource {
                system["DeadLetterQueueSourceArn"] = .string(TargetDefinition.Kind.queue(name).arn)
            }
            return [
                "messageId": .string(message.id),
                "receiptHandle": .string(message.receiptHandle),
                "body": .string(String(decoding: message.body, as: UTF8.self)),
                "attributes": .object(system),
                "messageAttributes": .object(JSON.Object(attributes)),
                "eventSource": "aws:sqs",
                "eventSourceARN": .string(arn),
                "awsRegion": "local",
            ]
        }
        return ["Records": .array(records)]
    }
}

extension Wiring {
    /// The payload limit of an invocation, which a batch may not pass.
    private static let batchBytes = 6 << 20

    /// Receives one batch for a mapping if it is full or its window has passed; else answers when the window will have passed.
    ///
    /// The window is counted from when the oldest message could be received. The service receives first and buffers; this looks
    /// first, so that a wait costs no visibility.
    func poll(
        _ mapping: EventSourceMapping,
        _ queue: Queue,
        in db: Database,
        at now: Timestamp,
        _ lines: inout TelemetryLines
    ) throws -> (batch: Batch?, due: Timestamp?) {
        if mapping.window > .zero {
            let row = try db.rows(
                "SELECT count(*), min(visible_at) FROM (SELECT visible_at FROM messages WHERE queue = ? AND visible_at <= ? LIMIT ?)",
                [queue.name, now, mapping.batchSize]
            )[0]
            guard let oldest: Timestamp = row[1] else { return (nil, nil) }
            let due = oldest + mapping.window
            if (row[0] as Int) < mapping.batchSize && now < due { return (nil, due) }
        }
        var messages: [QueueMessage] = []
        var bytes = 0
        // A receive brings at most 1 MiB a message: the batch stays below the limit by less than the receive that would pass it.
        // A group gives its messages to one receive only, so a FIFO queue's batch is one.
        if queue.isFIFO {
            do {
                messages = try queue.receive(
                    mapping.batchSize,
                    bytes: Wiring.batchBytes,
                    in: db,
                    at: now,
                    deadLetterQueue: deadLetterQueue(of: queue),
                    &lines
                )
            } catch let error as QueueError where error.code == .overLimit {}
            return (messages.isEmpty ? nil : Batch(mapping: mapping, messages: messages, received: now), nil)
        }
        while messages.count < mapping.batchSize, bytes < Wiring.batchBytes - Queue.Limit.bytes {
            let room = bytes == 0 ? 5 : min(Queue.Limit.receive, (Wiring.batchBytes - bytes) / Queue.Limit.bytes)
            let next: [QueueMessage]
            do {
                next = try queue.receive(
                    min(room, mapping.batchSize - messages.count),
                    in: db,
                    at: now,
                    deadLetterQueue: deadLetterQueue(of: queue),
                    &lines
                )
            } catch let error as QueueError where error.code == .overLimit {
                // As a long poll does: nothing for now.
                break
            }
            if next.isEmpty { break }
            messages += next
            bytes += next.reduce(0) { $0 + $1.body.count }
        }
        return (messages.isEmpty ? nil : Batch(mapping: mapping, messages: messages, received: now), nil)
    }
}
