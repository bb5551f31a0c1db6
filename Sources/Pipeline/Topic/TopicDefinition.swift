package import EventModel

/// A topic: what is published to it goes to every subscription whose filter lets it through
/// (https://docs.aws.amazon.com/sns/latest/api/API_Publish.html).
package struct TopicDefinition: Sendable {
    /// 1 to 256 letters, digits, hyphens and underscores.
    package var name: String
    package var subscriptions: [SubscriptionDefinition]

    package init(name: String, subscriptions: [SubscriptionDefinition] = []) {
        self.name = name
        self.subscriptions = subscriptions
    }

    /// What stands before its name where rules, buses and topics share a place: `topic:NAME/SUBSCRIPTION` is a destination as
    /// `RULE/TARGET`, and `topic:NAME` the resource of what is published.
    static let prefix = "topic:"
}

/// One subscription of a topic.
package struct SubscriptionDefinition: Sendable {
    package enum FilterScope: String, CaseIterable, Sendable {
        case attributes = "MessageAttributes", body = "MessageBody"
    }

    /// Unique within its topic.
    package var id: String
    /// A queue, a function or another topic.
    package var endpoint: TargetDefinition.Kind
    /// Nil: every message passes. See ``FilterPolicy``.
    package var filterPolicy: JSON?
    package var filterScope: FilterScope
    /// Whether a queue gets the message itself with its attributes, and not the envelope.
    package var isRaw: Bool
    /// A delivery that is given up goes there; nil: it is dropped, and counted.
    package var deadLetterQueue: String?
    package var retryPolicy: TopicRetryPolicy

    package init(
        id: String,
        _ endpoint: TargetDefinition.Kind,
        filterPolicy: JSON? = nil,
        filterScope: FilterScope = .attributes,
        isRaw: Bool = false,
        deadLetterQueue: String? = nil,
        retryPolicy: TopicRetryPolicy = TopicRetryPolicy()
    ) {
        self.id = id
        self.endpoint = endpoint
        self.filterPolicy = filterPolicy
        self.filterScope = filterScope
        self.isRaw = isRaw
        self.deadLetterQueue = deadLetterQueue
        self.retryPolicy = retryPolicy
    }

    /// Compiles the filter policy and forgets it.
    ///
    /// - Throws: ``EventPatternError`` with the place within the policy and the reason.
    package func checkFilter() throws(EventPatternError) {
        if let filterPolicy { _ = try FilterPolicy(filterPolicy, scope: filterScope) }
    }
}

extension PipelineDefinition {
    /// Checks the topics; what a filter policy may say is checked as it is compiled.
    func validateTopics() throws(DefinitionError) {
        try unique(topics.map(\.name), "topic")
        for topic in topics {
            let place = "topic \(topic.name)"
            guard topic.name.utf8.count <= 256, topic.name.utf8.allSatisfy(TopicDefinition.isInName) else {
                throw DefinitionError("\(place): a name has 1 to 256 letters, digits, hyphens and underscores")
            }
            try unique(topic.subscriptions.map(\.id), "\(place): subscription")
            for subscription in topic.subscriptions {
                let place = "\(place): subscription \(subscription.id)"
                switch subscription.endpoint {
                case .queue: break
                case .function, .topic:
                    if subscription.isRaw { throw DefinitionError("\(place): only a queue takes raw messages") }
                case .bus, .stream, .stateMachine:
                    throw DefinitionError("\(place): an endpoint is a queue, a function or a topic")
                }
                try subscription.retryPolicy.validate(place)
            }
        }
        if let cycle = topicCycle() {
            throw DefinitionError("topic \(cycle[0]): comes back to itself: \(cycle.joined(separator: " to "))")
        }
    }

    /// Topics of which each is an endpoint of the one before it, the first and the last being the same; nil if there are none.
    private func topicCycle() -> [String]? {
        var next: [String: [String]] = [:]
        for topic in topics {
            next[topic.name] = topic.subscriptions.compactMap {
                if case .topic(let name) = $0.endpoint { name } else { nil }
            }
        }
        var finished: Set<String> = []
        for start in topics.map(\.name) {
            // The way from the start, and what is left to look at from each place on it: a deep chain needs no deep stack.
            var way = [start]
            var left = [next[start] ?? []]
            while let here = way.last {
                guard let name = left[left.count - 1].popLast() else {
                    finished.insert(here)
                    way.removeLast()
                    left.removeLast()
                    continue
                }
                if let i = way.firstIndex(of: name) { return way[i...] + [name] }
                if finished.contains(name) { continue }
                way.append(name)
                left.append(next[name] ?? [])
            }
        }
        return nil
    }
}

extension TopicDefinition {
    static func isInName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
