extension EventPattern {
    /// Paths that are looked for in events, as a tree of names, so that an event is walked only where one of them leads.
    struct PathTable: Sendable {
        private struct Slot {
            var parent: Int32
            var node: Int32
            var name: Range<Int32>
        }

        private static let free = Slot(parent: -1, node: -1, name: 0..<0)

        /// An open hash table: the children of all nodes.
        private var slots = [Slot](repeating: free, count: 16)
        private var names: [UInt8] = []
        /// The number of the path that ends at a node, or -1. Node 0 is the event itself.
        private var numbers: [Int32] = [-1]
        /// How many paths there are; they are numbered from 0.
        private(set) var count = 0

        /// The number of a path, a new one if it was not there.
        mutating func number(of path: String) -> Int {
            var node: Int32 = 0
            for name in path.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false) {
                node = add(Array(name), below: node)
            }
            if numbers[Int(node)] < 0 {
                numbers[Int(node)] = Int32(count)
                count += 1
            }
            return Int(numbers[Int(node)])
        }

        /// The number of the path that ends at a node; negative if none does.
        func number(at node: Int32) -> Int32 { numbers[Int(node)] }

        /// The node that a member's name leads to, which may have dots in it; nil if no path goes there.
        func node(below parent: Int32, _ name: String) -> Int32? {
            let found = name.utf8.withContiguousStorageIfAvailable { node(below: parent, $0) }
            return found ?? Array(name.utf8).withUnsafeBufferPointer { node(below: parent, $0) }
        }

        private func node(below parent: Int32, _ name: UnsafeBufferPointer<UInt8>) -> Int32? {
            var node = parent
            var start = 0
            var hash = PathTable.hash(node)
            for i in 0...name.count {
                if i < name.count, name[i] != UInt8(ascii: ".") {
                    hash = (hash ^ UInt64(name[i])) &* ByteHash.prime
                    continue
                }
                guard let next = child(of: node, UnsafeBufferPointer(rebasing: name[start..<i]), hash) else {
                    return nil
                }
                node = next
                start = i + 1
                hash = PathTable.hash(node)
            }
            return node
        }

        private static func hash(_ node: Int32) -> UInt64 {
            (ByteHash.start ^ UInt64(truncatingIfNeeded: node)) &* ByteHash.prime
        }

        private func child(of parent: Int32, _ name: UnsafeBufferPointer<UInt8>, _ hash: UInt64) -> Int32? {
            let mask = slots.count - 1
            var i = Int(truncatingIfNeeded: ByteHash.spread(hash)) & mask
            return slots.withUnsafeBufferPointer { slots in
                names.withUnsafeBufferPointer { names in
                    while slots[i].node >= 0 {
                        let slot = slots[i]
                        let its = Int(slot.name.lowerBound)..<Int(slot.name.upperBound)
                        if slot.parent == parent,
                            equal(name, UnsafeBufferPointer(rebasing: names[its]))
                        {
                            return slot.node
                        }
                        i = (i + 1) & mask
                    }
                    return nil
                }
            }
        }

        private mutating func add(_ name: [UInt8], below parent: Int32) -> Int32 {
            let hash = PathTable.hash(name, below: parent)
            if let there = name.withUnsafeBufferPointer({ child(of: parent, $0, hash) }) { return there }
            if numbers.count * 2 > slots.count { grow() }
            let node = Int32(numbers.count)
            numbers.append(-1)
            let start = Int32(names.count)
            names += name
            put(Slot(parent: parent, node: node, name: start..<Int32(names.count)), hash)
            return node
        }

        private static func hash(_ name: some Sequence<UInt8>, below parent: Int32) -> UInt64 {
            name.reduce(hash(parent)) { ($0 ^ UInt64($1)) &* ByteHash.prime }
        }

        private mutating func put(_ slot: Slot, _ hash: UInt64) {
            var i = Int(truncatingIfNeeded: ByteHash.spread(hash)) & (slots.count - 1)
            while slots[i].node >= 0 { i = (i + 1) & (slots.count - 1) }
            slots[i] = slot
        }

        private mutating func grow() {
            let old = slots
            slots = [Slot](repeating: PathTable.free, count: old.count * 2)
            for slot in old where slot.node >= 0 {
                let name = names[Int(slot.name.lowerBound)..<Int(slot.name.upperBound)]
                put(slot, PathTable.hash(name, below: slot.parent))
            }
        }
    }
}

/// The hash that rules are found by: one byte after another, so that the hashes of all beginnings of a text come with the
/// text's (FNV-1a). Not against an adversary: an equal hash costs a comparison, never an answer.
enum ByteHash {
    static let start: UInt64 = 0xCBF2_9CE4_8422_2325
    static let prime: UInt64 = 0x100_0000_01B3

    /// Brings the differences into the low bits.
    static func spread(_ hash: UInt64) -> UInt64 {
        let mixed = (hash ^ hash >> 32) &* 0x9E37_79B9_7F4A_7C15
        return mixed ^ mixed >> 29
    }
}
