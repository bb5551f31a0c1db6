extension PackedDuration {
    /// The words of the durations in a range of nanoseconds, so that a column is compared without unpacking it; nil: there
    /// is none. The word for no duration is never among them.
    static func words(in range: ClosedRange<Int64>) -> ClosedRange<UInt32>? {
        let low = first { $0 >= range.lowerBound }
        let end = first { $0 > range.upperBound }
        return low < end ? low...end - 1 : nil
    }

    /// The first word whose duration passes, where all longer ones pass too; ``none`` if no duration does.
    private static func first(_ passes: (Int64) -> Bool) -> UInt32 {
        var low: UInt32 = 0
        var high = none
        while low < high {
            let middle = low + (high - low) / 2
            if passes(PackedDuration(word: middle).nanoseconds) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
