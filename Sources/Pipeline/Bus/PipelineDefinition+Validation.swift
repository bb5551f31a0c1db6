import EventModel

/// Why a definition cannot be brought to life: the part, the field and what it may be.
package struct DefinitionError: Error, Hashable, Sendable, CustomStringConvertible {
    package var description: String
    package init(_ description: String) { self.description = description }
}

extension PipelineDefinition {
    /// The queues that something names as its dead-letter queue, and those that only take failures of functions.
    var deadLetterQueues: Set<String> {
        var names = Set(queues.compactMap { $0.redrivePolicy?.deadLetterQueue })
        names.formUnion(rules.flatMap { $0.targets.compactMap(\.deadLetterQueue) })
        names.formUnion(functions.compactMap(\.deadLetterQueue))
        for contract in contracts {
            if case .deadletter(let queue) = contract.mode { names.insert(queue) }
        }
        names.formUnion(topics.flatMap { $0.subscriptions.compactMap(\.deadLetterQueue) })
        names.formUnion(schedules.flatMap { $0.targets.compactMap(\.deadLetterQueue) })
        let consumed = Set(mappings.map(\.queue))
        for mapping in streamMappings {
            if case .queue(let name) = mapping.onFailure, !consumed.contains(name) { names.insert(name) }
        }
        for function in functions {
            if case .queue(let name) = function.onFailure, !consumed.contains(name) { names.insert(name) }
        }
        return names
    }

    /// Checks names and ranges. A target that does not exist is no mistake here: as in the service, deliveries to it fail.
    ///
    /// - Throws: ``DefinitionError``, the first mistake found.
    package func validate() throws(DefinitionError) {
        try unique(queues.map(\.name), "queue")
        try unique(functions.map(\.name), "function")
        try unique(rules.map(\.name), "rule")
        try validateQueues()
        for object in referenceObjects {
            let place = "object \(object.key)"
            if bucket(object.bucket) == nil { throw DefinitionError("\(place): no bucket \(object.bucket)") }
            try check(object.key.utf8.count, 1...1_024, "\(place): bytes of its key")
        }
        for rule in rules {
            let place = "rule \(rule.name)"
            if rule.name.contains("/") { throw DefinitionError("\(place): a name has no slash") }
            for prefix in [TopicDefinition.prefix, ScheduleDefinition.prefix] where rule.name.hasPrefix(prefix) {
                throw DefinitionError("\(place): a name does not begin with \(prefix)")
            }
            let length = rule.pattern.description.unicodeScalars.count
            if length > RuleDefinition.patternLimit {
                throw DefinitionError(
                    "\(place): pattern: has \(length) characters, but may have \(RuleDefinition.patternLimit) (InvalidEventPatternException)"
                )
            }
            if !buses.contains(rule.bus) { throw DefinitionError("\(place): no bus \(rule.bus)") }
            try unique(rule.targets.map(\.id), "\(place): target")
            for target in rule.targets {
                try check(target.maximumRetryAttempts, 0...185, "\(place): target \(target.id): maximum retry attempts")
                // The service's least age is 60 s; a definition for a demonstration may go below it.
                try check(
                    target.maximumEventAge,
                    .zero...Duration.seconds(86_400),
                    "\(place): target \(target.id): maximum event age"
                )
            }
        }
        for function in functions {
            let place = "function \(function.name)"
            try check(function.timeout, .nanoseconds(1)...Duration.seconds(900), "\(place): timeout")
            try check(function.concurrency, 0...10_000, "\(place): concurrency")
            try check(function.memoryMB, 1...10_240, "\(place): memory (MB)")
            try check(function.maximumRetryAttempts, 0...2, "\(place): maximum retry attempts")
            try check(function.maximumEventAge, .zero...Duration.seconds(21_600), "\(place): maximum event age")
        }
        for mapping in mappings {
            let place = "event source mapping \(mapping.queue) to \(mapping.function)"
            if !queues.contains(where: { $0.name == mapping.queue }) {
                throw DefinitionError("\(place): no such queue")
            }
            if !functions.contains(where: { $0.name == mapping.function }) {
                throw DefinitionError("\(place): no such function")
            }
            try check(mapping.batchSize, 1...10_000, "\(place): batch size")
            try check(mapping.window, .zero...Duration.seconds(300), "\(place): window")
            if mapping.batchSize > 10, mapping.window < .seconds(1) {
                throw DefinitionError("\(place): a batch size above 10 needs a window of at least 1 s")
            }
        }
        try validateTopics()
        try validateTables()
        try validateStreams()
        try validateSchedules()
        try validateStateMachines()
        try validateRoutes()
        for contract in contracts {
            guard case .deadletter(let name) = contract.mode else { continue }
            if !queues.contains(where: { $0.name == name }) {
                throw DefinitionError("contract \(contract.name): no queue \(name)")
            }
        }
        try validateBuckets()
        try validateArchives()
        try validateAggregates()
    }

    func unique(_ names: [String], _ what: String) throws(DefinitionError) {
        var seen: Set<String> = []
        for name in names {
            if name.isEmpty { throw DefinitionError("\(what) without a name") }
            if !seen.insert(name).inserted { throw DefinitionError("\(what) \(name) is defined twice") }
        }
    }

    func check<T: Comparable & Sendable>(_ value: T, _ range: ClosedRange<T>, _ what: String)
        throws(DefinitionError)
    {
        if !range.contains(value) {
            throw DefinitionError("\(what) is \(value), but must be from \(range.lowerBound) to \(range.upperBound)")
        }
    }
}
