import EventModel
import Pipeline

/// Topics, streams, tables and schedules.
extension FlowDrawing {
    func schedule(_ schedule: ScheduleDefinition) -> Branch {
        let state = schedule.isEnabled ? "" : " (disabled)"
        var branch = Branch(text: "schedule \(schedule.name)\(state)  \(schedule.expression)")
        if let bus = schedule.bus { branch.branches.append(Branch(text: "bus \(bus)")) }
        branch.branches += schedule.targets.map(target)
        return branch
    }

    func topic(_ name: String, seen: Set<String>) -> Branch {
        var branch = Branch(text: "topic \(name)")
        guard let topic = definition.topics.first(where: { $0.name == name }), !seen.contains("topic \(name)") else {
            return branch
        }
        for subscription in topic.subscriptions {
            var notes: [String] = []
            if let policy = subscription.filterPolicy {
                let scope = subscription.filterScope == .body ? "body" : "attributes"
                notes.append("\(scope) \(Self.short(policy.description, 60))")
            }
            if subscription.isRaw { notes.append("raw") }
            if let queue = subscription.deadLetterQueue { notes.append("given up -> \(queue)") }
            var next = destination(subscription.endpoint, seen: seen.union(["topic \(name)"]))
            let said = notes.isEmpty ? "" : "  (\(notes.joined(separator: ", ")))"
            next.text = "\(subscription.id) -> \(next.text)\(said)"
            branch.branches.append(next)
        }
        return branch
    }

    func stream(_ name: String, seen: Set<String>) -> Branch {
        var branch = Branch(text: "stream \(name)")
        guard let stream = definition.streams.first(where: { $0.name == name }), !seen.contains("stream \(name)") else {
            return branch
        }
        branch.text +=
            "  \(stream.shards) \(stream.shards == 1 ? "shard" : "shards"), kept \(Self.words(stream.retention))"
        branch.branches = readers(of: .stream(name), seen: seen.union(["stream \(name)"]))
        return branch
    }

    func table(_ table: TableDefinition) -> Branch {
        var keys = table.partitionKey
        if let sortKey = table.sortKey { keys += ", \(sortKey)" }
        var text = "table \(table.name)  key \(keys)"
        if let attribute = table.timeToLive { text += ", expires by \(attribute)" }
        if let stream = table.stream { text += ", changes as \(stream.rawValue)" }
        return Branch(text: text, branches: readers(of: .table(table.name), seen: []))
    }

    private func readers(of source: StreamSource, seen: Set<String>) -> [Branch] {
        definition.streamMappings.filter { $0.source == source }.map { mapping in
            var notes = ["up to \(mapping.batchSize)"]
            notes.append(mapping.maximumRetryAttempts.map { "\($0) retries" } ?? "retried until it expires")
            if mapping.bisectsOnError { notes.append("halved on error") }
            if mapping.parallelizationFactor > 1 { notes.append("\(mapping.parallelizationFactor) at once a shard") }
            var next = function(mapping.function, seen: seen)
            next.text = "polled, \(notes.joined(separator: ", ")) -> \(next.text)"
            if let kind = mapping.onFailure {
                var failed = destination(kind, seen: seen)
                failed.text = "given up -> \(failed.text)"
                next.branches.append(failed)
            }
            return next
        }
    }
}
