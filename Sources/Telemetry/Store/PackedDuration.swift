/// A duration in 32 bits: exact to the nanosecond up to a second, to the microsecond up to 17 minutes, to the millisecond up
/// to 12 days, else to the second. Longer durations have larger words, so that words compare as durations do.
struct PackedDuration: BitwiseCopyable {
    var word: UInt32

    static let none = UInt32.max
    private static let limit: Int64 = 1 << 30
    private static let units: [Int64] = [1, 1_000, 1_000_000, 1_000_000_000]

    /// - Parameter nanoseconds: not negative, or ``Chunk/none``.
    init(_ nanoseconds: Int64) {
        if nanoseconds == Chunk.none {
            word = PackedDuration.none
        } else if nanoseconds < PackedDuration.limit {
            word = UInt32(truncatingIfNeeded: max(nanoseconds, 0))
        } else {
            word = PackedDuration.longer(nanoseconds)
        }
    }

    init(word: UInt32) { self.word = word }

    private static func longer(_ nanoseconds: Int64) -> UInt32 {
        for unit in 1..<4 {
            let size = units[unit]
            let amount = nanoseconds / size + (nanoseconds % size >= size / 2 ? 1 : 0)
            if amount < limit { return UInt32(unit) << 30 | UInt32(amount) }
        }
        // One less than ``none``: 34 years.
        return UInt32.max - 1
    }

    /// In nanoseconds; ``Chunk/none`` for none.
    @inline(__always)
    var nanoseconds: Int64 {
        if word < 1 << 30 { return Int64(word) }
        if word == PackedDuration.none { return Chunk.none }
        let amount = Int64(word & (1 << 30 - 1))
        switch word >> 30 {
        case 1: return amount * 1_000
        case 2: return amount * 1_000_000
        default: return amount * 1_000_000_000
        }
    }
}

/// A column of packed durations, read and written in nanoseconds.
struct DurationColumn {
    let words: UnsafeMutablePointer<UInt32>

    @inline(__always)
    subscript(_ row: Int) -> Int64 {
        get { PackedDuration(word: words[row]).nanoseconds }
        nonmutating set { words[row] = PackedDuration(newValue).word }
    }
}
