import EventModel

/// Makes the tree that a screen shows from a flow's skeleton: names, waits, errors, labels and the critical path.
struct TraceTreeBuilder {
    /// Two records further apart than this had a quiet flow between them.
    static let quietPeriod: Int64 = 300 * 1_000_000_000
    /// A hop that has not ended in a flow this long behind the newest record is called incomplete.
    static let oldAfter: Int64 = 60 * 1_000_000_000
    /// Clocks this close are not called skewed.
    static let skewTolerance: Int64 = 1_000_000

    let snapshot: StoreSnapshot
    let records: [FlowRecord]
    let decoder: LineDecoder
    private var skeleton: FlowSkeleton

    init(snapshot: StoreSnapshot, records: [FlowRecord], decoder: LineDecoder) {
        self.snapshot = snapshot
        self.records = records
        self.decoder = decoder
        let requests = RequestNodes(snapshot: snapshot, records: records, decoder: decoder)
        skeleton = FlowSkeleton(records) { requests.node(of: $0, in: $1) }
    }

    mutating func tree(_ correlationID: String) -> TraceTree {
        let summary = snapshot.summary(records, skeleton, decoder, correlationID: correlationID)
        let order = preorder()
        var place = Array(repeating: 0, count: skeleton.nodes.count)
        for (i, n) in order.enumerated() { place[n] = i }

        var recordsOf: [[Int]] = Array(repeating: [], count: skeleton.nodes.count)
        for i in records.indices { recordsOf[skeleton.owner[i]].append(i) }
        let late = lateNodes()
        let isOld = snapshot.latest &- records[records.count - 1].when > Self.oldAfter

        var nodes: [TraceNode] = []
        nodes.reserveCapacity(order.count)
        for n in order {
            var node = describe(n, recordsOf[n])
            let bare = skeleton.nodes[n]
            node.children = skeleton.childRange(n).map { place[$0] }
            node.parent = bare.parent < 0 ? nil : place[bare.parent]
            node.depth = bare.parent < 0 ? 0 : nodes[place[bare.parent]].depth + 1
            if bare.orphan { node.labels.append(.orphan) }
            if bare.cycle { node.labels.append(.cycle) }
            if hasDuplicate(recordsOf[n]) { node.labels.append(.duplicate) }
            if late.contains(n) { node.labels.append(.late) }
            if isSkewed(n) { node.labels.append(.skewed) }
            if isIncomplete(n, isOld) { node.labels.append(.incomplete) }
            if node.wait == nil, node.kind == .invoke, let parent = node.parent, nodes[parent].kind == .queue,
                node.start >= nodes[parent].start
            {
                node.wait = node.start - nodes[parent].start
            }
            nodes.append(node)
        }
        var tree = TraceTree(summary: summary, nodes: nodes)
        tree.labels = TraceLabel.allCases.filter { label in nodes.contains { $0.labels.contains(label) } }
        AttemptWaits.fill(&tree)
        CriticalPath.mark(&tree)
        return tree
    }

    /// A parent before its children, siblings by start.
    private func preorder() -> [Int] {
        let roots = skeleton.nodes.indices.filter { skeleton.nodes[$0].parent < 0 }
            .sorted { (skeleton.nodes[$0].start, $0) < (skeleton.nodes[$1].start, $1) }
        var order: [Int] = []
        order.reserveCapacity(skeleton.nodes.count)
        var stack = Array(roots.reversed())
        while let n = stack.popLast() {
            order.append(n)
            stack.append(contentsOf: skeleton.childRange(n).reversed())
        }
        return order
    }

    private func decode(_ i: Int) -> Bool {
        guard let (chunk, row) = snapshot.place(records[i].id) else { return false }
        return decoder.decode(chunk, row)
    }

