import Synchronization

/// Which further ids the records of a chunk name beside the one that is their flow's key, each pair once.
///
/// `@unchecked Sendable`: the store's writer appends, in the order of rows. A tie is written before the row that names
/// it is published and never changes; readers ask only for ties of rows that are published to them.
final class TieList: @unchecked Sendable {
    /// What kind of id a record's key is tied to.
    enum Kind {
        case trace, request
        /// A request, by a record whose key is a trace.
        case requestOfTrace
    }

    private static let blockTies = 512
    private static let isRequest: UInt32 = 1 << 31
    private static let isOfTrace: UInt32 = 1 << 30

    /// Memory for the ties of `blockTies` further pairs: their other ids, then their rows with the kind in the top bits.
    private let blocks: UnsafeMutablePointer<UnsafeMutableRawPointer>
    private let used = Atomic<Int>(0)
    /// Writer only: the pairs there are already.
    private var known = FlatSet()

    /// - Parameter rows: records of the chunk, at most; each names at most two further ids.
    init(rows: Int) {
        blocks = .allocate(capacity: rows * 2 / Self.blockTies + 1)
    }

    deinit {
        for n in 0..<Self.blockCount(used.load(ordering: .relaxed)) { blocks[n].deallocate() }
        blocks.deallocate()
    }

    private static func blockCount(_ ties: Int) -> Int { (ties + blockTies - 1) / blockTies }

    var isEmpty: Bool { used.load(ordering: .acquiring) == 0 }

    /// Bytes of memory it holds. Writer only.
    var bytes: Int {
        let ties = used.load(ordering: .relaxed)
        return ties == 0 ? 0 : Self.blockCount(ties) * Self.blockTies * 12 + known.bytes
    }

    /// Notes that a row whose key is `flow` names another id too. Writer only; rows come in ascending order.
    func add(row: Int, flow: UInt64, other: UInt64, _ kind: Kind) {
        guard flow != other else { return }
        // Two pairs with one fingerprint are as unlikely as two ids with one hash.
        let fingerprint = (flow &* 0x9E37_79B9_7F4A_7C15) ^ other ^ UInt64(Self.bits(kind)) &* 0x8EBC_6AF0_9C88_C6E3
        guard known.insert(fingerprint == 0 ? 1 : fingerprint) else { return }
        let tie = used.load(ordering: .relaxed)
        if tie % Self.blockTies == 0 {
            blocks[tie / Self.blockTies] = .allocate(byteCount: Self.blockTies * 12, alignment: 8)
        }
        let block = blocks[tie / Self.blockTies]
        let place = tie % Self.blockTies
        block.storeBytes(of: other, toByteOffset: place * 8, as: UInt64.self)
        block.storeBytes(
            of: UInt32(row) | Self.bits(kind),
            toByteOffset: Self.blockTies * 8 + place * 4,
            as: UInt32.self
        )
        used.store(tie + 1, ordering: .releasing)
    }

    /// Nothing is added any more. Writer only.
    func seal() { known = FlatSet() }

    private func row(_ tie: Int) -> (row: Int, kind: Kind) {
        let word = blocks[tie / Self.blockTies].load(
            fromByteOffset: Self.blockTies * 8 + tie % Self.blockTies * 4,
            as: UInt32.self
        )
        let kind: Kind =
            word & Self.isRequest == 0 ? .trace : word & Self.isOfTrace == 0 ? .request : .requestOfTrace
        return (Int(word & ~(Self.isRequest | Self.isOfTrace)), kind)
    }

    private static func bits(_ kind: Kind) -> UInt32 {
        switch kind {
        case .trace: 0
        case .request: isRequest
        case .requestOfTrace: isRequest | isOfTrace
        }
    }

    /// Calls `body` with each tie that was first named in one of these rows, in the order of rows.
    func forEach(in rows: Range<Int>, _ body: (_ row: Int, _ other: UInt64, _ kind: Kind) -> Void) {
        let count = used.load(ordering: .acquiring)
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if row(middle).row < rows.lowerBound { low = middle + 1 } else { high = middle }
        }
        for tie in low..<count {
            let (row, kind) = row(tie)
            guard row < rows.upperBound else { return }
            let other = blocks[tie / Self.blockTies].load(
                fromByteOffset: tie % Self.blockTies * 8,
                as: UInt64.self
            )
            body(row, other, kind)
        }
    }
}
