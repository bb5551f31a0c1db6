import EventModel

/// Goes through chunks in order and finds what each record came along: joins records to their causes, whichever came first.
///
/// Bounded: it remembers the latest events and the latest records that wait for a cause; see ``RecentIDs``.
struct TopologyFold {
    /// Which records count. Others are still the causes of those that do.
    struct Scope {
        var since = Int64.min
        /// The first instant that does not count any more.
        var until = Int64.max
        /// Flows, by the hash of their correlation id; nil: any.
        var flows: Set<UInt64>?

        @inline(__always)
        func holds(_ chunk: Chunk, _ row: Int) -> Bool {
            let when = chunk.when(row)
            return when >= since && when < until && flows?.contains(chunk.correlation[row]) ?? true
        }
    }

    private struct Record {
        var chunk: Chunk
        var row: Int
        var when: Int64 { chunk.when(row) }
    }

    private(set) var keys = TopologyKeys()
    private var events: RecentIDs
    /// Records whose cause has not been met, by that cause.
    private var waiting: RecentIDs

    /// - Parameters:
    ///   - events: ids of events remembered, at most; 16 bytes each.
    ///   - waiting: records remembered that wait for a cause, at most.
    init(events: Int = 1 << 21, waiting: Int = 1 << 18) {
        self.events = RecentIDs(limit: events)
        self.waiting = RecentIDs(limit: waiting)
    }

    /// Makes room for a store's events at once, so that it is not made in steps.
    mutating func reserve(_ records: Int) { events.reserve(records) }

    /// What the first `count` rows of a chunk add.
    ///
    /// - Parameter keeps: remembers its events and what waits for a cause. False for a chunk that is still filled, and for a
    ///   part of one that is looked at again.
    mutating func part(
        _ chunk: Chunk,
        count: Int,
        of snapshot: StoreSnapshot,
        scope: Scope? = nil,
        keeps: Bool
    ) -> TopologyPart {
        var collector = TopologyCollector(samples: count)
        let local = ChunkEvents(chunk, count: count)
        var before: [UInt64: Int] = [:]
        for row in 0..<count where chunk.event[row] != 0 && local.first(chunk.event[row]) == row {
            meet(chunk, row, of: snapshot, scope, &before, &collector, keeps: keeps)
        }
        var seen = Set<UInt64>()
        for row in 0..<count {
            if let scope, !scope.holds(chunk, row) { continue }
            let hop = HopKind.of(chunk, row)
            if hop == nil || hop == .span || hop == .log {
                addPlain(chunk, row, local, before, snapshot, &seen, &collector, keeps)
            } else {
                addHop(chunk, row, hop, local, before, snapshot, &collector, keeps)
            }
        }
        if collector.linked == 0 { guess(chunk, count, scope, &collector) }
        return collector.finish()
    }

    /// Takes note of an event: whether it was told of before this chunk, and which records have waited for it.
    @inline(__always)
    private mutating func meet(
        _ chunk: Chunk,
        _ row: Int,
        of snapshot: StoreSnapshot,
        _ scope: Scope?,
        _ before: inout [UInt64: Int],
        _ collector: inout TopologyCollector,
        keeps: Bool
    ) {
        let event = chunk.event[row]
        if let id = events.find(event), id < chunk.first {
            before[event] = id
            if keeps, let (other, at) = snapshot.place(id), chunk.when(row) < other.when(at) {
                events.set(event, chunk.first + row)
            }
        } else if keeps {
            events.add(event, chunk.first + row)
        }
        guard waiting.count > 0, waiting.find(event) != nil else { return }
        for id in keeps ? waiting.takeAll(event) : waiting.all(event) where id < chunk.first {
            if let (child, at) = snapshot.place(id), scope?.holds(child, at) ?? true {
                link(Record(chunk: child, row: at), to: Record(chunk: chunk, row: row), &collector)
            }
        }
    }

    /// The record of a cause that is known.
    @inline(__always)
    private func record(
        of event: UInt64,
        in chunk: Chunk,
        _ local: borrowing ChunkEvents,
        _ before: [UInt64: Int],
        _ snapshot: StoreSnapshot
    ) -> Record? {
        if let row = local.first(event) {
            let here = Record(chunk: chunk, row: row)
            guard !before.isEmpty, let id = before[event], let (other, at) = snapshot.place(id) else { return here }
            let earlier = Record(chunk: other, row: at)
            return earlier.when <= here.when ? earlier : here
        }
        guard let id = events.find(event), let (other, row) = snapshot.place(id) else { return nil }
        return Record(chunk: other, row: row)
    }

    // MARK: - Hops

