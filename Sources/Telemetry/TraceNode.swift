package import EventModel

/// One hop of a flow with its texts.
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
    /// It failed, and will be tried again.
    package var awaitsRetry: Bool
    package var attempt: Int?
    /// How often the message had been redriven; 0 before the first redrive.
    package var generation: Int
    /// It lies on the critical path.
    package var critical: Bool
    package var labels: [TraceLabel]
    package var error: ErrorInfo?
    /// Its records, in time order, as ids of rows.
    package var records: ArraySlice<Int>
    /// Its parent's index; nil for a root.
    package var parent: Int?
    /// 0 for a root. In pre-order the depths alone say how hops hang together.
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
        awaitsRetry: Bool = false,
        attempt: Int? = nil,
        generation: Int = 0,
        critical: Bool = false,
        labels: [TraceLabel] = [],
        error: ErrorInfo? = nil,
        records: ArraySlice<Int> = [],
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
        self.awaitsRetry = awaitsRetry
        self.attempt = attempt
        self.generation = generation
        self.critical = critical
        self.labels = labels
        self.error = error
        self.records = records
        self.parent = parent
        self.depth = depth
    }

    package var end: Timestamp { start + (duration ?? .zero) }
}

/// The hops of a tree with their texts, each read when it is asked for.
package struct TraceNodes: RandomAccessCollection, Sendable {
    let tree: TraceTree
    package var startIndex: Int { 0 }
    package var endIndex: Int { tree.hops.count }
    package subscript(index: Int) -> TraceNode { tree.node(index) }
}

/// The children of a hop, as indices in time order.
package struct TraceChildren: Sequence, IteratorProtocol, Sendable {
    let hops: [TraceHop]
    var at: Int
    let end: Int

    package mutating func next() -> Int? {
        guard at < end else { return nil }
        defer { at += Int(hops[at].size) }
        return at
    }
}
