#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// All keys of records within a range of ids, with counts and times, in flat memory: a hash leads to a number by open
/// addressing, the number into one column each. About 60 bytes a key.
///
/// Extended in place row by row; what falls off the front is taken out by one pass over the columns.
struct FlowTable: ~Copyable {
    /// The ids of the records it covers.
    private(set) var covered = 0..<0
    private(set) var joins = FlowJoins()
    /// Keys that have records.
    private(set) var live = 0
    /// Changes whenever keys may have become one flow, or parted.
    private var version = 0

    private(set) var count = 0
    private var room = 0
    private var hash: UnsafeMutablePointer<UInt64>?
    /// Ids of records; of a key that records only name beside another, the id of one that does.
    private var first: UnsafeMutablePointer<Int>?
    private var last: UnsafeMutablePointer<Int>?
    private var started: UnsafeMutablePointer<Int64>?
    private var ended: UnsafeMutablePointer<Int64>?
    private var records: UnsafeMutablePointer<UInt32>?
    private var errors: UnsafeMutablePointer<UInt32>?
    /// Of each ``blockKeys`` keys no record is later than this, so that most are passed over when only what is recent is
    /// asked for.
    private var latest: [Int64] = []
    private static let blockKeys = 1024

    /// By hash: one more than the number of a key; 0 is free.
    private var slots: UnsafeMutablePointer<UInt32>
    private var mask: Int
    /// The flow of each key, and what it was computed for.
    private var flows: (version: Int, of: [UInt32]) = (-1, [])

    /// `first` of a key that no record names any more.
    private static let gone = -1
    /// Bytes of a key in the columns.
    private static let rowBytes = 48

    init() {
        mask = 1023
        slots = .allocate(capacity: 1024)
        slots.initialize(repeating: 0, count: 1024)
    }

    deinit {
        free(hash)
        free(first)
        free(last)
        free(started)
        free(ended)
        free(records)
        free(errors)
        slots.deallocate()
    }

    /// Bytes of memory it holds.
    var bytes: Int { room * Self.rowBytes + (mask + 1) * 4 + joins.bytes + flows.of.capacity * 4 + latest.capacity * 8 }

    // MARK: - Covering records

    /// Starts over at a record.
    private mutating func restart(at id: Int) {
        self = FlowTable()
        covered = id..<id
    }

    /// Takes in the records of the first chunk that is not covered yet.
    ///
    /// - Returns: whether more is left.
    mutating func extend(_ snapshot: StoreSnapshot) -> Bool {
        let ids = snapshot.ids
        if covered.lowerBound < ids.lowerBound { drop(snapshot) }
        guard covered.upperBound < ids.upperBound, let (chunk, row) = snapshot.place(covered.upperBound) else {
            return false
        }
        let end = min(chunk === snapshot.open ? snapshot.openCount : chunk.count, chunk.capacity)
        add(chunk, row..<end)
        covered = covered.lowerBound..<(chunk.first + end)
        return covered.upperBound < ids.upperBound
    }

    private mutating func add(_ chunk: Chunk, _ rows: Range<Int>) {
        for row in rows {
            let hash = chunk.correlation[row]
            if hash == 0 { continue }
            note(number(of: hash), chunk, row)
        }
        tie(chunk, rows)
    }

    private mutating func tie(_ chunk: Chunk, _ rows: Range<Int>) {
        if chunk.ties.isEmpty { return }
        chunk.ties.forEach(in: rows) { row, other, kind in
            version += 1
            let key = number(of: chunk.correlation[row])
            let also = number(of: other)
            // A key without records has no first one: this record can tell what it reads.
            if records.unsafelyUnwrapped[also] == 0 { first.unsafelyUnwrapped[also] = chunk.first + row }
            switch kind {
            case .trace: joins.join(key, also)
            case .request: joins.note(flow: key, request: also, isByTrace: false)
            case .requestOfTrace: joins.note(flow: key, request: also, isByTrace: true)
            }
        }
    }

    @inline(__always)
    private mutating func note(_ key: Int, _ chunk: Chunk, _ row: Int) {
        // There is memory as soon as there is a key.
        let records = records.unsafelyUnwrapped
        let first = first.unsafelyUnwrapped
        let last = last.unsafelyUnwrapped
        let started = started.unsafelyUnwrapped
        let ended = ended.unsafelyUnwrapped
        let id = chunk.first + row
        let when = chunk.when(row)
        if when > latest[key / Self.blockKeys] { latest[key / Self.blockKeys] = when }
        if records[key] == 0 {
            live += 1
            first[key] = id
            started[key] = chunk.began(row)
            ended[key] = when
            errors.unsafelyUnwrapped[key] = 0
        } else {
            started[key] = min(started[key], chunk.began(row))
            if when > ended[key] { ended[key] = when }
        }
        last[key] = id
        records[key] &+= 1
        if chunk.isError(row) { errors.unsafelyUnwrapped[key] &+= 1 }
    }

