package import Pipeline

extension RunSummary {
    /// The summary of the pipeline's accounts. A flow that was run but never started is listed with zeros.
    ///
    /// - Parameters:
    ///   - seconds: How long the run took.
    ///   - flows: The names of the flows that were run.
    package init(_ accounts: PipelineAccounts, seed: UInt64, seconds: Double, flows: [String]) {
        var counts: [FlowCounts] = accounts.flows.map {
            FlowCounts(
                name: $0.name,
                counts: Counts(started: $0.started, completed: $0.completed, dead: $0.dead, inFlight: $0.inFlight)
            )
        }
        for name in flows where !counts.contains(where: { $0.name == name }) {
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
            flows: counts.sorted { $0.name < $1.name },
            queues: accounts.queues.map { QueueCounts(queue: $0.queue, depth: $0.depth, inFlight: $0.inFlight) }
        )
    }
}