    private mutating func addHop(
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
        guard let key = TopologyFold.key(child, parent) else { return }
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
    private static func noteWay(
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
    private mutating func link(_ child: Record, to parent: Record, _ collector: inout TopologyCollector) {
        let id = child.chunk.first + child.row
        let failed = child.chunk.flags[child.row].contains(.failed)
        let isStart = child.chunk.flags[child.row].contains(.start)
        let old = TopologyFold.key(child, nil)
        let new = TopologyFold.key(child, parent)
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

    // MARK: - Events and spans

    private mutating func addPlain(
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
        guard let key = TopologyFold.key(child, parent) else { return }
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
            guard failed, let parent, let key = TopologyFold.key(child, parent) else { return }
            collector.fail(collector.place(key, &keys), id)
            return
        }
        // Numbers that many systems use stand for nothing in common: the flow and the event type must be the same.
        let (flow, type) = (chunk.correlation[row], chunk.eventType[row])
        guard flow != 0, flow == first.chunk.correlation[first.row], type != NameTable.none,
            type == first.chunk.eventType[first.row]
        else { return }
        let key = TopologyKey(TopologyPlace(first.chunk, first.row), TopologyPlace(chunk, row), type)
        let place = collector.place(key, &keys)
        guard seen.insert(chunk.event[row] &+ UInt64(service) &* 0x9E37_79B9_7F4A_7C15).inserted else {
            if failed { collector.fail(place, id) }
            return
        }
        collector.count(place, id, failed: failed)
        TopologyFold.noteWay(child, first, place, &collector)
    }

    // MARK: - Edges

    /// The edge that leads to a record; nil if it belongs to what it was caused by, or says nothing.
    @inline(__always)
    private static func key(_ child: Record, _ parent: Record?) -> TopologyKey? {
        let (chunk, row) = (child.chunk, child.row)
        let to = TopologyPlace(chunk, row)
        guard to != .nowhere else { return nil }
        let hop = HopKind.of(chunk, row)
        let cause = parent.map { TopologyPlace($0.chunk, $0.row) } ?? .nowhere
        var from = cause
        switch hop {
        case .redrive: return nil
        case .publish:
            if cause.kind != .function, cause.kind != .stateMachine {
                from = TopologyPlace(.service, chunk.service[row])
            }
        case .deliver:
            if parent.map({ HopKind.of($0.chunk, $0.row) }) != .redrive {
                from = TopologyPlace(.bus, chunk.service[row])
            }
        case .queue, .invoke, .state, .deadletter: break
        case .span, .log, nil:
            guard let parent, from != .nowhere else { break }
            return plainKey(child, parent, from, to)
        }
        return TopologyKey(from == .nowhere ? .outside : from, to, chunk.eventType[row])
    }

    private static func plainKey(_ child: Record, _ parent: Record, _ from: TopologyPlace, _ to: TopologyPlace)
        -> TopologyKey?
    {
        let (chunk, row) = (child.chunk, child.row)
        let isSpan = HopKind.of(chunk, row) == .span
        let (own, resource) = (chunk.eventType[row], chunk.resource[row])
        let before = parent.chunk.eventType[parent.row]
        // A span is named after what is called; an event was made by what the event before it led to.
        let via =
            isSpan
            ? firstName(resource, own, before)
            : firstName(before, own, resource)
        let isHop = parent.chunk.hop[parent.row] != Chunk.noByte && from.kind != .service
        if parent.chunk.service[parent.row] == chunk.service[row] {
            // A line of the handler, or a step within a service.
            if isHop || isSpan || chunk.event[row] == 0 || via == NameTable.none { return nil }
        }
        return TopologyKey(from, to, via)
    }

    @inline(__always)
    private static func firstName(_ a: UInt16, _ b: UInt16, _ c: UInt16) -> UInt16 {
        a != NameTable.none ? a : b != NameTable.none ? b : c
    }

    // MARK: - Guesses

    /// Where no record of a stretch names a cause: which service comes after which in a flow.
    private mutating func guess(_ chunk: Chunk, _ count: Int, _ scope: Scope?, _ collector: inout TopologyCollector) {
        var rows: [(flow: UInt64, when: Int64, row: Int32)] = []
        for row in 0..<count where chunk.correlation[row] != 0 && chunk.service[row] != NameTable.none {
            if chunk.flags[row].contains(.metrics) || chunk.cause[row] != 0 { continue }
            if let scope, !scope.holds(chunk, row) { continue }
            rows.append((chunk.correlation[row], chunk.when(row), Int32(row)))
        }
        rows.sort { ($0.flow, $0.when, $0.row) < ($1.flow, $1.when, $1.row) }
        for (earlier, later) in zip(rows, rows.dropFirst()) where earlier.flow == later.flow {
            let (a, b) = (Int(earlier.row), Int(later.row))
            guard chunk.service[a] != chunk.service[b] else { continue }
            let key = TopologyKey(
                TopologyPlace(.service, chunk.service[a]),
                TopologyPlace(.service, chunk.service[b]),
                chunk.eventType[a] == NameTable.none ? chunk.eventType[b] : chunk.eventType[a],
                inferred: true
            )
            collector.count(collector.place(key, &keys), chunk.first + b, failed: chunk.flags[b].contains(.failed))
        }
    }
}
