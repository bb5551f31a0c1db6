package import EventModel
package import Telemetry

/// What a screen wants the next snapshot to carry. Counters, single records, the dead-letter queues and the running tasks are
/// always there.
package struct Interest: Hashable, Sendable {
    /// The records that match this filter, as ``Snapshot/matches``.
    package var matching: String?
    /// Leaves records of metrics out of the matches.
    package var withoutMetrics = false
    /// The record around which to search first; nil for the newest.
    package var around: Int?
    /// What can be asked for in a filter, as ``Snapshot/fields``.
    package var fields = false
    /// Rates, services and latencies of the last minutes, as ``Snapshot/statistics``.
    package var statistics = false
    /// The metrics on the stream, as ``Snapshot/metrics``.
    package var metrics = false
    /// A list of flows, as ``Snapshot/traces``.
    package var traces: TracesRequest?
    /// Who hands what to whom, as ``Snapshot/topology``.
    package var topology: TopologyRequest?
    /// One flow, by correlation id, as ``Snapshot/trace``.
    package var trace: String?
    /// What happened in one flow step by step, by correlation id, as ``Snapshot/history``.
    package var history: String?
    /// Another flow beside it, as ``Snapshot/other``.
    package var other: String?
    /// A text to look for in a flow, as ``Snapshot/flowMatches``.
    package var search: FlowSearch?
    /// Messages of dead-letter queues, as ``DeadLetterView/pages``.
    package var deadLetters: Set<DeadLetterPage> = []
    /// The audit log of what was done to dead letters, as ``DeadLetterView/audit``.
    package var audit = false
    /// Flows whose correlation id begins like this, as ``Snapshot/candidates``.
    package var prefix: String?
    /// The parts of the pipeline, as ``PipelineView/parts``.
    package var pipeline = false
    /// One execution, by its id, as ``PipelineView/execution``.
    package var execution: String?

    package init() {}

    /// What both want; where only one can be had, the upper layer's.
    package func under(_ upper: Interest) -> Interest {
        var both = upper
        both.matching = upper.matching ?? matching
        both.withoutMetrics = upper.matching == nil ? withoutMetrics : upper.withoutMetrics
        both.around = upper.matching == nil ? around : upper.around
        both.fields = upper.fields || fields
        both.statistics = upper.statistics || statistics
        both.metrics = upper.metrics || metrics
        both.traces = upper.traces ?? traces
        both.topology = upper.topology ?? topology
        both.trace = upper.trace ?? trace
        both.history = upper.history ?? history
        both.other = upper.other ?? other
        both.search = upper.search ?? search
        both.deadLetters = upper.deadLetters.union(deadLetters)
        both.audit = upper.audit || audit
        both.prefix = upper.prefix ?? prefix
        both.pipeline = upper.pipeline || pipeline
        both.execution = upper.execution ?? execution
        return both
    }
}

/// Which flows, how many, in which order.
package struct TracesRequest: Hashable, Sendable {
    package var sort: TraceSort
    /// Empty: all.
    package var query: String
    package var limit: Int
    package init(sort: TraceSort, query: String = "", limit: Int = 500) {
        self.sort = sort
        self.query = query
        self.limit = limit
    }
}

/// A stretch of a dead-letter queue: so many messages in this order, after one of them.
package struct DeadLetterPage: Hashable, Sendable {
    package var queue: String
    /// Only those that died of this cause.
    package var group: String?
    package var order: DeadLetterRequest.Order
    /// Nil: from the first.
    package var after: DeadLetterCursor?
    package var limit: Int

    /// The messages of a whole page.
    package static let length = 200

    package init(
        queue: String,
        group: String? = nil,
        order: DeadLetterRequest.Order = .died,
        after: DeadLetterCursor? = nil,
        limit: Int = length
    ) {
        self.queue = queue
        self.group = group
        self.order = order
        self.after = after
        self.limit = limit
    }
}
