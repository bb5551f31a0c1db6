import EventModel

extension TopologyFold {
    mutating func addHop(
        _ chunk: Chunk,
        _ row: Int,
        _ hop: HopKind?,
        _ local: borrowing ChunkEvents,
        _ before: [UInt64: Int],
        _ snapshot: StoreSnapshot,
        _ collector: inout TopologyCollector,
        _ keeps: Bool
    ) {
        let cause = chunk.cause[row]
        let hasCause = cause != 0 && cause != chunk.event[row]
        let parent = hasCause ? record(of: cause, in: chunk, local, before, snapshot) : nil
        let child = Record(chunk: chunk, row: row)
        guard let key = self.key(child, parent) else { return }
        let place = collector.place(key, &keys)
        let isStart = chunk.flags[row].contains(.start)
        if !isStart {
            collector.count(place, chunk.first + row, failed: chunk.flags[row].contains(.failed))
            if hop == .invoke || hop == .publish, chunk.duration[row] != Chunk.none {
                collector.note(place, .took, chunk.duration[row])
            }
        }
        if let parent {
            TopologyFold.noteWay(child, parent, place, &collector)
        } else if hasCause {
            if !isStart { collector.unlinked(1) }
            if keeps { waiting.add(cause, chunk.first + row) }
        }
    }

    /// How long it took to get here: a wait where something works here, else all there is to measure.
    static func noteWay(
        _ child: Record,
        _ parent: Record,
        _ place: Int,
        _ collector: inout TopologyCollector
    ) {
        // What a retry waited for is its delay and not its queue.
        guard child.chunk.attempt[child.row] <= 1 else { return }
        let way = child.when &- parent.when
        switch HopKind.of(child.chunk, child.row) {
        case .invoke:
            if child.chunk.flags[child.row].contains(.start) { collector.note(place, .wait, way) }
        case .deliver, .queue, .state, .deadletter: collector.note(place, .took, way)
        case .publish, .redrive: break
        case .span, .log, nil:
            let duration = child.chunk.duration[child.row]
            collector.note(place, .took, duration == Chunk.none ? way : duration)
        }
    }

    /// Moves a record that was counted without its cause to where its cause is.
    mutating func link(_ child: Record, to parent: Record, _ collector: inout TopologyCollector) {
        let id = child.chunk.first + child.row
        let failed = child.chunk.flags[child.row].contains(.failed)
        let isStart = child.chunk.flags[child.row].contains(.start)
        let old = key(child, nil)
        let new = key(child, parent)
        if !isStart {
            collector.unlinked(-1)
            if new != old {
                if let old { collector.count(collector.place(old, &keys), id, failed: failed, by: -1) }
                if let new { collector.count(collector.place(new, &keys), id, failed: failed) }
            }
        }
        guard let new else { return }
        let place = collector.place(new, &keys)
        if new != old, !isStart, HopKind.of(child.chunk, child.row) == .invoke,
            child.chunk.duration[child.row] != Chunk.none
        {
            collector.note(place, .took, child.chunk.duration[child.row])
        }
        TopologyFold.noteWay(child, parent, place, &collector)
    }
}