    /// A node with what its records say.
    private func describe(_ n: Int, _ own: [Int]) -> TraceNode {
        let bare = skeleton.nodes[n]
        var node = TraceNode(
            id: "record:\(records[bare.first].id)",
            kind: bare.kind,
            name: "",
            start: Timestamp(nanoseconds: bare.start),
            status: bare.status,
            attempt: bare.attempt == 0 ? nil : Int(bare.attempt),
            records: own.map { records[$0].id }
        )
        var resource: String?
        var eventType: String?
        var message: String?
        var actor: String?
        var duration: Int64?
        for i in own {
            // What is merely logged beside a hop tells nothing about the hop.
            if bare.isHop, records[i].hop == nil { continue }
            guard decode(i) else { continue }
            if bare.event != 0, let id = decoder.text(.eventID) { node.id = id }
            if node.service.isEmpty { node.service = decoder.text(.service) ?? "" }
            resource = resource ?? decoder.text(.resource)
            eventType = eventType ?? decoder.text(.eventType)
            message = message ?? decoder.message
            actor = actor ?? decoder.text(.actor)
            if let wait = decoder.nanoseconds(.wait) { node.wait = node.wait ?? .nanoseconds(wait) }
            if let generation = decoder.integer(.generation) { node.generation = max(node.generation, generation) }
            if let error = decoder.error { node.error = error }
            if records[i].duration != Chunk.none { duration = max(duration ?? 0, records[i].duration) }
        }
        if bare.sharesEvent { node.id += "#\(bare.attempt)" }
        node.name = name(bare.kind, resource, eventType, message, actor)
        node.duration =
            bare.status == .running && bare.kind == .invoke ? nil : .nanoseconds(max(bare.end &- bare.start, 0))
        if bare.kind == .invoke, let duration, bare.hasStart { node.duration = .nanoseconds(duration) }
        return node
    }

    private func name(_ kind: HopKind, _ resource: String?, _ eventType: String?, _ message: String?, _ actor: String?)
        -> String
    {
        switch kind {
        case .publish: eventType ?? resource ?? "publish"
        case .deliver: resource.map { "rule \($0)" } ?? "deliver"
        case .invoke, .queue, .deadletter, .state: resource ?? eventType ?? kind.rawValue
        case .redrive: actor.map { "redrive by \($0)" } ?? resource.map { "redrive to \($0)" } ?? "redrive"
        case .span: eventType ?? message.map(firstLine) ?? resource ?? "span"
        case .log: message.map(firstLine) ?? eventType ?? "log"
        }
    }

    private func firstLine(_ message: String) -> String {
        String(message.prefix { !$0.isNewline }.prefix(120))
    }

    // MARK: - Labels

    private func hasDuplicate(_ own: [Int]) -> Bool {
        guard own.count > 1 else { return false }
        var seen = Set<UInt64>()
        for i in own {
            guard let (chunk, row) = snapshot.place(records[i].id), let line = chunk.line(row, decoder.buffer) else {
                continue
            }
            if !seen.insert(ByteHash.of(line)).inserted { return true }
        }
        return false
    }

    /// Nodes that begin after a long silence, but for what a redrive began: that one was asked for.
    private func lateNodes() -> Set<Int> {
        var late = Set<Int>()
        for i in records.indices.dropFirst() where records[i].when &- records[i - 1].when > Self.quietPeriod {
            let n = skeleton.owner[i]
            guard skeleton.nodes[n].first == i else { continue }
            var at = n
            while at >= 0, skeleton.nodes[at].kind != .redrive { at = skeleton.nodes[at].parent }
            if at < 0 { late.insert(n) }
        }
        return late
    }

    /// It starts, and was recorded, before its cause.
    private func isSkewed(_ n: Int) -> Bool {
        let node = skeleton.nodes[n]
        guard node.parent >= 0, node.kind != .log else { return false }
        let parent = skeleton.nodes[node.parent]
        return node.start &+ Self.skewTolerance < parent.start
            && node.firstTime &+ Self.skewTolerance < parent.firstTime
    }

    private func isIncomplete(_ n: Int, _ isOld: Bool) -> Bool {
        let node = skeleton.nodes[n]
        if node.kind == .invoke, node.hasEnd, !node.hasStart { return true }
        return isOld && node.isHop && node.status == .running
    }
}
