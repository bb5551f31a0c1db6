/// Which of 65,536 records match, counted from 0: a list while they are few, a bit each when they are many, so that it takes
/// 8 kB at most.
struct MatchBlock: Sendable {
    static let shift = 16
    static let length = 1 << shift

    private enum Rows: Sendable {
        case few([UInt16])
        /// One bit a record; and before each run of eight words, how many are set.
        case many(words: [UInt64], ranks: [UInt32])
    }

    /// A list of more takes more room than the bits do.
    private static let few = 4_000
    private static let wordsPerRank = 8
    private var rows = Rows.few([])
    private(set) var count = 0

    /// The record at a position among the matches.
    subscript(position: Int) -> Int {
        switch rows {
        case .few(let rows): return Int(rows[position])
        case .many(let words, let ranks):
            let run = ranks.partitioningIndex { $0 > position } - 1
            var left = position - Int(ranks[run])
            var i = run * Self.wordsPerRank
            while words[i].nonzeroBitCount <= left {
                left -= words[i].nonzeroBitCount
                i += 1
            }
            var word = words[i]
            for _ in 0..<left { word &= word - 1 }
            return i * 64 + word.trailingZeroBitCount
        }
    }

    /// How many matches are below a record.
    func rank(of row: Int) -> Int {
        if row <= 0 { return 0 }
        if row >= Self.length { return count }
        switch rows {
        case .few(let rows): return rows.partitioningIndex { $0 >= row }
        case .many(let words, let ranks):
            let last = row / 64
            let run = last / Self.wordsPerRank
            var rank = Int(ranks[run])
            for i in run * Self.wordsPerRank..<last { rank += words[i].nonzeroBitCount }
            return rank + (words[last] & ((1 << UInt64(row % 64)) - 1)).nonzeroBitCount
        }
    }

    /// Adds matches, ascending, all of them below or all of them above those it has.
    mutating func add(_ new: some Collection<Int>) {
        guard let first = new.first else { return }
        switch rows {
        case .few(var old) where old.count + new.count <= Self.few:
            rows = .few([])
            let place = old.last.map { Int($0) < first } ?? true ? old.count : 0
            old.insert(contentsOf: new.lazy.map { UInt16($0) }, at: place)
            count = old.count
            rows = .few(old)
        case .few(let old):
            var words = [UInt64](repeating: 0, count: Self.length / 64)
            for row in old { words[Int(row) / 64] |= 1 << UInt64(row % 64) }
            set(new, in: &words)
        case .many(var words, _):
            rows = .few([])
            set(new, in: &words)
        }
    }

    /// Forgets the matches below a record.
    mutating func remove(below row: Int) {
        guard rank(of: row) > 0 else { return }
        switch rows {
        case .few(let old):
            rows = .few(Array(old.drop { $0 < row }))
            count -= old.count { $0 < row }
        case .many(var words, _):
            for i in 0..<min(row / 64, words.count) { words[i] = 0 }
            if row < Self.length { words[row / 64] &= ~((1 << UInt64(row % 64)) - 1) }
            set([], in: &words)
        }
    }

    private mutating func set(_ new: some Collection<Int>, in words: inout [UInt64]) {
        for row in new { words[row / 64] |= 1 << UInt64(row % 64) }
        var ranks: [UInt32] = []
        ranks.reserveCapacity(words.count / Self.wordsPerRank)
        var rank: UInt32 = 0
        for (i, word) in words.enumerated() {
            if i % Self.wordsPerRank == 0 { ranks.append(rank) }
            rank += UInt32(word.nonzeroBitCount)
        }
        count = Int(rank)
        rows = .many(words: words, ranks: ranks)
    }
}

extension Array {
    /// The first index whose element is true of the predicate, in an array where false ones come before true ones.
    func partitioningIndex(_ predicate: (Element) -> Bool) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if predicate(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
