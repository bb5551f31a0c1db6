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

    struct Record {
        var chunk: Chunk
        var row: Int
        var when: Int64 { chunk.when(row) }
    }

    var keys = TopologyKeys()
    /// What the store's names say of what they name.
    private(set) var kinds = ResourceKinds()
    var events: RecentIDs
    /// Records whose cause has not been met, by that cause.
    var waiting: RecentIDs

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
        kinds.extend(to: snapshot.names)
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
    func record(
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
}
