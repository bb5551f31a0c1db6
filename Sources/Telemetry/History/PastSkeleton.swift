import EventModel

/// The hops of a flow as they stood after some of its entries.
struct PastSkeleton {
    let history: FlowHistory
    /// How many entries had happened.
    let seen: Int
    private(set) var skeleton: FlowSkeleton
    private let begun: [Bool]

    init(_ history: FlowHistory, seen: Int) {
        self.history = history
        self.seen = seen
        begun = history.entries.opening.map { Int($0) < seen }
        let records = history.entries.all[..<seen].lazy.filter { $0.record >= 0 }.map { Int($0.record) }
        skeleton = history.skeleton.asOf(history.records, begun: begun, seen: records)
        var isRunning = false
        for n in skeleton.nodes.indices where begun[n] && isUnderWay(n) {
            skeleton.nodes[n].status = .running
            isRunning = true
        }
        // What is known to go on has not ended well yet.
        let isWhole = seen == history.entries.all.count
        if isRunning || !isWhole, skeleton.status == .ok || skeleton.status == .retried { skeleton.status = .running }
    }

    /// How many of a record list had been written.
    func seen(of records: ArraySlice<Int32>) -> Int {
        records.reduce(0) { $0 + (Int(history.entries.ofRecord[Int($1)]) < seen ? 1 : 0) }
    }

    func isSeen(_ record: Int32) -> Bool { Int(history.entries.ofRecord[Int(record)]) < seen }
    func isBegun(_ node: Int) -> Bool { begun[node] }

    /// It had begun and was still at work: what its own records told later, or have not told yet.
    private func isUnderWay(_ n: Int) -> Bool {
        let node = skeleton.nodes[n]
        switch node.kind {
        case .state: return isStateOpen(n)
        case .invoke: return node.status == .running
        case .deliver, .span:
            let own = history.owned[n]
            // A beginning that only a later record tells, or the first of a pair.
            return !own.contains { isSeen($0) && isTelling($0, n) }
                || node.kind == .span && own.contains { !isSeen($0) && isTelling($0, n) }
        default: return false
        }
    }

    private func isTelling(_ i: Int32, _ n: Int) -> Bool {
        history.records[Int(i)].hop != nil || !history.skeleton.nodes[n].isHop
    }

    /// Of a state or an execution: it was entered or started, and neither left nor ended.
    private func isStateOpen(_ n: Int) -> Bool {
        var isOpen = false
        var isKnown = false
        for i in history.owned[n] where isSeen(i) {
            switch history.stateEvents[Int(i)] {
            case .entered, .executionStarted, .executionRedriven: (isOpen, isKnown) = (true, true)
            case .exited, .executionSucceeded, .executionFailed, .executionTimedOut, .executionAborted:
                (isOpen, isKnown) = (false, true)
            default: break
            }
        }
        if isKnown { return isOpen && !isLeftBehind(n) }
        // Other systems name their states otherwise: it went on as long as its records did.
        return history.owned[n].contains { !isSeen($0) && isTelling($0, n) }
    }

    /// A state whose execution has ended without it being left.
    private func isLeftBehind(_ n: Int) -> Bool {
        var above = skeleton.nodes[n].parent
        while above >= 0, skeleton.nodes[above].kind == .state {
            for i in history.owned[above].reversed() where isSeen(i) {
                let event = history.stateEvents[Int(i)]
                if event.isOfExecution { return event != .executionStarted && event != .executionRedriven }
            }
            above = skeleton.nodes[above].parent
        }
        return false
    }

    // MARK: - The tree

