import Pipeline

/// A queue, in the words of the service
/// (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html).
enum QueuePart: FlowPart {
    static let section = "queues"

    static func read(_ value: FlowValue, _ reader: inout FlowReader, into file: inout FlowFile) {
        let known = [
            "QueueName", "VisibilityTimeout", "DelaySeconds", "MessageRetentionPeriod", "MaximumMessageSize",
            "ReceiveMessageWaitTimeSeconds", "RedrivePolicy", "RedriveAllowPolicy", "FifoQueue",
            "ContentBasedDeduplication", "DeduplicationScope",
        ]
        guard let object = reader.members(of: value, known), let name = reader.define(.queue, object, "QueueName")
        else {
            return
        }
        var queue = QueueDefinition(name: name)
        if let time = reader.duration(object, "VisibilityTimeout", .zero...(.seconds(43_200))) {
            queue.visibilityTimeout = time
        }
        if let time = reader.duration(object, "DelaySeconds", .zero...(.seconds(900))) { queue.delay = time }
        if let time = reader.duration(object, "MessageRetentionPeriod", .seconds(60)...(.seconds(1_209_600))) {
            queue.retention = time
        }
        if let size = reader.whole(object, "MaximumMessageSize", 1_024...1_048_576) { queue.maximumMessageSize = size }
        if let time = reader.duration(object, "ReceiveMessageWaitTimeSeconds", .zero...(.seconds(20))) {
            queue.receiveWait = time
        }
        queue.fifo = fifo(object, named: name, &reader)
        if let policy = object["RedriveAllowPolicy"] { queue.redriveAllowPolicy = allowed(policy, &reader) }
        if let policy = object["RedrivePolicy"] { queue.redrivePolicy = redrive(policy, of: name, &reader) }
        file.definition.queues.append(queue)
    }

    private enum Scope: String, CaseIterable { case queue, messageGroup }

    private static func fifo(_ object: FlowValue, named name: String, _ reader: inout FlowReader)
        -> QueueDefinition.FIFO?
    {
        let isFIFO = reader.flag(object, "FifoQueue") ?? name.hasSuffix(".fifo")
        if isFIFO != name.hasSuffix(".fifo") {
            reader.refuse(
                object["FifoQueue"] ?? object,
                isFIFO ? "but the queue's name does not end in .fifo" : "but the queue's name ends in .fifo",
                "the name of a FIFO queue ends in .fifo, and that of no other does"
            )
        }
        for member in ["ContentBasedDeduplication", "DeduplicationScope"] where !isFIFO {
            if let value = object[member] { reader.refuse(value, "belongs to a FIFO queue", "add FifoQueue: true") }
        }
        guard isFIFO else { return nil }
        return QueueDefinition.FIFO(
            contentBasedDeduplication: reader.flag(object, "ContentBasedDeduplication") ?? false,
            deduplicatesByGroup: reader.word(object, "DeduplicationScope", Scope.self) == .messageGroup
        )
    }

    private enum Permission: String, CaseIterable { case allowAll, denyAll, byQueue }

    private static func allowed(_ value: FlowValue, _ reader: inout FlowReader) -> QueueDefinition.RedriveAllowPolicy {
        guard let object = reader.members(of: value, ["redrivePermission", "sourceQueues", "sourceQueueArns"]) else {
            return .allowAll
        }
        switch reader.word(object, "redrivePermission", Permission.self) ?? .allowAll {
        case .allowAll: return .allowAll
        case .denyAll: return .denyAll
        case .byQueue:
            var names: [String] = []
            for element in object["sourceQueues"].map({ reader.elements(of: $0) }) ?? [] {
                guard let name = reader.text(element) else { continue }
                reader.refer(to: .queue, name, at: element)
                names.append(name)
            }
            for element in object["sourceQueueArns"].map({ reader.elements(of: $0) }) ?? [] {
                if let name = reader.queue(arn: element) { names.append(name) }
            }
            if !(1...10).contains(names.count) {
                reader.refuse(object, "names \(names.count) queues", "name 1 to 10: sourceQueues: [NAME]")
            }
            return .byQueue(names)
        }
    }

    private static func redrive(_ value: FlowValue, of name: String, _ reader: inout FlowReader)
        -> QueueDefinition.RedrivePolicy?
    {
        let known = ["deadLetterQueue", "deadLetterTargetArn", "maxReceiveCount"]
        guard let object = reader.members(of: value, known) else { return nil }
        let count = reader.whole(object, "maxReceiveCount", 1...1_000)
        var queue: String?
        if let named = object["deadLetterQueue"] {
            queue = reader.text(named)
            if let queue { reader.refer(to: .queue, queue, at: named) }
        } else if let arn = object["deadLetterTargetArn"] {
            queue = reader.queue(arn: arn)
        } else {
            reader.refuse(object, "names no dead-letter queue", "add deadLetterQueue: NAME")
        }
        guard let queue else { return nil }
        if queue == name {
            reader.refuse(object, "makes '\(name)' its own dead-letter queue", "name another queue")
            return nil
        }
        return QueueDefinition.RedrivePolicy(deadLetterQueue: queue, maxReceiveCount: count ?? 10)
    }
}
