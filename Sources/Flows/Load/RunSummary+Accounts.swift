package import Pipeline

extension RunSummary {
    /// The summary of the pipeline's accounts. A flow that was run but never started is listed with zeros.
    ///
    /// - Parameters:
    ///   - seconds: How long the run took.
    ///   - flows: The flows that were run.
    package init(_ accounts: PipelineAccounts, seed: UInt64, seconds: Double, flows: [Flow]) {
        var counts: [FlowCounts] = accounts.flows.map {
            FlowCounts(
                name: $0.name,
                counts: Counts(started: $0.started, completed: $0.completed, dead: $0.dead, inFlight: $0.inFlight)
            )
        }
        for name in flows.map(\.name) where !counts.contains(where: { $0.name == name }) {
            counts.append(FlowCounts(name: name, counts: Counts(started: 0, completed: 0, dead: 0, inFlight: 0)))
        }
        self.init(
            seed: seed,
            seconds: seconds,
            total: Counts(
                started: accounts.started,
                completed: accounts.completed,
                dead: accounts.dead,
                inFlight: accounts.inFlight
            ),
            events: Events(
                published: accounts.events.published,
                matched: accounts.events.matched,
                unmatched: accounts.events.unmatched,
                rejected: accounts.events.rejected
            ),
            deliveries: Deliveries(
                attempted: accounts.deliveries.attempted,
                succeeded: accounts.deliveries.succeeded,
                retried: accounts.deliveries.retried,
                dead: accounts.deliveries.dead
            ),
            topics: Topics(accounts.topics, flows),
            streams: Streams(accounts.streams, flows),
            objects: Objects(accounts.objects, flows),
            flows: counts.sorted { $0.name < $1.name },
            queues: accounts.queues.map { QueueCounts(queue: $0.queue, depth: $0.depth, inFlight: $0.inFlight) },
            forgotten: accounts.forgotten
        )
    }
}

extension RunSummary.Topics {
    fileprivate init?(_ topics: PipelineAccounts.Topics, _ flows: [Flow]) {
        guard topics != PipelineAccounts().topics || flows.contains(where: { !$0.definition.topics.isEmpty }) else {
            return nil
        }
        self.init(published: topics.published, fannedOut: topics.fannedOut, filteredOut: topics.filteredOut)
    }
}

extension RunSummary.Objects {
    fileprivate init?(_ objects: PipelineAccounts.Objects, _ flows: [Flow]) {
        var untouched = PipelineAccounts().objects
        untouched.put = objects.put
        let hasRules = flows.contains { flow in
            flow.definition.buckets.contains { !$0.lifecycle.isEmpty || !$0.replication.isEmpty }
        }
        guard hasRules || objects != untouched else { return nil }
        self.init(
            put: objects.put,
            deleted: objects.deleted,
            replicated: objects.replicated,
            pending: objects.replicationsPending,
            failed: objects.replicationsFailed,
            moved: objects.moved,
            expired: objects.expired,
            removed: objects.removed
        )
    }
}

extension RunSummary.Streams {
    fileprivate init?(_ streams: PipelineAccounts.Streams, _ flows: [Flow]) {
        func has(_ flow: Flow) -> Bool {
            !flow.definition.streams.isEmpty || flow.definition.tables.contains { $0.stream != nil }
        }
        guard streams != PipelineAccounts().streams || flows.contains(where: has) else { return nil }
        self.init(
            put: streams.put,
            trimmed: streams.trimmed,
            unread: streams.unread,
            discarded: streams.discarded
        )
    }
}
