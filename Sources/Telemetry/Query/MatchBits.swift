/// Which records of a range match: nothing at all where it is all or none of them, else one bit a record.
struct MatchBits: Sendable {
    /// Ids.
    private(set) var range: Range<Int>
    private(set) var count: Int
    /// From the range's lower bound on, the bits behind its end clear; empty where all or none match.
    private var words: [UInt64] = []

    /// All records of a range.
    init(all range: Range<Int>) {
        self.range = range
        count = range.count
    }

    /// - Parameter first: the id of the chunk's row 0.
    init(_ bits: RowBits, _ rows: Range<Int>, first: Int) {
        range = first + rows.lowerBound..<first + rows.upperBound
        count = bits.count(rows)
        guard count > 0, count < rows.count else { return }
        let shift = UInt64(rows.lowerBound & 63)
        let span = RowBits.words(of: rows)
        words = [UInt64](unsafeUninitializedCapacity: (rows.count + 63) / 64) { buffer, used in
            used = (rows.count + 63) / 64
            for n in 0..<used {
                var word = bits.words[span.lowerBound + n] >> shift
                if shift > 0, span.lowerBound + n + 1 < span.upperBound {
                    word |= bits.words[span.lowerBound + n + 1] << (64 - shift)
                }
                buffer[n] = word
            }
        }
    }

    func contains(_ id: Int) -> Bool {
        guard range.contains(id) else { return false }
        if words.isEmpty { return count > 0 }
        let n = id - range.lowerBound
        return words[n >> 6] >> UInt64(n & 63) & 1 == 1
    }

    /// How many matches are below an id.
    func rank(of id: Int) -> Int {
        let n = min(max(id - range.lowerBound, 0), range.count)
        if words.isEmpty { return count == 0 ? 0 : n }
        var rank = 0
        for word in 0..<n >> 6 { rank += words[word].nonzeroBitCount }
        if n & 63 != 0 { rank += (words[n >> 6] & ~(~0 << UInt64(n & 63))).nonzeroBitCount }
        return rank
    }

    /// The id of a match, counted from 0; there is one for each number below ``count``.
    subscript(position: Int) -> Int {
        if words.isEmpty { return range.lowerBound + position }
        var left = position
        for (n, word) in words.enumerated() {
            let here = word.nonzeroBitCount
            if left < here {
                var bits = word
                for _ in 0..<left { bits &= bits - 1 }
                return range.lowerBound + n << 6 + bits.trailingZeroBitCount
            }
            left -= here
        }
        preconditionFailure("match \(position) of \(count)")
    }

    var first: Int? { count == 0 ? nil : self[0] }
    var last: Int? { count == 0 ? nil : self[count - 1] }

    /// Calls `body` with the id of each match, ascending.
    func forEach(_ body: (Int) -> Void) {
        if words.isEmpty {
            if count > 0 { for id in range { body(id) } }
            return
        }
        for (n, word) in words.enumerated() {
            var bits = word
            while bits != 0 {
                body(range.lowerBound + n << 6 + bits.trailingZeroBitCount)
                bits &= bits - 1
            }
        }
    }

    /// Appends what matches behind its end.
    mutating func append(_ more: MatchBits) {
        precondition(more.range.lowerBound == range.upperBound)
        if more.range.isEmpty { return }
        let whole = range.lowerBound..<more.range.upperBound
        defer {
            range = whole
            count += more.count
        }
        if words.isEmpty, more.words.isEmpty, count == range.count && more.count == more.range.count { return }
        if count == 0, more.count == 0 { return }
        spell()
        words.append(contentsOf: repeatElement(0, count: (whole.count + 63) / 64 - words.count))
        more.forEach { id in words[(id - whole.lowerBound) >> 6] |= 1 << UInt64((id - whole.lowerBound) & 63) }
    }

    /// Bits for what was all or none.
    private mutating func spell() {
        guard words.isEmpty else { return }
        words = Array(repeating: count == 0 ? 0 : ~0, count: (range.count + 63) / 64)
        if count > 0, range.count & 63 != 0 { words[words.count - 1] &= ~(~0 << UInt64(range.count & 63)) }
    }

    var bytes: Int { words.count * 8 }
}
