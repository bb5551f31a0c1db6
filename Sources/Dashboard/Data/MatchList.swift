/// Ids of the records that match a filter, ascending, as far as the log has been searched. Grows at both ends: at the end with
/// what arrives, at the front because a search goes from the newest record back.
///
/// A copy shares its blocks, so a snapshot costs the same whatever the length of the list.
package struct MatchList: Sendable {
    /// A searched stretch.
    private struct Block: Sendable {
        var range: Range<Int>
        /// Nil: every id of the range.
        var ids: [Int]?
        var count: Int { ids?.count ?? range.count }
        subscript(i: Int) -> Int { ids?[i] ?? range.lowerBound + i }
        /// How many are below `id`.
        func rank(of id: Int) -> Int {
            guard let ids else { return min(max(id - range.lowerBound, 0), range.count) }
            return ids.partitioningIndex { $0 >= id }
        }
    }

    /// Small blocks at the end are joined up to this length.
    private static let blockLength = 4096
    private var blocks: [Block] = []
    /// Matches before each block.
    private var offsets: [Int] = []

    /// The filter; empty matches everything.
    package let query: String
    package private(set) var count = 0
    /// The part of the log that is searched.
    package private(set) var searched: Range<Int> = 0..<0
    /// The part of the log that is there to be searched.
    package private(set) var available: Range<Int> = 0..<0

    package init(query: String = "") { self.query = query }

    /// Every id of a range.
    package init(all range: Range<Int>) {
        self.init()
        available = range
        append(range, nil)
    }

    package var isComplete: Bool { searched == available || available.isEmpty }
    /// A new filter is still on its way back to the oldest record. What arrives meanwhile does not count: it is searched soon.
    package var isSearching: Bool { !available.isEmpty && searched.lowerBound > available.lowerBound }
    /// How much of the log is searched, 0 to 1.
    package var progress: Double { available.isEmpty ? 1 : Double(searched.count) / Double(available.count) }

    /// The id at a position, counted from the oldest match.
    package subscript(position: Int) -> Int {
        let i = offsets.partitioningIndex { $0 > position } - 1
        return blocks[i][position - offsets[i]]
    }

    /// How many matches are older than `id`; the position of `id` itself, if it matches.
    package func rank(of id: Int) -> Int {
        let i = blocks.partitioningIndex { $0.range.upperBound > id }
        return i == blocks.count ? count : offsets[i] + blocks[i].rank(of: id)
    }

    package func contains(_ id: Int) -> Bool {
        let rank = rank(of: id)
        return rank < count && self[rank] == id
    }

    /// Takes note of what the log holds now: what it has dropped is no match any more.
    package mutating func hold(_ ids: Range<Int>) {
        available = ids
        guard let first = blocks.first, first.range.lowerBound < ids.lowerBound else { return }
        blocks.removeAll { $0.range.upperBound <= ids.lowerBound }
        if let block = blocks.first, block.range.lowerBound < ids.lowerBound {
            blocks[0] = Block(
                range: ids.lowerBound..<block.range.upperBound,
                ids: block.ids.map { $0.filter { $0 >= ids.lowerBound } }
            )
        }
        settle()
    }

    /// Adds the matches of a stretch that ends where the searched part begins, or begins where it ends. `nil` stands for all.
    package mutating func append(_ range: Range<Int>, _ ids: [Int]?) {
        guard !range.isEmpty else { return }
        if blocks.isEmpty || range.lowerBound == searched.upperBound {
            if let last = blocks.last, last.ids == nil, ids == nil {
                blocks[blocks.count - 1].range = last.range.lowerBound..<range.upperBound
            } else if let last = blocks.last?.ids, let ids, last.count + ids.count <= Self.blockLength {
                blocks[blocks.count - 1].ids = last + ids
                blocks[blocks.count - 1].range = blocks[blocks.count - 1].range.lowerBound..<range.upperBound
            } else {
                blocks.append(Block(range: range, ids: ids))
            }
        } else if range.upperBound == searched.lowerBound {
            blocks.insert(Block(range: range, ids: ids), at: 0)
        } else {
            return
        }
        settle()
    }

    private mutating func settle() {
        offsets.removeAll(keepingCapacity: true)
        count = 0
        for block in blocks {
            offsets.append(count)
            count += block.count
        }
        let end = available.upperBound
        searched = (blocks.first?.range.lowerBound ?? end)..<(blocks.last?.range.upperBound ?? end)
    }
}

extension Array {
    /// The first index whose element is true of the predicate, in an array where false ones come before true ones.
    fileprivate func partitioningIndex(_ predicate: (Element) -> Bool) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if predicate(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
