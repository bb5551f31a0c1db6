/// One bit for each row of a chunk, in words of 64 that belong to somebody else.
struct RowBits {
    /// Words for the longest chunk.
    static let longest = 1 << 10

    let words: UnsafeMutablePointer<UInt64>

    @inline(__always)
    func contains(_ row: Int) -> Bool { words[row >> 6] >> UInt64(row & 63) & 1 == 1 }

    @inline(__always)
    func insert(_ row: Int) { words[row >> 6] |= 1 << UInt64(row & 63) }

    @inline(__always)
    func remove(_ row: Int) { words[row >> 6] &= ~(1 << UInt64(row & 63)) }

    /// The words that hold the bits of some rows.
    @inline(__always)
    static func words(of rows: Range<Int>) -> Range<Int> { rows.lowerBound >> 6..<(rows.upperBound + 63) >> 6 }

    /// Sets the bits of some rows and clears the others of their words.
    func fill(_ rows: Range<Int>) {
        clear(rows)
        guard !rows.isEmpty else { return }
        let span = RowBits.words(of: rows)
        (words + span.lowerBound).update(repeating: ~0, count: span.count)
        words[span.lowerBound] &= ~0 << UInt64(rows.lowerBound & 63)
        if rows.upperBound & 63 != 0 { words[span.upperBound - 1] &= ~(~0 << UInt64(rows.upperBound & 63)) }
    }

    func clear(_ rows: Range<Int>) {
        let span = RowBits.words(of: rows)
        (words + span.lowerBound).update(repeating: 0, count: span.count)
    }

    func count(_ rows: Range<Int>) -> Int {
        var count = 0
        for word in RowBits.words(of: rows) { count += words[word].nonzeroBitCount }
        return count
    }

    func isEmpty(_ rows: Range<Int>) -> Bool {
        var any: UInt64 = 0
        for word in RowBits.words(of: rows) { any |= words[word] }
        return any == 0
    }

    /// Calls `body` with each row whose bit is set, ascending, until it returns false.
    @inline(__always)
    func forEach(_ rows: Range<Int>, _ body: (Int) -> Bool) {
        for word in RowBits.words(of: rows) {
            var bits = words[word]
            while bits != 0 {
                if !body(word << 6 + bits.trailingZeroBitCount) { return }
                bits &= bits - 1
            }
        }
    }

    /// Calls `body` with the words of some rows, and the bits of each that stand for them.
    @inline(__always)
    static func forEachWord(_ rows: Range<Int>, _ body: (_ word: Int, _ mask: UInt64) -> Void) {
        for word in words(of: rows) {
            var mask = ~UInt64(0)
            if word << 6 < rows.lowerBound { mask &= ~0 << UInt64(rows.lowerBound & 63) }
            if word << 6 + 64 > rows.upperBound { mask &= ~(~0 << UInt64(rows.upperBound & 63)) }
            body(word, mask)
        }
    }

    /// Clears the bits of some rows and no others.
    func clearOnly(_ rows: Range<Int>) { RowBits.forEachWord(rows) { words[$0] &= ~$1 } }

    /// Adds another's bits of some rows.
    func merge(_ other: RowBits, in rows: Range<Int>) {
        RowBits.forEachWord(rows) { words[$0] |= other.words[$0] & $1 }
    }

    /// Takes over another's bits of some rows.
    func replace(_ other: RowBits, in rows: Range<Int>) {
        RowBits.forEachWord(rows) { words[$0] = words[$0] & ~$1 | other.words[$0] & $1 }
    }

    /// As ``forEach(_:_:)``, for rows that may share their words with others.
    @inline(__always)
    func forEachOnly(_ rows: Range<Int>, _ body: (Int) -> Bool) {
        var goesOn = true
        RowBits.forEachWord(rows) { word, mask in
            var bits = words[word] & mask
            while goesOn, bits != 0 {
                goesOn = body(word << 6 + bits.trailingZeroBitCount)
                bits &= bits - 1
            }
        }
    }

    /// Calls `body` with ranges that hold all rows whose bits are set, until it returns false: rows nearer to one another
    /// than `gap` share one.
    func forEachSpan(_ rows: Range<Int>, gap: Int, _ body: (Range<Int>) -> Bool) {
        var span: Range<Int>?
        var goesOn = true
        forEach(rows) { row in
            if let current = span {
                if row - current.upperBound < gap {
                    span = current.lowerBound..<row + 1
                    return true
                }
                goesOn = body(current)
            }
            span = row..<row + 1
            return goesOn
        }
        if goesOn, let span { _ = body(span) }
    }
}

/// Bitmaps lent in the order of a stack, kept for the next chunk.
final class RowBitsStack {
    private var slabs: [UnsafeMutablePointer<UInt64>] = []
    private var used = 0

    deinit { for slab in slabs { slab.deallocate() } }

    /// A bitmap with any content; give it back by ``release(_:)``.
    func take() -> RowBits {
        if used == slabs.count {
            let slab = UnsafeMutablePointer<UInt64>.allocate(capacity: RowBits.longest)
            slab.initialize(repeating: 0, count: RowBits.longest)
            slabs.append(slab)
        }
        used += 1
        return RowBits(words: slabs[used - 1])
    }

    /// Gives back the last `count` taken.
    func release(_ count: Int) { used -= count }
}
