import EventModel

extension TopologyFold {
    mutating func addPlain(
        _ chunk: Chunk,
        _ row: Int,
        _ local: borrowing ChunkEvents,
        _ before: [UInt64: Int],
        _ snapshot: StoreSnapshot,
        _ seen: inout Set<UInt64>,
        _ collector: inout TopologyCollector,
        _ keeps: Bool
    ) {
        let (event, cause, service) = (chunk.event[row], chunk.cause[row], chunk.service[row])
        guard service != NameTable.none else { return }
        let child = Record(chunk: chunk, row: row)
        let failed = chunk.flags[row].contains(.failed)
        let id = chunk.first + row
        if event == 0, cause == 0 {
            if chunk.flags[row].contains(.metrics) { return }
            collector.count(
                collector.place(TopologyKey(.heard, TopologyPlace(.service, service), NameTable.none), &keys),
                id,
                failed: failed
            )
            return
        }
        let hasCause = cause != 0 && cause != event
        let parent = hasCause ? record(of: cause, in: chunk, local, before, snapshot) : nil
        if event != 0, let first = record(of: event, in: chunk, local, before, snapshot),
            first.chunk !== chunk || first.row != row
        {
            addAnother(child, of: first, parent, &seen, &collector)
            return
        }
        guard let key = self.key(child, parent) else { return }
        let place = collector.place(key, &keys)
        if event == 0, !seen.insert(cause &+ UInt64(service) &* 0x9E37_79B9_7F4A_7C15).inserted {
            // Another line of the same piece of work.
            if failed { collector.fail(place, id) }
            return
        }
        collector.count(place, id, failed: failed)
        if let parent {
            TopologyFold.noteWay(child, parent, place, &collector)
        } else if hasCause {
            collector.unlinked(1)
            if keeps { waiting.add(cause, id) }
        }
    }

    /// A further record of an event: of the same service it adds what went wrong, of another it is the event's arrival there.
    private mutating func addAnother(
        _ child: Record,
        of first: Record,
        _ parent: Record?,
        _ seen: inout Set<UInt64>,
        _ collector: inout TopologyCollector
    ) {
        let (chunk, row) = (child.chunk, child.row)
        let id = chunk.first + row
        let failed = chunk.flags[row].contains(.failed)
        let service = chunk.service[row]
        if first.chunk.service[first.row] == service || first.chunk.hop[first.row] != Chunk.noByte {
            guard failed, let parent, let key = self.key(child, parent) else { return }
            collector.fail(collector.place(key, &keys), id)
            return
        }
        // Numbers that many systems use stand for nothing in common: the flow and the event type must be the same.
        let (flow, type) = (chunk.correlation[row], chunk.eventType[row])
        guard flow != 0, flow == first.chunk.correlation[first.row], type != NameTable.none,
            type == first.chunk.eventType[first.row]
        else { return }
        let key = TopologyKey(TopologyPlace(first.chunk, first.row, kinds), TopologyPlace(chunk, row, kinds), type)
        let place = collector.place(key, &keys)
        guard seen.insert(chunk.event[row] &+ UInt64(service) &* 0x9E37_79B9_7F4A_7C15).inserted else {
            if failed { collector.fail(place, id) }
            return
        }
        collector.count(place, id, failed: failed)
        TopologyFold.noteWay(child, first, place, &collector)
    }
}
