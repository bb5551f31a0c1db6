import EventModel

/// What is odd about the place of each hop.
struct HopLabels {
    /// Two records further apart than this had a quiet flow between them.
    static let quietPeriod: Int64 = 300 * 1_000_000_000
    /// Clocks this close are not called skewed.
    static let skewTolerance: Int64 = 1_000_000

    private let records: [FlowRecord]
    private let skeleton: FlowSkeleton
    private let lines: FlowLines
    private let isOld: Bool
    /// Nodes that begin after a long silence.
    private var late = Set<Int>()
    /// Of nodes already asked for: what a redrive began was asked for, however late.
    private var belowRedrive: [Bool]

    /// - Parameter isOld: the flow ended long before the newest record.
    init(records: [FlowRecord], skeleton: FlowSkeleton, lines: FlowLines, isOld: Bool) {
        self.records = records
        self.skeleton = skeleton
        self.lines = lines
        self.isOld = isOld
        belowRedrive = Array(repeating: false, count: skeleton.nodes.count)
        for i in records.indices.dropFirst() where records[i].when &- records[i - 1].when > Self.quietPeriod {
            let n = skeleton.owner[i]
            if skeleton.nodes[n].first == i { late.insert(n) }
        }
    }

    /// The labels of a node, whose parent has been asked for before.
    ///
    /// - Parameter own: its records, by index.
    mutating func of(_ n: Int, _ own: ArraySlice<Int32>) -> TraceLabels {
        let node = skeleton.nodes[n]
        belowRedrive[n] = node.kind == .redrive || node.parent >= 0 && belowRedrive[node.parent]
        var labels: TraceLabels = []
        if node.orphan { labels.insert(TraceLabels(.orphan)) }
        if node.cycle { labels.insert(TraceLabels(.cycle)) }
        if hasDuplicate(own) { labels.insert(TraceLabels(.duplicate)) }
        if late.contains(n), !belowRedrive[n] { labels.insert(TraceLabels(.late)) }
        if isSkewed(node) { labels.insert(TraceLabels(.skewed)) }
        if isIncomplete(node) { labels.insert(TraceLabels(.incomplete)) }
        if node.hasNoReader, skeleton.childRange(n).isEmpty { labels.insert(TraceLabels(.noReader)) }
        return labels
    }

    /// Equal lines have equal columns, and of one moment there are few: hardly ever is a line read for this.
    private func hasDuplicate(_ own: ArraySlice<Int32>) -> Bool {
        guard own.count > 1 else { return false }
        var from = own.startIndex
        while from < own.endIndex {
            var to = from + 1
            while to < own.endIndex, records[Int(own[to])].when == records[Int(own[from])].when { to += 1 }
            if to - from > 1, hasDuplicate(ofOneMoment: own[from..<to]) { return true }
            from = to
        }
        return false
    }

    private func hasDuplicate(ofOneMoment own: ArraySlice<Int32>) -> Bool {
        if own.count == 2, let a = own.first, let b = own.last, !records[Int(a)].looksLike(records[Int(b)]) {
            return false
        }
        var seen = Set<UInt64>()
        for i in own {
            if let hash = lines.hash(records[Int(i)].id), !seen.insert(hash).inserted { return true }
        }
        return false
    }

    /// It starts, and was recorded, before its cause.
    private func isSkewed(_ node: FlowSkeleton.Node) -> Bool {
        guard node.parent >= 0, node.kind != .log else { return false }
        let parent = skeleton.nodes[node.parent]
        return node.start &+ Self.skewTolerance < parent.start
            && node.firstTime &+ Self.skewTolerance < parent.firstTime
    }

    private func isIncomplete(_ node: FlowSkeleton.Node) -> Bool {
        if node.kind == .invoke, node.hasEnd, !node.hasStart { return true }
        return isOld && node.isHop && node.status == .running
    }
}

extension FlowRecord {
    /// Nothing in the columns tells the two apart.
    fileprivate func looksLike(_ other: FlowRecord) -> Bool {
        event == other.event && cause == other.cause && duration == other.duration && service == other.service
            && attempt == other.attempt && severity == other.severity && hop == other.hop && flags == other.flags
    }
}
