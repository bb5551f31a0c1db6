import EventModel

/// Makes the tree that a screen shows from a flow's skeleton: order, waits, labels and the critical path. Reads columns; lines
/// only for what no column tells, and only of few records.
struct TraceTreeBuilder {
    /// A hop that has not ended in a flow this long behind the newest record is called incomplete.
    static let oldAfter: Int64 = 60 * 1_000_000_000
    /// Roots whose own word on how long they waited is read: nothing else tells it of them.
    private static let mostWaitsRead = 256

    let snapshot: StoreSnapshot
    let records: [FlowRecord]
    let decoder: LineDecoder
    let skeleton: FlowSkeleton

    init(snapshot: StoreSnapshot, records: [FlowRecord], decoder: LineDecoder) {
        self.snapshot = snapshot
        self.records = records
        self.decoder = decoder
        let requests = RequestNodes(records: records, lines: FlowLines(snapshot: snapshot, decoder: decoder))
        skeleton = FlowSkeleton(records) { requests.node(of: $0, in: $1) }
    }

    func tree(_ correlationID: String) -> TraceTree {
        let summary = snapshot.summary(records, skeleton, decoder, correlationID: correlationID)
        let lines = FlowLines(snapshot: snapshot, decoder: decoder)
        let order = preorder()
        let owned = OwnedRecords(skeleton.owner, nodes: skeleton.nodes.count)
        var place = [Int32](repeating: -1, count: skeleton.nodes.count)
        for (i, n) in order.enumerated() { place[n] = Int32(truncatingIfNeeded: i) }
        let isOld = snapshot.latest &- records[records.count - 1].when > Self.oldAfter
        var labels = HopLabels(records: records, skeleton: skeleton, lines: lines, isOld: isOld)

        var hops: [TraceHop] = []
        var telling: [TraceTexts.Telling] = []
        var ids: [Int] = []
        hops.reserveCapacity(order.count)
        telling.reserveCapacity(order.count)
        ids.reserveCapacity(records.count)
        for n in order {
            let bare = skeleton.nodes[n]
            let own = owned[n]
            let tells = tellingRecords(of: bare, own)
            var hop = TraceHop(
                key: key(of: bare),
                kind: bare.kind,
                status: bare.status,
                start: Timestamp(nanoseconds: bare.start),
                duration: duration(of: bare),
                wait: nil,
                attempt: bare.attempt,
                name: nameNumber(of: tells.first, bare.kind, lines),
                service: tells.first < 0 ? 0 : records[bare.first].service
            )
            hop.awaitsRetry = bare.awaitsRetry
            hop.firstRecord = Int32(truncatingIfNeeded: ids.count)
            hop.recordCount = Int32(truncatingIfNeeded: own.count)
            for i in own {
                ids.append(records[Int(i)].id)
                if bare.isHop, records[Int(i)].hop == nil { hop.logLines += 1 }
            }
            if bare.parent >= 0 {
                let parent = place[bare.parent]
                hop.parent = parent
                hop.depth = hops[Int(parent)].depth + 1
                hop.generation = hops[Int(parent)].generation
            }
            if bare.kind == .redrive { hop.generation += hop.generation == .max ? 0 : 1 }
            hop.labels = labels.of(n, own)
            hops.append(hop)
            telling.append(tells)
        }
        for i in hops.indices.reversed() where hops[i].parent >= 0 { hops[Int(hops[i].parent)].size += hops[i].size }
        TraceTree.countAttempts(&hops)
        readWaits(of: &hops, telling, lines)
        var tree = TraceTree(
            summary: summary,
            hops: hops,
            records: ids,
            texts: TraceTexts(snapshot: snapshot, telling: telling)
        )
        AttemptWaits.fill(&tree)
        CriticalPath.mark(&tree)
        return tree
    }

    /// A parent before its children, siblings by start.
    func preorder() -> [Int] {
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

    private func key(of node: FlowSkeleton.Node) -> UInt64 {
        // What has no event is known by its first record.
        if node.event == 0 { return (UInt64(records[node.first].id) &+ 1) &* 0x9E37_79B9_7F4A_7C15 }
        return node.isFurtherAttempt ? node.event &+ UInt64(node.attempt) &* 0xBF58_476D_1CE4_E5B9 : node.event
    }

    private func duration(of node: FlowSkeleton.Node) -> Duration? {
        if node.kind == .invoke {
            if node.status == .running { return nil }
            if node.hasStart, node.took != Chunk.none { return .nanoseconds(node.took) }
        }
        return .nanoseconds(max(node.end &- node.start, 0))
    }

    /// The records that a hop's texts are read from. What is merely logged beside a hop tells nothing about it.
    func tellingRecords(of node: FlowSkeleton.Node, _ own: ArraySlice<Int32>) -> TraceTexts.Telling {
        var tells = TraceTexts.Telling()
        tells.hasEvent = node.event != 0
        tells.sharesEvent = node.sharesEvent
        func isTelling(_ i: Int32) -> Bool { !node.isHop || records[Int(i)].hop != nil }
        guard let first = own.first(where: isTelling), let last = own.last(where: isTelling) else { return tells }
        tells.first = records[Int(first)].id
        tells.last = records[Int(last)].id
        if node.failures > 0 || node.failed,
            let failed = own.last(where: { isTelling($0) && records[Int($0)].failed })
        {
            tells.failed = records[Int(failed)].id
        }
        return tells
    }

    /// A number that hops of one name share: what names an invocation or a queue is a column.
    private func nameNumber(of record: Int, _ kind: HopKind, _ lines: FlowLines) -> UInt32 {
        guard let (chunk, row) = snapshot.place(record) else { return 0 }
        let resource = chunk.resource[row]
        let column = resource == NameTable.none || kind == .publish ? chunk.eventType[row] : resource
        guard column == NameTable.inLine, lines.decode(record) else {
            return column == resource ? UInt32(column) : 1 << 16 | UInt32(column)
        }
        var texts = HopTexts()
        texts.take(decoder)
        return 1 << 31 | UInt32(truncatingIfNeeded: ByteHash.of(texts.name(of: kind)))
    }

    private func readWaits(of hops: inout [TraceHop], _ telling: [TraceTexts.Telling], _ lines: FlowLines) {
        var read = 0
        for i in hops.indices where hops[i].parent < 0 && hops[i].kind == .invoke && telling[i].first >= 0 {
            guard read < Self.mostWaitsRead else { return }
            read += 1
            guard lines.decode(telling[i].first), let wait = decoder.nanoseconds(.wait), wait >= 0 else { continue }
            hops[i].wait = .nanoseconds(wait)
        }
    }
}

/// For each node its records, by index and in time order.
struct OwnedRecords {
    private var offsets: [Int32]
    private var records: [Int32]

    /// - Parameter owner: for each record its node.
    init(_ owner: [Int], nodes: Int) {
        offsets = Array(repeating: 0, count: nodes + 1)
        for n in owner { offsets[n + 1] += 1 }
        for n in 0..<nodes { offsets[n + 1] += offsets[n] }
        records = Array(repeating: 0, count: owner.count)
        var fill = offsets
        for (i, n) in owner.enumerated() {
            records[Int(fill[n])] = Int32(truncatingIfNeeded: i)
            fill[n] += 1
        }
    }

    subscript(node: Int) -> ArraySlice<Int32> { records[Int(offsets[node])..<Int(offsets[node + 1])] }
}
