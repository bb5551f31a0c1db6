import EventModel

extension PipelineDefinition {
    /// Checks the queues: ranges, names, and which may die in which.
    ///
    /// - Throws: ``DefinitionError``, the first mistake found.
    func validateQueues() throws(DefinitionError) {
        let fifo = Dictionary(queues.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        for queue in queues {
            let place = "queue \(queue.name)"
            try check(queue.visibilityTimeout, .zero...Queue.Limit.visibility, "\(place): visibility timeout")
            try check(queue.delay, .zero...Queue.Limit.delay, "\(place): delay")
            try check(queue.retention, Queue.Limit.retention, "\(place): retention")
            try check(queue.maximumMessageSize, Queue.Limit.maximumMessageSize, "\(place): maximum message size")
            try check(queue.receiveWait, .zero...Queue.Limit.longPoll, "\(place): receive wait")
            if case .byQueue(let names) = queue.redriveAllowPolicy, !(1...10).contains(names.count) {
                throw DefinitionError(
                    "\(place): redrive allow policy: byQueue takes 1 to 10 queues, not \(names.count)"
                )
            }
            if queue.isFIFO != queue.name.hasSuffix(".fifo") {
                throw DefinitionError(
                    queue.isFIFO
                        ? "\(place): the name of a FIFO queue ends in .fifo"
                        : "\(place): only a FIFO queue's name ends in .fifo"
                )
            }
        }
        for queue in queues {
            let place = "queue \(queue.name)"
            guard let policy = queue.redrivePolicy else { continue }
            try check(policy.maxReceiveCount, Queue.Limit.maxReceiveCount, "\(place): maxReceiveCount")
            if policy.deadLetterQueue == queue.name { throw DefinitionError("\(place): is its own dead-letter queue") }
            guard let dead = fifo[policy.deadLetterQueue] else { continue }
            if dead.isFIFO != queue.isFIFO {
                throw DefinitionError(
                    "\(place): its dead-letter queue \(dead.name) must be a \(queue.isFIFO ? "FIFO" : "standard") queue as well"
                )
            }
            if !dead.redriveAllowPolicy.allows(queue.name) {
                throw DefinitionError(
                    "\(place): the redrive allow policy of \(dead.name) does not allow it as a source"
                )
            }
        }
        // Those of rules and functions are standard queues
        // (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html).
        func standard(_ name: String?, _ place: String) throws(DefinitionError) {
            if let name, fifo[name]?.isFIFO == true {
                throw DefinitionError("\(place): its dead-letter queue \(name) must be a standard queue")
            }
        }
        for rule in rules {
            for target in rule.targets {
                let place = "rule \(rule.name): target \(target.id)"
                try standard(target.deadLetterQueue, place)
                if case .queue(let name) = target.kind, let queue = fifo[name], queue.isFIFO {
                    if target.messageGroupID == nil {
                        throw DefinitionError("\(place): the FIFO queue \(name) needs a message group id")
                    }
                    if queue.fifo?.contentBasedDeduplication != true {
                        throw DefinitionError("\(place): the FIFO queue \(name) needs contentBasedDeduplication")
                    }
                } else if target.messageGroupID != nil {
                    throw DefinitionError("\(place): only a FIFO queue takes a message group id")
                }
            }
        }
        for function in functions {
            let place = "function \(function.name)"
            try standard(function.deadLetterQueue, place)
            for case .queue(let name)? in [function.onSuccess, function.onFailure] where fifo[name]?.isFIFO == true {
                throw DefinitionError("\(place): its destination \(name) must be a standard queue")
            }
        }
        for mapping in mappings where fifo[mapping.queue]?.isFIFO == true {
            let place = "event source mapping \(mapping.queue) to \(mapping.function)"
            if mapping.batchSize > 10 { throw DefinitionError("\(place): a FIFO queue's batch is 10 at most") }
            if mapping.window > .zero { throw DefinitionError("\(place): a FIFO queue has no window") }
        }
        for contract in contracts {
            guard case .deadletter(let name) = contract.mode else { continue }
            try standard(name, "contract \(contract.name)")
        }
    }
}