    /// The number of a key; a new one if it has none.
    @inline(__always)
    private mutating func number(of hash: UInt64) -> Int {
        var slot = Int(truncatingIfNeeded: hash) & mask
        while slots[slot] != 0 {
            let key = Int(slots[slot]) - 1
            if self.hash.unsafelyUnwrapped[key] == hash { return key }
            slot = (slot + 1) & mask
        }
        return insert(hash, at: slot)
    }

    @inline(never)
    private mutating func insert(_ hash: UInt64, at slot: Int) -> Int {
        let key = count
        if count == room { makeRoom(max(room + room / 2, 256)) }
        self.hash.unsafelyUnwrapped[key] = hash
        first.unsafelyUnwrapped[key] = Self.gone
        last.unsafelyUnwrapped[key] = Self.gone
        records.unsafelyUnwrapped[key] = 0
        count += 1
        if key % Self.blockKeys == 0 { latest.append(Int64.min) }
        slots[slot] = UInt32(count)
        if count * 4 > mask * 3 { index((mask + 1) * 2) }
        return key
    }

    /// Gives each column room for so many keys. Of a large column only the pages in use take memory.
    private mutating func makeRoom(_ keys: Int) {
        func grown<T: BitwiseCopyable>(_ column: UnsafeMutablePointer<T>?) -> UnsafeMutablePointer<T> {
            // As where one of Swift's own collections finds no memory: the columns would no longer be of one length.
            guard let memory = realloc(column, keys * MemoryLayout<T>.stride) else { fatalError("out of memory") }
            return memory.bindMemory(to: T.self, capacity: keys)
        }
        hash = grown(hash)
        first = grown(first)
        last = grown(last)
        started = grown(started)
        ended = grown(ended)
        records = grown(records)
        errors = grown(errors)
        room = keys
    }

    /// Makes the slots anew.
    private mutating func index(_ size: Int) {
        slots.deallocate()
        slots = .allocate(capacity: size)
        slots.initialize(repeating: 0, count: size)
        mask = size - 1
        for key in 0..<count {
            var slot = Int(truncatingIfNeeded: hash.unsafelyUnwrapped[key]) & mask
            while slots[slot] != 0 { slot = (slot + 1) & mask }
            slots[slot] = UInt32(key + 1)
        }
    }

    // MARK: - Dropping records

    /// Forgets the records that a snapshot has no more.
    private mutating func drop(_ snapshot: StoreSnapshot) {
        let from = snapshot.ids.lowerBound
        guard from < covered.upperBound else { return restart(at: from) }
        covered = from..<covered.upperBound
        version += 1
        guard let first, let last, let records else { return }
        for key in 0..<count {
            if records[key] == 0 {
                first[key] = Self.gone
            } else if last[key] < from {
                records[key] = 0
                first[key] = Self.gone
                live -= 1
            } else if first[key] < from {
                recount(key, snapshot)
            }
        }
        let isTied = !joins.isEmpty
        joins = FlowJoins()
        if count - live > max(live, 1024), !isTied { compact() }
        guard isTied else { return }
        // Ties cannot be taken back one by one: those that are left are counted anew.
        for chunk in snapshot.chunks where chunk.first < covered.upperBound {
            tie(chunk, 0..<min(covered.upperBound - chunk.first, chunk.capacity))
        }
        let isNamed = (0..<count).reduce(0) { $0 + (first[$1] == Self.gone ? 0 : 1) }
        guard count - isNamed > max(isNamed, 1024) else { return }
        compact()
        joins = FlowJoins()
        for chunk in snapshot.chunks where chunk.first < covered.upperBound {
            tie(chunk, 0..<min(covered.upperBound - chunk.first, chunk.capacity))
        }
    }

    /// Counts a key's records that are left.
    private mutating func recount(_ key: Int, _ snapshot: StoreSnapshot) {
        guard let hash, let records else { return }
        let part = FlowPart(hash: hash[key], first: covered.lowerBound, last: last.unsafelyUnwrapped[key])
        live -= 1
        records[key] = 0
        first.unsafelyUnwrapped[key] = Self.gone
        snapshot.forEachRow(of: part) { chunk, row in note(key, chunk, row) }
    }

    /// Gives up the keys that nothing names any more; the others keep their order.
    private mutating func compact() {
        guard let hash, let first, let last, let started, let ended, let records, let errors else { return }
        var to = 0
        for key in 0..<count where first[key] != Self.gone {
            hash[to] = hash[key]
            first[to] = first[key]
            last[to] = last[key]
            started[to] = started[key]
            ended[to] = ended[key]
            records[to] = records[key]
            errors[to] = errors[key]
            to += 1
        }
        count = to
        latest = stride(from: 0, to: count, by: Self.blockKeys).map { block in
            (block..<min(block + Self.blockKeys, count)).reduce(Int64.min) {
                records[$1] == 0 ? $0 : max($0, ended[$1])
            }
        }
        var size = 1024
        while size * 3 < count * 4 + 4 { size *= 2 }
        index(size)
        makeRoom(max(count + count / 4, 256))
    }

