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
    /// Another flow beside it, as ``Snapshot/other``.
    package var other: String?
    /// A text to look for in a flow, as ``Snapshot/flowMatches``.
    package var search: FlowSearch?
    /// Messages of dead-letter queues, as ``DeadLetterView/pages``.
    package var deadLetters: Set<DeadLetterPage> = []
    /// Flows whose correlation id begins like this, as ``Snapshot/candidates``.
    package var prefix: String?

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
        both.other = upper.other ?? other
        both.search = upper.search ?? search
        both.deadLetters = upper.deadLetters.union(deadLetters)
        both.prefix = upper.prefix ?? prefix
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

/// A stretch of a dead-letter queue from its oldest message on.
package struct DeadLetterPage: Hashable, Sendable {
    package var queue: String
    /// Only those that died of this cause.
    package var group: String?
    package var limit: Int
    package init(queue: String, group: String? = nil, limit: Int = 200) {
        self.queue = queue
        self.group = group
        self.limit = limit
    }
}
