/// A hash table from what a value has to the tests that ask for it. It holds hashes only: two keys of one hash share their
/// postings, and whoever finds one tries the test.
struct RuleKeys: Sendable {
    enum Kind: UInt64 { case text, number, prefix, suffix, folded, foldedPrefix, foldedSuffix, window, network }

    /// How many bytes an address has, and how many bits of it a network fixes.
    struct Width: Hashable, Sendable {
        var bytes: Int
        var bits: Int
    }

    /// Bytes of a piece of a wildcard that are looked up at every place of a value: the most that a piece has.
    static let windowLengths = [8, 3]

    private var hashes: [UInt64]
    private var found: [Range<Int32>]
    private var postings: [RuleIndex.Posting] = []
    /// Two bits for every key in one word (a Bloom filter), in so little room that it stays in the nearest cache: almost all
    /// look-ups end here.
    private var filter: [UInt64]
    private let mask: Int
    private let filterMask: UInt64

    init(_ entries: [UInt64: [RuleIndex.Posting]]) {
        var capacity = 16
        while capacity < entries.count * 2 { capacity *= 2 }
        mask = capacity - 1
        filterMask = UInt64(capacity / 16 - 1)
        hashes = Array(repeating: 0, count: capacity)
        found = Array(repeating: 0..<0, count: capacity)
        filter = Array(repeating: 0, count: capacity / 16)
        for (hash, its) in entries.sorted(by: { $0.key < $1.key }) {
            var i = Int(truncatingIfNeeded: hash) & mask
            while hashes[i] != 0 { i = (i + 1) & mask }
            hashes[i] = hash
            let start = Int32(postings.count)
            postings += its
            found[i] = start..<Int32(postings.count)
            filter[Int((hash >> 20) & filterMask)] |= RuleKeys.bits(of: hash)
        }
    }

    private static func bits(of hash: UInt64) -> UInt64 { 1 << (hash >> 52 & 63) | 1 << (hash >> 58) }

    /// The key of what has been hashed, at a path.
    static func key(_ hash: UInt64, _ kind: Kind, at path: Int32) -> UInt64 {
        let place = (UInt64(truncatingIfNeeded: path) &* 16 &+ kind.rawValue &+ 1) &* 0xD6E8_FEB8_6659_FD93
        return ByteHash.spread(hash ^ place) | 1
    }

    /// Calls `body` with the tests under a key.
    @inline(__always)
    func find(_ key: UInt64, _ body: (RuleIndex.Posting) -> Void) {
        let bits = RuleKeys.bits(of: key)
        guard filter[Int((key >> 20) & filterMask)] & bits == bits else { return }
        look(up: key, body)
    }

    private func look(up key: UInt64, _ body: (RuleIndex.Posting) -> Void) {
        var i = Int(truncatingIfNeeded: key) & mask
        while hashes[i] != 0 {
            if hashes[i] == key {
                for at in found[i] { body(postings[Int(at)]) }
                return
            }
            i = (i + 1) & mask
        }
    }
}

extension ByteHash {
    static func of(_ bytes: some Sequence<UInt8>) -> UInt64 {
        bytes.reduce(start) { ($0 ^ UInt64($1)) &* prime }
    }
}
