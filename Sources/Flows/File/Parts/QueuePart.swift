import Pipeline

/// A queue, in the words of the service
/// (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html).
enum QueuePart: FlowPart {
    static let section = "queues"

    static func read(_ value: FlowValue, _ reader: inout FlowReader, into file: inout FlowFile) {
        let known = ["QueueName", "VisibilityTimeout", "DelaySeconds", "MessageRetentionPeriod", "RedrivePolicy"]
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
        if let policy = object["RedrivePolicy"] { queue.redrivePolicy = redrive(policy, of: name, &reader) }
        file.definition.queues.append(queue)
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
