package import EventModel

/// A flow as it was at one instant: what had happened by then, what still ran, and the state of what it touches.
package struct FlowMoment: Sendable {
    /// The last step that had happened; 0 before the first.
    package let step: Int
    package let at: Timestamp
    /// The hops that had begun, each with its outcome of then; what had begun and not ended has no duration.
    package let tree: TraceTree
    /// What happened in the step; nil before the first.
    package let event: FlowStep?
    /// The queues that the flow touches, by name.
    package let queues: [QueueMoment]
    /// Executions of state machines, in the order in which they began, and how many more there are.
    package let executions: [ExecutionMoment]
    package let hiddenExecutions: Int
    /// Aggregates, in the order in which they were first told of, and how many more there are.
    package let aggregates: [AggregateMoment]
    package let hiddenAggregates: Int
    /// How many entries had happened.
    let seen: Int
    let limit: Int

    init(_ history: FlowHistory, seen: Int, at: Timestamp, step: Int, limit: Int) {
        self.step = step
        self.at = at
        self.seen = seen
        self.limit = limit
        let past = PastSkeleton(history, seen: seen)
        tree = past.tree(at: at)
        let before = step > 1 ? Int(history.marks[step - 2]) + 1 : 0
        (event, queues, executions, hiddenExecutions, aggregates, hiddenAggregates) = DecoderPool.shared.with {
            decoder in
            let lines = FlowLines(snapshot: history.snapshot, decoder: decoder)
            let executions = past.executions(lines, limit: limit)
            let aggregates = history.aggregates.moments(seen: seen, before: before, lines, limit: limit)
            return (
                step > 0 ? FlowStep(step, in: history, lines) : nil,
                history.queues.moments(past, at: at),
                executions.shown, executions.hidden, aggregates.shown, aggregates.hidden
            )
        }
    }
}
