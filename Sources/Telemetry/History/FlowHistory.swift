package import EventModel
import Synchronization

/// A flow that can be looked at as it was at any of its steps. Made once from the flow's records; a moment of it costs a pass
/// over its columns, and reads only the lines that say what is shown.
package final class FlowHistory: Sendable {
    /// The flow as all records tell it.
    package let tree: TraceTree
    let snapshot: StoreSnapshot
    let records: [FlowRecord]
    let skeleton: FlowSkeleton
    /// The nodes in the order of the tree, and for each node its place in it.
    let order: [Int]
    let place: [Int32]
    let owned: OwnedRecords
    let entries: FlowEntries
    /// The entries that are steps, in order.
    let marks: [Int32]
    let executions: [ExecutionOutline]
    /// For each record what it tells of an execution.
    let stateEvents: [StateEvent]
    let queues: QueueOutlines
    let aggregates: AggregateOutlines
    private let last = Mutex<FlowMoment?>(nil)
    private let found = Mutex<(anchor: FlowAnchor, step: Int)?>(nil)

    init(_ builder: TraceTreeBuilder, _ correlationID: String) {
        snapshot = builder.snapshot
        records = builder.records
        skeleton = builder.skeleton
        tree = builder.tree(correlationID)
        order = builder.preorder()
        var place = [Int32](repeating: -1, count: order.count)
        for (i, n) in order.enumerated() { place[n] = Int32(truncatingIfNeeded: i) }
        self.place = place
        owned = OwnedRecords(skeleton.owner, nodes: skeleton.nodes.count)
        entries = FlowEntries(records, skeleton, order: order)
        let lines = FlowLines(snapshot: snapshot, decoder: builder.decoder)
        stateEvents = ExecutionOutline.events(records, lines)
        executions = ExecutionOutline.all(skeleton, order, owned, stateEvents, records, entries, lines)
        queues = QueueOutlines(skeleton, records, lines)
        aggregates = AggregateOutlines(records, entries, lines)
        marks = Self.marks(entries, records, skeleton, aggregates)
    }

    /// What of a flow is a step: everything but what is only logged beside it; where there is nothing else, each line.
    private static func marks(
        _ entries: FlowEntries,
        _ records: [FlowRecord],
        _ skeleton: FlowSkeleton,
        _ aggregates: AggregateOutlines
    ) -> [Int32] {
        var marks = entries.all.indices.filter { index in
            let entry = entries.all[index]
            guard entry.record >= 0 else { return true }
            let record = records[Int(entry.record)]
            return record.hop != nil || record.event != 0 && !skeleton.nodes[Int(entry.node)].isHop
                || aggregates.isMark(Int(entry.record))
        }
        if marks.isEmpty { marks = Array(entries.all.indices) }
        return marks.map { Int32(truncatingIfNeeded: $0) }
    }

    /// How many steps it has; at least one.
    package var count: Int { marks.count }
    package var started: Timestamp { Timestamp(nanoseconds: entries.all.first?.at ?? 0) }
    package var ended: Timestamp { Timestamp(nanoseconds: entries.all.last?.at ?? 0) }

    /// When a step was.
    ///
    /// - Parameter step: from 1 to ``count``.
    package func time(of step: Int) -> Timestamp { Timestamp(nanoseconds: entries.all[Int(marks[step - 1])].at) }

    /// The last step at or before an instant; 0 before the first.
    package func step(at instant: Timestamp) -> Int {
        let seen = entries.count(until: instant.nanoseconds)
        var low = 0
        var high = marks.count
        while low < high {
            let middle = (low + high) / 2
            if Int(marks[middle]) < seen { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// What a step is known by while the flow grows: the record that tells it, and of a beginning its hop.
    package func anchor(of step: Int) -> FlowAnchor {
        let entry = entries.all[Int(marks[step - 1])]
        return FlowAnchor(
            record: entry.record < 0 ? nil : records[Int(entry.record)].id,
            hop: tree.hops[Int(place[Int(entry.node)])].key,
            at: Timestamp(nanoseconds: entry.at)
        )
    }

    /// Where a step is now; where it is gone, the last one at or before its instant.
    package func step(of anchor: FlowAnchor) -> Int {
        if let known = found.withLock({ $0 }), known.anchor == anchor { return known.step }
        let step = find(anchor)
        found.withLock { $0 = (anchor, step) }
        return step
    }

    private func find(_ anchor: FlowAnchor) -> Int {
        var near = step(at: anchor.at)
        // It is among those of its instant, and only there where no record came late.
        while near > 0, self.anchor(of: near) != anchor, time(of: near) == anchor.at { near -= 1 }
        if near > 0, self.anchor(of: near) == anchor { return near }
        if let record = anchor.record, let index = records.firstIndex(where: { $0.id == record }) {
            let entry = entries.ofRecord[index]
            if let found = marks.firstIndex(of: entry) { return found + 1 }
        }
        return max(1, step(at: anchor.at))
    }

    /// The flow as it was at a step.
    ///
    /// - Parameters:
    ///   - step: from 1 to ``count``.
    ///   - limit: how many executions and aggregates are read, those that changed last first.
    package func moment(step: Int, limit: Int = .max) -> FlowMoment {
        // What is only logged in the same instant belongs to the step.
        let mark = Int(marks[step - 1])
        let next = step < marks.count ? Int(marks[step]) : entries.all.count
        var seen = mark + 1
        while seen < next, entries.all[seen].at == entries.all[mark].at { seen += 1 }
        return moment(seen: seen, at: time(of: step), step: step, limit: limit)
    }

    /// The flow as it was at an instant.
    package func moment(at instant: Timestamp, limit: Int = .max) -> FlowMoment {
        moment(seen: entries.count(until: instant.nanoseconds), at: instant, step: step(at: instant), limit: limit)
    }

    private func moment(seen: Int, at: Timestamp, step: Int, limit: Int) -> FlowMoment {
        if let known = last.withLock({ $0 }), known.seen == seen, known.at == at, known.limit == limit { return known }
        let made = FlowMoment(self, seen: seen, at: at, step: step, limit: limit)
        last.withLock { $0 = made }
        return made
    }
}

/// What a step of a flow is known by while records still come.
package struct FlowAnchor: Hashable, Sendable {
    var record: Int?
    var hop: UInt64
    package var at: Timestamp
}

extension StoreSnapshot {
    /// The history of the flow that has this correlation, trace or request id; nil if no record has it.
    package func history(_ id: String) -> FlowHistory? {
        let parts = flows.parts(of: FlowKey.hash(id), in: self)
        let records = flowRecords(parts)
        guard !records.isEmpty else { return nil }
        return DecoderPool.shared.with { decoder in
            let name = flowID(parts, records, decoder, asked: id) ?? id
            return FlowHistory(TraceTreeBuilder(snapshot: self, records: records, decoder: decoder), name)
        }
    }
}
