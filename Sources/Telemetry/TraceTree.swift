import EventModel

/// All records of one flow as a forest of hops; edges are causation, not containment in time.
package struct TraceTree: Equatable, Sendable {
    package var summary: TraceSummary
    /// In the order a reader meets them: a parent before its children, siblings by start (pre-order).
    package internal(set) var hops: [TraceHop]
    /// Ids of the records, those of a hop side by side and in time order.
    package let records: [Int]
    /// Labels of any hop, each once.
    package var labels: [TraceLabel]
    /// Along the critical path: time spent waiting, and time spent in handlers.
    package var criticalWait: Duration
    package var criticalWork: Duration
    private let texts: Texts

    /// Where the texts come from.
    private enum Texts: Sendable {
        case lines(TraceTexts)
        case given([TraceNode])
    }

    init(summary: TraceSummary, hops: [TraceHop], records: [Int], texts: TraceTexts) {
        self.summary = summary
        self.hops = hops
        self.records = records
        self.texts = .lines(texts)
        labels = TraceLabels(rawValue: hops.reduce(0) { $0 | $1.labels.rawValue }).list
        criticalWait = .zero
        criticalWork = .zero
    }

    /// A tree of given hops.
    ///
    /// - Parameter nodes: in pre-order; their depths say how they hang together.
    package init(
        summary: TraceSummary,
        nodes: [TraceNode],
        labels: [TraceLabel] = [],
        criticalWait: Duration = .zero,
        criticalWork: Duration = .zero
    ) {
        self.summary = summary
        self.labels = labels
        self.criticalWait = criticalWait
        self.criticalWork = criticalWork
        var services: [String: UInt16] = ["": 0]
        var records: [Int] = []
        var hops: [TraceHop] = []
        hops.reserveCapacity(nodes.count)
        for node in nodes {
            let service = services[node.service] ?? UInt16(truncatingIfNeeded: ByteHash.of(node.service) | 1)
            services[node.service] = service
            var hop = TraceHop(
                key: Self.key(ofEvent: node.id),
                kind: node.kind,
                status: node.status,
                start: node.start,
                duration: node.duration,
                wait: node.wait,
                attempt: UInt16(clamping: node.attempt ?? 0),
                generation: UInt16(clamping: node.generation),
                name: UInt32(truncatingIfNeeded: ByteHash.of(node.name)),
                service: service
            )
            hop.critical = node.critical
            hop.awaitsRetry = node.awaitsRetry
            hop.labels = TraceLabels(node.labels)
            hop.depth = Int32(clamping: node.depth)
            hop.firstRecord = Int32(truncatingIfNeeded: records.count)
            hop.recordCount = Int32(truncatingIfNeeded: node.records.count)
            records += node.records
            hops.append(hop)
        }
        Self.link(&hops)
        Self.countAttempts(&hops)
        self.hops = hops
        self.records = records
        texts = .given(nodes)
    }

    /// Parents and sizes of subtrees, from the depths.
    private static func link(_ hops: inout [TraceHop]) {
        var way: [Int] = []
        for i in hops.indices {
            let depth = min(max(0, Int(hops[i].depth)), way.count)
            way.removeLast(way.count - depth)
            hops[i].depth = Int32(truncatingIfNeeded: depth)
            hops[i].parent = Int32(truncatingIfNeeded: way.last ?? -1)
            hops[i].size = 1
            way.append(i)
        }
        for i in hops.indices.reversed() where hops[i].parent >= 0 { hops[Int(hops[i].parent)].size += hops[i].size }
    }

    private struct Siblings: Hashable { var parent: Int32, name: UInt32 }

    /// The highest attempt among siblings of one name, for those that were tried again.
    static func countAttempts(_ hops: inout [TraceHop]) {
        var highest: [Siblings: UInt16] = [:]
        for hop in hops where hop.attempt > 1 {
            let place = Siblings(parent: hop.parent, name: hop.name)
            highest[place] = max(highest[place] ?? 0, hop.attempt)
        }
        if highest.isEmpty { return }
        for i in hops.indices where hops[i].attempt > 0 {
            hops[i].attempts = highest[Siblings(parent: hops[i].parent, name: hops[i].name)] ?? 0
        }
    }

    /// The key of a hop whose event has this id and one attempt.
    package static func key(ofEvent id: String) -> UInt64 { ByteHash.of(id) }

    /// One hop with its texts: reads the lines that tell them.
    package func node(_ index: Int) -> TraceNode {
        switch texts {
        case .lines(let texts): return texts.node(index, in: self)
        case .given(let nodes):
            var node = nodes[index]
            node.parent = parent(of: index)
            return node
        }
    }

    /// All hops with their texts, each read when it is asked for.
    package var nodes: TraceNodes { TraceNodes(tree: self) }

    /// Ids of a hop's records, in time order.
    package func records(of index: Int) -> ArraySlice<Int> {
        let first = Int(hops[index].firstRecord)
        return records[first..<first + Int(hops[index].recordCount)]
    }

    /// Nil for a root.
    package func parent(of index: Int) -> Int? { hops[index].parent < 0 ? nil : Int(hops[index].parent) }

    package func children(of index: Int) -> TraceChildren {
        TraceChildren(hops: hops, at: index + 1, end: index + Int(hops[index].size))
    }

    package var roots: TraceChildren { TraceChildren(hops: hops, at: 0, end: hops.count) }

    /// The hop of a key; nil if the tree has none.
    package func index(of key: UInt64) -> Int? { hops.firstIndex { $0.key == key } }

    package static func == (a: TraceTree, b: TraceTree) -> Bool {
        guard a.summary == b.summary, a.labels == b.labels, a.hops == b.hops, a.records == b.records else {
            return false
        }
        switch (a.texts, b.texts) {
        case (.given(let x), .given(let y)): return x == y
        // A record never changes, and neither does what it says.
        case (.lines(let x), .lines(let y)): return x.isOfSameStore(as: y)
        default: return false
        }
    }
}
