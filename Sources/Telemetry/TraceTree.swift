package import EventModel

/// How a hop or a flow ended, as far as its records tell.
package enum TraceStatus: String, Hashable, Sendable, CaseIterable {
    case ok, error, retried, dead, running, unknown
}

/// What was odd about where a record was placed. Odd records are placed and labelled, never hidden.
package enum TraceLabel: String, Hashable, Sendable, CaseIterable {
    /// Its cause is not among the records.
    case orphan
    /// Its causes lead back to itself.
    case cycle
    /// The same record came more than once.
    case duplicate
    /// It came after the flow had been quiet for long.
    case late
    /// It starts before its cause: two clocks disagree.
    case skewed
    /// It began and has no end yet, or its start is missing.
    case incomplete
}

/// One hop of a flow.
package struct TraceNode: Hashable, Sendable, Identifiable {
    /// The `event_id` of its records, or one made for it (`record:N`) where they name none.
    package var id: String
    package var kind: HopKind
    /// What the tree calls it: the event type of a publish, `rule NAME`, the function, the queue.
    package var name: String
    package var service: String
    package var start: Timestamp
    /// From start to end; nil while it runs, and for a moment (a publish, a dead letter) zero.
    package var duration: Duration?
    /// How long it waited before it started, in a queue or for a retry; nil if unknown.
    package var wait: Duration?
    package var status: TraceStatus
    package var attempt: Int?
    /// How often the message had been redriven; 0 before the first redrive.
    package var generation: Int
    /// It lies on the critical path.
    package var critical: Bool
    package var labels: [TraceLabel]
    package var error: ErrorInfo?
    /// Its records, in time order, as ids of rows.
    package var records: [Int]
    /// Its children, as indices into ``TraceTree/nodes``, in time order.
    package var children: [Int]
    /// Its parent's index; nil for a root.
    package var parent: Int?
    /// 0 for a root.
    package var depth: Int

    package init(
        id: String,
        kind: HopKind,
        name: String,
        service: String = "",
        start: Timestamp,
        duration: Duration? = nil,
        wait: Duration? = nil,
        status: TraceStatus = .unknown,
        attempt: Int? = nil,
        generation: Int = 0,
        critical: Bool = false,
        labels: [TraceLabel] = [],
        error: ErrorInfo? = nil,
        records: [Int] = [],
        children: [Int] = [],
        parent: Int? = nil,
        depth: Int = 0
    ) {
        self.id = id
        self.kind = kind
        self.name = name
        self.service = service
        self.start = start
        self.duration = duration
        self.wait = wait
        self.status = status
        self.attempt = attempt
        self.generation = generation
        self.critical = critical
        self.labels = labels
        self.error = error
        self.records = records
        self.children = children
        self.parent = parent
        self.depth = depth
    }

    package var end: Timestamp { start + (duration ?? .zero) }
}

/// All records of one flow as a forest of hops; edges are causation, not containment in time.
package struct TraceTree: Hashable, Sendable {
    package var summary: TraceSummary
    /// In the order a reader meets them: a parent before its children, siblings by start (pre-order).
    package var nodes: [TraceNode]
    /// Labels of any node, each once.
    package var labels: [TraceLabel]
    /// Along the critical path: time spent waiting, and time spent in handlers.
    package var criticalWait: Duration
    package var criticalWork: Duration

    package init(
        summary: TraceSummary,
        nodes: [TraceNode],
        labels: [TraceLabel] = [],
        criticalWait: Duration = .zero,
        criticalWork: Duration = .zero
    ) {
        self.summary = summary
        self.nodes = nodes
        self.labels = labels
        self.criticalWait = criticalWait
        self.criticalWork = criticalWork
    }

    package var roots: [Int] { nodes.indices.filter { nodes[$0].parent == nil } }
}

/// One flow in a list.
package struct TraceSummary: Hashable, Sendable, Identifiable {
    package var correlationID: String
    package var started: Timestamp
    package var ended: Timestamp
    package var records: Int
    /// In the order they were first seen.
    package var services: [String]
    package var errors: Int
    package var retries: Int
    package var deadLetters: Int
    package var redrives: Int
    package var status: TraceStatus
    /// The status is `error`, but all that failed are messages still in their queues, which will hand them out again.
    package var awaitsRetry = false
    /// The event type (or the message) that started it.
    package var root: String

    package init(
        correlationID: String,
        started: Timestamp,
        ended: Timestamp,
        records: Int,
        services: [String] = [],
        errors: Int = 0,
        retries: Int = 0,
        deadLetters: Int = 0,
        redrives: Int = 0,
        status: TraceStatus = .unknown,
        root: String = ""
    ) {
        self.correlationID = correlationID
        self.started = started
        self.ended = ended
        self.records = records
        self.services = services
        self.errors = errors
        self.retries = retries
        self.deadLetters = deadLetters
        self.redrives = redrives
        self.status = status
        self.root = root
    }

    package var id: String { correlationID }
    package var duration: Duration { ended - started }
}

/// How a list of flows is sorted.
package enum TraceSort: String, Hashable, Sendable, CaseIterable {
    case latest, slowest, errors
}
