import EventModel
import Pipeline

/// A topic with its subscriptions, in the words of the service (https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html).
enum TopicPart: FlowPart {
    static let section = "topics"

    static func read(_ value: FlowValue, _ reader: inout FlowReader, into file: inout FlowFile) {
        guard let object = reader.members(of: value, ["TopicName", "Subscriptions"]),
            let name = reader.define(.topic, object, "TopicName")
        else { return }
        var topic = TopicDefinition(name: name)
        if let list = object["Subscriptions"] {
            for element in reader.elements(of: list) {
                guard let subscription = subscription(element, &reader) else { continue }
                reader.define(.target, "topic:\(name)/\(subscription.id)", at: element["Id"] ?? element)
                topic.subscriptions.append(subscription)
            }
        } else {
            reader.refuse(object, "has no Subscriptions", "add where its messages go")
        }
        file.definition.topics.append(topic)
    }

    private static func subscription(_ value: FlowValue, _ reader: inout FlowReader) -> SubscriptionDefinition? {
        let known =
            ["Id"] + DestinationWord.members + [
                "FilterPolicy", "FilterPolicyScope", "RawMessageDelivery", "DeliveryPolicy", "DeadLetterQueue",
                "DeadLetterConfig",
            ]
        guard let object = reader.members(of: value, known) else { return nil }
        let id = reader.required(object, "Id", "give the subscription an Id, unique within its topic")
        let kind = reader.destination(object)
        guard let id, let kind else { return nil }
        var subscription = SubscriptionDefinition(id: id, kind, deadLetterQueue: reader.deadLetterQueue(object))
        subscription.filterScope =
            reader.word(object, "FilterPolicyScope", SubscriptionDefinition.FilterScope.self) ?? .attributes
        subscription.isRaw = reader.flag(object, "RawMessageDelivery") ?? false
        subscription.filterPolicy = object["FilterPolicy"]?.json
        do throws(EventPatternError) {
            try subscription.checkFilter()
        } catch {
            let policy = object["FilterPolicy"] ?? object
            let steps = error.path.split { $0 == "." || $0 == "[" || $0 == "]" }.map(String.init)
            let path = error.path.isEmpty ? policy.path : "\(policy.path).\(error.path)"
            reader.refuse(FlowMistake(policy.deepest(at: steps).place, path, error.reason))
        }
        if let policy = object["DeliveryPolicy"] { subscription.retryPolicy = retries(policy, &reader) }
        return subscription
    }

    /// https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html; `numRetries` are all of them.
    private static func retries(_ value: FlowValue, _ reader: inout FlowReader) -> TopicRetryPolicy {
        let known = [
            "numRetries", "numNoDelayRetries", "numMinDelayRetries", "numMaxDelayRetries", "minDelayTarget",
            "maxDelayTarget",
        ]
        var policy = TopicRetryPolicy()
        guard let object = reader.members(of: value, ["healthyRetryPolicy"]), let inner = object["healthyRetryPolicy"],
            let object = reader.members(of: inner, known)
        else { return policy }
        let counts = 0...1_000_000
        policy.immediate = reader.whole(object, "numNoDelayRetries", counts) ?? 0
        policy.preBackoff = reader.whole(object, "numMinDelayRetries", counts) ?? 0
        policy.postBackoff = reader.whole(object, "numMaxDelayRetries", counts) ?? 0
        let others = policy.immediate + policy.preBackoff + policy.postBackoff
        let all = reader.whole(object, "numRetries", counts) ?? others
        if all < others {
            reader.refuse(object["numRetries"] ?? object, "is \(all), but its phases have \(others)", "raise it")
        }
        policy.backoff = max(0, all - others)
        let delays = Duration.milliseconds(1)...Duration.seconds(3_600)
        if let time = reader.duration(object, "minDelayTarget", delays) { policy.minimumDelay = time }
        if let time = reader.duration(object, "maxDelayTarget", delays) { policy.maximumDelay = time }
        return policy
    }
}
