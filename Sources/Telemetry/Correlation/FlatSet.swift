/// A set of hashes in one flat piece of memory: a look-up is one probe or few, and nothing is allocated but to grow.
/// 0 stands for a free place and is never in the set.
struct FlatSet: ~Copyable {
    private var places: UnsafeMutablePointer<UInt64>
    private var mask: Int
    private(set) var count = 0

    init() {
        mask = 15
        places = .allocate(capacity: 16)
        places.initialize(repeating: 0, count: 16)
    }

    deinit { places.deallocate() }

    /// Bytes of memory it holds.
    var bytes: Int { (mask + 1) * 8 }

    /// - Returns: whether the hash was not in the set before.
    @discardableResult
    mutating func insert(_ hash: UInt64) -> Bool {
        var place = Int(truncatingIfNeeded: hash) & mask
        while places[place] != 0 {
            if places[place] == hash { return false }
            place = (place + 1) & mask
        }
        places[place] = hash
        count += 1
        if count * 3 > mask * 2 { grow() }
        return true
    }

    func contains(_ hash: UInt64) -> Bool {
        var place = Int(truncatingIfNeeded: hash) & mask
        while places[place] != 0 {
            if places[place] == hash { return true }
            place = (place + 1) & mask
        }
        return false
    }

    private mutating func grow() {
        let old = places
        let size = mask + 1
        mask = size * 2 - 1
        places = .allocate(capacity: size * 2)
        places.initialize(repeating: 0, count: size * 2)
        for i in 0..<size where old[i] != 0 {
            var place = Int(truncatingIfNeeded: old[i]) & mask
            while places[place] != 0 { place = (place + 1) & mask }
            places[place] = old[i]
        }
        old.deallocate()
    }
}
