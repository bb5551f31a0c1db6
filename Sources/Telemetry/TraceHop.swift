package import EventModel

/// What a tree keeps of each hop: all that placing, drawing, folding and judging it needs, and no text. A tree of 100,000
/// hops is made of these in one go; texts are read when a hop is looked at (``TraceTree/node(_:)``).
package struct TraceHop: Hashable, Sendable {
    /// Stays the same while its flow grows: from the id of its event and its attempt, else from its first record.
    package var key: UInt64
    package var kind: HopKind
    package var status: TraceStatus
    /// It failed, and will be tried again.
    package var awaitsRetry = false
    /// It lies on the critical path.
    package var critical = false
    package var labels: TraceLabels = []
    /// 0: none is told.
    package var attempt: UInt16
    /// The highest attempt among its siblings of the same name.
    package var attempts: UInt16 = 0
    /// How often the message had been redriven.
    package var generation: UInt16
    /// Equal for hops of the same name.
    package var name: UInt32
    /// Equal for hops in the same service; 0: none is told.
    package var service: UInt16
    /// -1 for a root.
    package var parent: Int32 = -1
    /// 0 for a root.
    package var depth: Int32 = 0
    /// Hops of its subtree, itself included. In pre-order they follow it.
    package var size: Int32 = 1
    /// Where its records begin in ``TraceTree/records``, and how many they are.
    var firstRecord: Int32 = 0
    package internal(set) var recordCount: Int32 = 0
    /// How many of its records are only logged beside it.
    package internal(set) var logLines: Int32 = 0
    package var start: Timestamp
    private var took: Int64
    private var waited: Int64

    private static let none = Int64.min

    package init(
        key: UInt64,
        kind: HopKind,
        status: TraceStatus,
        start: Timestamp,
        duration: Duration?,
        wait: Duration?,
        attempt: UInt16 = 0,
        generation: UInt16 = 0,
        name: UInt32 = 0,
        service: UInt16 = 0
    ) {
        self.key = key
        self.kind = kind
        self.status = status
        self.start = start
        self.attempt = attempt
        self.generation = generation
        self.name = name
        self.service = service
        took = duration?.nanoseconds ?? Self.none
        waited = wait?.nanoseconds ?? Self.none
    }

    /// From start to end; nil while it runs, and for a moment zero.
    package var duration: Duration? {
        get { took == Self.none ? nil : .nanoseconds(took) }
        set { took = newValue?.nanoseconds ?? Self.none }
    }

    /// How long it waited before it started, as far as its cause or the attempt before it tells; nil if unknown.
    package var wait: Duration? {
        get { waited == Self.none ? nil : .nanoseconds(waited) }
        set { waited = newValue?.nanoseconds ?? Self.none }
    }

    package var end: Timestamp { took == Self.none ? start : start + .nanoseconds(took) }
    /// It caused nothing.
    package var isLeaf: Bool { size == 1 }
}
