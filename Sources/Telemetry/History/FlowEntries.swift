/// Everything that happened in a flow, in the order in which it did: by time, and a cause never behind what it caused, whatever
/// the clocks say.
struct FlowEntries {
    /// A record, or the beginning of a hop that only later records tell of.
    struct Entry {
        /// Nanoseconds: the record's time, or when its cause began if that is later.
        var at: Int64
        /// Index of the record; -1 for a beginning.
        var record: Int32
        var node: Int32
    }

    /// Durations are written in whole microseconds: what they say of a beginning is this much less exact than a record of it.
    private static let rounding: Int64 = 2_000

    private(set) var all: [Entry] = []
    /// For each node the entry with which it begins, and for each record its entry.
    private(set) var opening: [Int32]
    private(set) var ofRecord: [Int32]

    /// - Parameter order: the nodes, causes before what they caused.
    init(_ records: [FlowRecord], _ skeleton: FlowSkeleton, order: [Int]) {
        let nodes = skeleton.nodes
        opening = Array(repeating: -1, count: nodes.count)
        ofRecord = Array(repeating: -1, count: records.count)
        // When each node began, and not before its cause.
        var begin = [Int64](repeating: 0, count: nodes.count)
        var told = [Bool](repeating: true, count: nodes.count)
        var sorted: [Entry] = []
        sorted.reserveCapacity(records.count + nodes.count / 4)
        for n in order {
            let first = records[nodes[n].first].when
            let isEarlier = nodes[n].start &+ Self.rounding < first
            begin[n] = isEarlier ? nodes[n].start : first
            if nodes[n].parent >= 0 { begin[n] = max(begin[n], begin[nodes[n].parent]) }
            guard isEarlier, begin[n] < first else { continue }
            told[n] = false
            sorted.append(Entry(at: begin[n], record: -1, node: Int32(truncatingIfNeeded: n)))
        }
        for i in records.indices {
            let n = skeleton.owner[i]
            let at = max(records[i].when, begin[n])
            sorted.append(Entry(at: at, record: Int32(truncatingIfNeeded: i), node: Int32(truncatingIfNeeded: n)))
        }
        let places = sorted.indices.sorted { (sorted[$0].at, $0) < (sorted[$1].at, $1) }
        all.reserveCapacity(sorted.count)
        // Of one instant causes come first, else the order of the records stays.
        var way: [Int] = []
        for place in places {
            let entry = sorted[place]
            var n = Int(entry.node)
            while n >= 0, opening[n] < 0 {
                way.append(n)
                n = nodes[n].parent
            }
            while let next = way.popLast() {
                opening[next] = Int32(truncatingIfNeeded: all.count)
                add(
                    Entry(
                        at: begin[next],
                        record: told[next] ? Int32(truncatingIfNeeded: nodes[next].first) : -1,
                        node: Int32(truncatingIfNeeded: next)
                    )
                )
            }
            if entry.record >= 0, ofRecord[Int(entry.record)] < 0 { add(entry) }
        }
    }

    private mutating func add(_ entry: Entry) {
        if entry.record >= 0 { ofRecord[Int(entry.record)] = Int32(truncatingIfNeeded: all.count) }
        all.append(entry)
    }

    /// How many entries are at or before an instant.
    func count(until instant: Int64) -> Int {
        var low = 0
        var high = all.count
        while low < high {
            let middle = (low + high) / 2
            if all[middle].at <= instant { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