    /// The tree of what had begun.
    func tree(at instant: Timestamp) -> TraceTree {
        let full = history.tree
        var hops: [TraceHop] = []
        var telling: [TraceTexts.Telling] = []
        var index = [Int32](repeating: -1, count: full.hops.count)
        hops.reserveCapacity(full.hops.count)
        let isWhole = seen == history.entries.all.count
        for (i, n) in history.order.enumerated() where begun[n] {
            var hop = full.hops[i]
            let node = skeleton.nodes[n]
            index[i] = Int32(truncatingIfNeeded: hops.count)
            hop.parent = hop.parent < 0 ? -1 : index[Int(hop.parent)]
            hop.size = 1
            hop.critical = false
            hop.status = node.status
            hop.awaitsRetry = node.awaitsRetry
            hop.attempts = 0
            if !isWhole { hop.labels.remove(TraceLabels(.incomplete)) }
            let own = history.owned[n]
            hop.recordCount = Int32(truncatingIfNeeded: seen(of: own))
            hop.logLines = own.reduce(0) {
                $0 + (node.isHop && history.records[Int($1)].hop == nil && isSeen($1) ? 1 : 0)
            }
            hop.duration = duration(n, full.hops[i])
            hops.append(hop)
            telling.append(tells(n, own))
        }
        for i in hops.indices.reversed() where hops[i].parent >= 0 { hops[Int(hops[i].parent)].size += hops[i].size }
        TraceTree.countAttempts(&hops)
        var tree = TraceTree(
            summary: summary(at: instant, hops),
            hops: hops,
            records: full.records,
            texts: TraceTexts(snapshot: history.snapshot, telling: telling)
        )
        CriticalPath.mark(&tree)
        return tree
    }

    /// Nil while it ran.
    private func duration(_ n: Int, _ full: TraceHop) -> Duration? {
        let node = skeleton.nodes[n]
        switch node.kind {
        case .invoke, .state, .span, .deliver:
            if isUnderWay(n) { return nil }
            if node.kind == .invoke, node.hasStart, node.took != Chunk.none { return .nanoseconds(node.took) }
        default: break
        }
        return .nanoseconds(max(node.end &- node.start, 0))
    }

    /// The records that a hop's texts are read from, none that was yet to come but for its name.
    private func tells(_ n: Int, _ own: ArraySlice<Int32>) -> TraceTexts.Telling {
        let node = history.skeleton.nodes[n]
        var tells = TraceTexts.Telling()
        tells.hasEvent = node.event != 0
        tells.sharesEvent = node.sharesEvent
        guard let first = own.first(where: { isTelling($0, n) }) else { return tells }
        tells.first = history.records[Int(first)].id
        tells.isBeforehand = !isSeen(first)
        if let last = own.last(where: { isSeen($0) && isTelling($0, n) }) {
            tells.last = history.records[Int(last)].id
        }
        if skeleton.nodes[n].failures > 0 || skeleton.nodes[n].failed,
            let failed = own.last(where: { isSeen($0) && isTelling($0, n) && history.records[Int($0)].failed })
        {
            tells.failed = history.records[Int(failed)].id
        }
        return tells
    }

    private func summary(at instant: Timestamp, _ hops: [TraceHop]) -> TraceSummary {
        var summary = history.tree.summary
        if seen < history.entries.all.count { summary.ended = max(summary.started, instant) }
        summary.records = 0
        summary.errors = 0
        for entry in history.entries.all[..<seen] where entry.record >= 0 {
            summary.records += 1
            if history.records[Int(entry.record)].isError { summary.errors += 1 }
        }
        var services = Set<UInt16>()
        var names: [String] = []
        for entry in history.entries.all[..<seen] where entry.record >= 0 {
            let service = history.records[Int(entry.record)].service
            if services.insert(service).inserted, let name = history.snapshot.names.name(service) { names.append(name) }
        }
        // A name that only lines hold is as good as not there: the whole flow's are shown then.
        if seen < history.entries.all.count, !services.contains(NameTable.inLine) { summary.services = names }
        summary.retries = skeleton.retries
        summary.deadLetters = skeleton.deadLetters
        summary.redrives = skeleton.redrives
        summary.status = skeleton.status
        summary.awaitsRetry = skeleton.status == .error && skeleton.awaitsRetry
        return summary
    }
}
