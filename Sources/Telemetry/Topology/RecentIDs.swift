/// Which record an id last stood for, of the most recent ones: a cache of buckets, each of which lets its oldest go when
/// it is full and the table has all the room it may have.
struct RecentIDs {
    private struct Entry {
        var hash: UInt64 = 0
        var id = 0
    }

    private static let ways = 8
    private var entries: [Entry]
    private let limit: Int
    private(set) var count = 0
    /// Entries let go because their bucket was full.
    private(set) var forgotten = 0

    /// - Parameter limit: entries it has room for at most; 16 bytes each.
    init(limit: Int) {
        var size = Self.ways
        while size * 2 <= limit { size *= 2 }
        self.limit = size
        entries = Array(repeating: Entry(), count: min(size, 1024))
    }

    @inline(__always)
    private func bucket(_ hash: UInt64) -> Int {
        Int(truncatingIfNeeded: hash >> 7) & (entries.count / Self.ways - 1)
    }

    /// The record of a hash; nil if it is not known, or not known any more.
    @inline(__always)
    func find(_ hash: UInt64) -> Int? {
        let first = bucket(hash) * Self.ways
        for i in first..<first + Self.ways where entries[i].hash == hash { return entries[i].id }
        return nil
    }

    /// Takes out every record of a hash.
    mutating func takeAll(_ hash: UInt64) -> [Int] {
        let first = bucket(hash) * Self.ways
        var found: [Int] = []
        for i in first..<first + Self.ways where entries[i].hash == hash {
            found.append(entries[i].id)
            entries[i] = Entry()
            count -= 1
        }
        return found
    }

    /// Every record of a hash.
    func all(_ hash: UInt64) -> [Int] {
        let first = bucket(hash) * Self.ways
        return entries[first..<first + Self.ways].filter { $0.hash == hash }.map(\.id)
    }

    /// Gives a hash another record, or its first.
    mutating func set(_ hash: UInt64, _ id: Int) {
        let first = bucket(hash) * Self.ways
        for i in first..<first + Self.ways where entries[i].hash == hash {
            entries[i].id = id
            return
        }
        add(hash, id)
    }

    /// Adds a record to a hash, which may have others.
    mutating func add(_ hash: UInt64, _ id: Int) {
        reserve(count + 1)
        let first = bucket(hash) * Self.ways
        var oldest = first
        for i in first..<first + Self.ways {
            if entries[i].hash == 0 {
                entries[i] = Entry(hash: hash, id: id)
                count += 1
                return
            }
            if entries[i].id < entries[oldest].id { oldest = i }
        }
        // A bucket is full by chance long before the table is.
        if entries.count < limit {
            grow(to: entries.count * 2)
            return add(hash, id)
        }
        forgotten += 1
        entries[oldest] = Entry(hash: hash, id: id)
    }

    /// Makes room for so many entries, as far as the limit allows.
    mutating func reserve(_ wanted: Int) {
        guard wanted * 2 > entries.count, entries.count < limit else { return }
        var size = entries.count
        while size < limit, wanted * 2 > size { size *= 2 }
        grow(to: size)
    }

    private mutating func grow(to wanted: Int) {
        let old = entries
        var size = wanted
        while !fill(size, with: old), size < limit { size *= 2 }
    }

    /// Puts entries into a new table; false if some of them found no room, and were let go.
    private mutating func fill(_ size: Int, with old: [Entry]) -> Bool {
        entries = Array(repeating: Entry(), count: size)
        count = 0
        var lost = 0
        for entry in old where entry.hash != 0 {
            let first = bucket(entry.hash) * Self.ways
            if let free = (first..<first + Self.ways).first(where: { entries[$0].hash == 0 }) {
                entries[free] = entry
                count += 1
            } else {
                lost += 1
            }
        }
        if size >= limit { forgotten += lost }
        return lost == 0
    }
}
