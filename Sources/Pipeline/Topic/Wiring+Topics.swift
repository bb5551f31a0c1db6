import EventModel
import GRDB

/// What is known of a message that is published beside the message.
struct TopicPublication: Sendable {
    var eventType: String
    var correlationID: String
    var cause: String?
    var generation = 0
}

extension Wiring {
    /// The subscriptions of each topic as targets, by the topic's name.
    static func subscriptions(of topics: [TopicDefinition]) throws(DefinitionError) -> [String: [Target]] {
        var all: [String: [Target]] = [:]
        for topic in topics {
            var targets: [Target] = []
            for definition in topic.subscriptions {
                let subscription = try Subscription(definition, of: topic.name)
                targets.append(
                    Target(
                        rule: TopicDefinition.prefix + topic.name,
                        bus: topic.name,
                        definition: TargetDefinition(
                            id: definition.id,
                            definition.endpoint,
                            // The attempts end it: no age does.
                            maximumEventAge: .seconds(1_000_000_000),
                            deadLetterQueue: definition.deadLetterQueue
                        ),
                        subscription: subscription
                    )
                )
            }
            all[topic.name] = targets
        }
        return all
    }

    /// Publishes a message: one delivery for each subscription that takes it. Answers its id.
    ///
    /// - Throws: ``TopicError``.
    @discardableResult
    func publish(
        _ message: TopicMessage,
        _ sent: TopicPublication,
        to topic: String,
        in db: Database,
        at now: Timestamp,
        _ lines: inout TelemetryLines
    ) throws -> String {
        guard let targets = topics[topic] else { throw TopicError(.notFound, "Topic does not exist: \(topic)") }
        try message.check()
        let id = ids()
        var matched = 0
        for target in targets {
            guard let subscription = target.subscription, subscription.takes(message) else { continue }
            matched += 1
            try Wiring.insertDelivery(
                target.name,
                id: ids(),
                event: subscription.text(message, id: id, at: now),
                eventID: id,
                eventType: sent.eventType,
                correlationID: sent.correlationID,
                cause: id,
                generation: sent.generation,
                extras: subscription.extras(message),
                in: db,
                at: now
            )
        }
        try db.count("topics.published")
        try db.count("topics.fannedOut", by: matched)
        try db.count("topics.filteredOut", by: targets.count - matched)
        let hop = TelemetryLines.Hop(
            kind: .publish,
            id: id,
            cause: sent.cause,
            service: topic,
            resource: TopicDefinition.prefix + topic,
            eventType: sent.eventType,
            correlationID: sent.correlationID
        )
        lines.add(hop, at: now, "message published") { fields in
            fields.add("matched", matched)
            fields.add("filtered", targets.count - matched)
            fields.add("subject", message.subject)
        }
        return id
    }
}

extension Pipeline {
    /// Publishes a message to a topic; durable when it returns. Answers its id.
    ///
    /// - Throws: ``TopicError``.
    @discardableResult
    package func publish(
        _ message: TopicMessage,
        to topic: String,
        correlationID: String? = nil,
        causationID: String? = nil,
        flow: String = "adhoc"
    ) async throws -> String {
        try message.check()
        let now = clock.now()
        let sent = TopicPublication(
            eventType: message.eventType,
            correlationID: correlationID ?? settings.ids(),
            cause: causationID
        )
        let (id, lines) = try await journal.write { [wiring] db in
            var lines = TelemetryLines()
            try wiring.startFlow(sent.correlationID, flow, in: db, at: now)
            return (try wiring.publish(message, sent, to: topic, in: db, at: now, &lines), lines)
        }
        telemetry.write(lines)
        scheduler.ring()
        return id
    }
}
