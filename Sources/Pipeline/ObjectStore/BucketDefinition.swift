/// A bucket: an object store with versions, which tells the bus `default` of what happens to its objects.
package struct BucketDefinition: Hashable, Sendable, ExpressibleByStringLiteral {
    package var name: String
    /// The store that it lies in (`LocationConstraint`); nil: the first.
    package var location: String?
    package var lifecycle: [LifecycleRule]
    package var replication: [ReplicationRule]

    package init(
        name: String,
        location: String? = nil,
        lifecycle: [LifecycleRule] = [],
        replication: [ReplicationRule] = []
    ) {
        self.name = name
        self.location = location
        self.lifecycle = lifecycle
        self.replication = replication
    }

    package init(stringLiteral name: String) { self.init(name: name) }

    /// The rules that copy an object of this key: one for each destination.
    func replicationRules(for key: String) -> [ReplicationRule] {
        var rules: [ReplicationRule] = []
        for rule in replication.sorted(by: { $0.priority > $1.priority })
        where rule.isEnabled && key.hasPrefix(rule.prefix)
            && !rules.contains(where: { $0.destination == rule.destination })
        {
            rules.append(rule)
        }
        return rules
    }
}

extension PipelineDefinition {
    package func bucket(_ name: String) -> BucketDefinition? { buckets.first { $0.name == name } }

    func validateBuckets() throws(DefinitionError) {
        try unique(buckets.map(\.name), "bucket")
        for bucket in buckets {
            let place = "bucket \(bucket.name)"
            if !ObjectStore.isBucketName(bucket.name) {
                throw DefinitionError("\(place): a name has 1 to 63 lower-case letters, digits, dots and hyphens")
            }
            if let location = bucket.location, !ObjectStore.isLocation(location) {
                throw DefinitionError(
                    "\(place): a location has 1 to 63 lower-case letters, digits and hyphens, not \(location)"
                )
            }
            try unique(bucket.lifecycle.map(\.id), "\(place): lifecycle rule")
            for rule in bucket.lifecycle { try validate(rule, "\(place): lifecycle rule \(rule.id)") }
            try unique(bucket.replication.map(\.id), "\(place): replication rule")
            for rule in bucket.replication {
                let place = "\(place): replication rule \(rule.id)"
                if rule.destination == bucket.name {
                    throw DefinitionError("\(place): its destination is its own bucket")
                }
                if !buckets.contains(where: { $0.name == rule.destination }) {
                    throw DefinitionError("\(place): no bucket \(rule.destination)")
                }
            }
        }
    }

    private func validate(_ rule: LifecycleRule, _ place: String) throws(DefinitionError) {
        if rule.shortest == nil { throw DefinitionError("\(place): does nothing") }
        let positive = Duration.nanoseconds(1)...Duration.seconds(86_400 * 36_500)
        for transition in rule.transitions {
            if transition.storageClass == .standard {
                throw DefinitionError("\(place): nothing moves to \(transition.storageClass.rawValue)")
            }
            try check(transition.age.duration, .zero...positive.upperBound, "\(place): the age for a transition")
        }
        if let age = rule.expiration { try check(age.duration, positive, "\(place): the age for expiration") }
        if let noncurrent = rule.noncurrent {
            try check(noncurrent.age.duration, positive, "\(place): the age for noncurrent versions")
            try check(noncurrent.newerVersions, 0...100, "\(place): newer noncurrent versions")
        }
    }
}