    // MARK: - Asking

    /// The number of a key; nil if no record has or names it.
    func find(_ hash: UInt64) -> Int? {
        guard let hashes = self.hash else { return nil }
        var slot = Int(truncatingIfNeeded: hash) & mask
        while slots[slot] != 0 {
            let key = Int(slots[slot]) - 1
            if hashes[key] == hash { return first.unsafelyUnwrapped[key] == Self.gone ? nil : key }
            slot = (slot + 1) & mask
        }
        return nil
    }

    /// Where the records of a key's flow are, all keys that have any, the one that came first leading.
    func parts(with key: Int) -> [FlowPart] {
        guard let hash, let first, let last, let records else { return [] }
        if joins.isEmpty { return [FlowPart(hash: hash[key], first: first[key], last: last[key])] }
        return joins.keys(with: key).filter { records[$0] > 0 }.sorted { first[$0] < first[$1] }
            .map { FlowPart(hash: hash[$0], first: first[$0], last: last[$0]) }
    }

    /// The keys in the order in which they were first met, each with a record that has or names it and the number of
    /// its flow.
    mutating func witness(_ key: Int) -> (record: Int, flow: Int)? {
        guard key < count, let first, first[key] != Self.gone else { return nil }
        return (first[key], joins.isEmpty ? key : Int(flowsByKey()[key]))
    }

    private mutating func flowsByKey() -> [UInt32] {
        if flows.version != version { flows = (version, joins.flows(of: count)) }
        // Keys that nothing ties are flows of their own.
        if flows.of.count < count { flows.of += UInt32(flows.of.count)..<UInt32(count) }
        return flows.of
    }

    /// Flows with a record at or after a time.
    mutating func count(since: Int64) -> Int {
        guard let ended, let records else { return 0 }
        if joins.isEmpty, since == Int64.min { return live }
        var recent: [Int] = []
        var found = 0
        for block in latest.indices where latest[block] >= since {
            let start = block * Self.blockKeys
            for key in start..<min(start + Self.blockKeys, count) where records[key] != 0 && ended[key] >= since {
                found += 1
                if !joins.isEmpty { recent.append(key) }
            }
        }
        if joins.isEmpty { return found }
        found = 0
        if recent.count * 8 < count {
            // Few keys: the flows of these are followed, not those of all.
            var seen = Set<Int>()
            for key in recent where !seen.contains(key) {
                found += 1
                seen.formUnion(joins.keys(with: key))
            }
            return found
        }
        let flows = flowsByKey()
        var seen = [Bool](repeating: false, count: count)
        for key in recent where !seen[Int(flows[key])] {
            seen[Int(flows[key])] = true
            found += 1
        }
        return found
    }

    /// Calls `body` with each flow, or with each that has a wanted key, in no order.
    mutating func forEachFlow(where isWanted: ((UInt64) -> Bool)?, _ body: (FlowOutline) -> Void) {
        guard let hash, let records else { return }
        if joins.isEmpty {
            for key in 0..<count where records[key] != 0 {
                if isWanted?(hash[key]) ?? true { body(outline(key)) }
            }
            return
        }
        let flows = flowsByKey()
        // Keys with records of each flow, and whether one of them is wanted.
        var keys = [UInt32](repeating: 0, count: count)
        var chosen = [Bool](repeating: false, count: count)
        for key in 0..<count where records[key] != 0 {
            let flow = Int(flows[key])
            keys[flow] += 1
            if isWanted?(hash[key]) ?? true { chosen[flow] = true }
        }
        var joined: [UInt32: FlowOutline] = [:]
        for key in 0..<count where records[key] != 0 && chosen[Int(flows[key])] {
            let flow = flows[key]
            var own = outline(key)
            own.key = Int(flow)
            if keys[Int(flow)] == 1 {
                body(own)
            } else if let others = joined[flow] {
                own.records += others.records
                own.errors += others.errors
                own.started = min(own.started, others.started)
                own.ended = max(own.ended, others.ended)
                own.first = min(own.first, others.first)
                joined[flow] = own
            } else {
                joined[flow] = own
            }
        }
        for flow in joined.values { body(flow) }
    }

    @inline(__always)
    private func outline(_ key: Int) -> FlowOutline {
        FlowOutline(
            key: key,
            records: Int(records.unsafelyUnwrapped[key]),
            errors: Int(errors.unsafelyUnwrapped[key]),
            started: started.unsafelyUnwrapped[key],
            ended: ended.unsafelyUnwrapped[key],
            first: first.unsafelyUnwrapped[key]
        )
    }
}
