import EventModel

/// A subscription with its filter compiled, and what its endpoint gets.
struct Subscription: Sendable {
    var topic: String
    var definition: SubscriptionDefinition
    var filter: FilterPolicy?

    var retry: TopicRetryPolicy { definition.retryPolicy }
    var arn: String { "\(TargetDefinition.Kind.topic(topic).arn):\(definition.id)" }

    /// - Throws: ``DefinitionError`` that names the place in the policy.
    init(_ definition: SubscriptionDefinition, of topic: String) throws(DefinitionError) {
        self.topic = topic
        self.definition = definition
        guard let policy = definition.filterPolicy else { return }
        do {
            filter = try FilterPolicy(policy, scope: definition.filterScope)
        } catch {
            throw DefinitionError("topic \(topic): subscription \(definition.id): filter policy: \(error)")
        }
    }

    func takes(_ message: TopicMessage) -> Bool { filter?.matches(message) ?? true }

    /// The text that the endpoint gets: another topic and a raw queue the message itself, a queue the envelope, a function the event
    /// that carries it (https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html).
    func text(_ message: TopicMessage, id: String, at now: Timestamp) -> String {
        switch definition.endpoint {
        case .topic: return message.body
        case .queue where definition.isRaw: return message.body
        case .function:
            var sns = envelope(message, id: id, at: now)
            sns["MessageAttributes"] = message.attributesJSON
            sns["Subject"] = message.subject.map(JSON.string) ?? .null
            let record: JSON = [
                "EventSource": "aws:sns", "EventVersion": "1.0", "EventSubscriptionArn": .string(arn),
                "Sns": .object(sns),
            ]
            return (["Records": [record]] as JSON).description
        case .queue, .bus, .stream, .stateMachine: return JSON.object(envelope(message, id: id, at: now)).description
        }
    }

    /// What goes along beside the text.
    func extras(_ message: TopicMessage) -> String? {
        switch definition.endpoint {
        case .topic: message.column
        case .queue where definition.isRaw: message.column
        default: nil
        }
    }

    /// The envelope, without a signature: nothing here could check one
    /// (https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html).
    private func envelope(_ message: TopicMessage, id: String, at now: Timestamp) -> JSON.Object {
        var object = JSON.Object([
            .init("Type", "Notification"),
            .init("MessageId", .string(id)),
            .init("TopicArn", .string(TargetDefinition.Kind.topic(topic).arn)),
        ])
        if let subject = message.subject { object["Subject"] = .string(subject) }
        object["Message"] = .string(message.body)
        object["Timestamp"] = .string(now.rfc3339())
        if !message.attributes.isEmpty { object["MessageAttributes"] = message.attributesJSON }
        return object
    }
}
