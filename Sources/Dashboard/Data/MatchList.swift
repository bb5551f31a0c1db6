/// Ids of the records that match a filter, ascending, as far as the log has been searched. Grows at both ends, as a search goes
/// from where somebody looks to the newest record and to the oldest.
///
/// A record takes one bit at most, the record at a position is found in logarithmic time, and a copy shares its blocks.
package struct MatchList: Sendable {
    /// Blocks of ids side by side, the first from `base` on. Empty while nothing is searched, and where everything matches.
    private var blocks: [MatchBlock] = []
    private var base = 0
    /// Matches before each block.
    private var offsets: [Int] = []
    private let matchesAll: Bool
    /// What was there when the search began; what has come since is searched as it comes.
    private var goal: Int?

    /// The filter; empty matches everything.
    package let query: String
    package private(set) var count = 0
    /// The part of the log that is searched.
    package private(set) var searched: Range<Int> = 0..<0
    /// The part of the log that is there to be searched.
    package private(set) var available: Range<Int> = 0..<0

    package init(query: String = "") {
        self.query = query
        matchesAll = false
    }

    /// Every id of a range.
    package init(all range: Range<Int>) {
        query = ""
        matchesAll = true
        available = range
        searched = range
        count = range.count
    }

    package var isComplete: Bool { searched == available || available.isEmpty }
    /// A new filter is still on its way to both ends of the log. What arrives meanwhile does not count: it is searched soon.
    package var isSearching: Bool {
        guard !available.isEmpty else { return false }
        return searched.isEmpty || searched.lowerBound > available.lowerBound || searched.upperBound < goal ?? 0
    }
    /// How much of the log is searched, 0 to 1.
    package var progress: Double { available.isEmpty ? 1 : Double(searched.count) / Double(available.count) }

    /// The id at a position, counted from the oldest match.
    package subscript(position: Int) -> Int {
        if matchesAll { return available.lowerBound + position }
        let i = offsets.partitioningIndex { $0 > position } - 1
        return base + i << MatchBlock.shift + blocks[i][position - offsets[i]]
    }

    /// How many matches are older than `id`; the position of `id` itself, if it matches.
    package func rank(of id: Int) -> Int {
        if matchesAll { return min(max(id - available.lowerBound, 0), count) }
        guard id > base else { return 0 }
        let i = (id - base) >> MatchBlock.shift
        return i < blocks.count ? offsets[i] + blocks[i].rank(of: (id - base) & (MatchBlock.length - 1)) : count
    }

    package func contains(_ id: Int) -> Bool {
        let rank = rank(of: id)
        return rank < count && self[rank] == id
    }

    /// Takes note of what the log holds now: what it has dropped is no match any more.
    package mutating func hold(_ ids: Range<Int>) {
        available = ids
        if goal == nil { goal = ids.upperBound }
        if matchesAll {
            searched = ids
            count = ids.count
            return
        }
        guard !searched.isEmpty, searched.lowerBound < ids.lowerBound else { return }
        if searched.upperBound <= ids.lowerBound {
            blocks = []
            searched = 0..<0
        } else {
            searched = ids.lowerBound..<searched.upperBound
            let gone = min((ids.lowerBound - base) >> MatchBlock.shift, blocks.count)
            blocks.removeFirst(gone)
            base += gone << MatchBlock.shift
            if !blocks.isEmpty { blocks[0].remove(below: ids.lowerBound - base) }
        }
        settle()
    }

    /// Adds the matches, ascending, of a stretch that ends where the searched part begins, or begins where it ends; of the first,
    /// anywhere. Any other stretch is refused.
    package mutating func append(_ range: Range<Int>, _ ids: [Int]) {
        guard !range.isEmpty, !matchesAll else { return }
        if searched.isEmpty {
            base = range.lowerBound & ~(MatchBlock.length - 1)
            blocks = []
            searched = range
        } else if range.lowerBound == searched.upperBound {
            searched = searched.lowerBound..<range.upperBound
        } else if range.upperBound == searched.lowerBound {
            let first = range.lowerBound & ~(MatchBlock.length - 1)
            let added = (base - first) >> MatchBlock.shift
            blocks.insert(contentsOf: repeatElement(MatchBlock(), count: added), at: 0)
            base = first
            searched = range.lowerBound..<searched.upperBound
        } else {
            return
        }
        let needed = (range.upperBound - 1 - base) >> MatchBlock.shift + 1
        if blocks.count < needed {
            blocks.append(contentsOf: repeatElement(MatchBlock(), count: needed - blocks.count))
        }
        var rest = ids[...]
        while let id = rest.first {
            let i = (id - base) >> MatchBlock.shift
            let start = base + i << MatchBlock.shift
            let part = rest.prefix { $0 < start + MatchBlock.length }
            blocks[i].add(part.lazy.map { $0 - start })
            rest = rest.dropFirst(part.count)
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
    }
}
