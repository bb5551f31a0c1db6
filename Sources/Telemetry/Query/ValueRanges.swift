import EventModel

/// Comparisons with values, as ranges of what a column holds.
enum ValueRanges {
    /// The numbers within `domain` whose value stands to one of `values` as the operator says.
    ///
    /// - Parameter found: the value of a number, as a line would give it; larger for larger numbers.
    static func of(
        _ op: QueryOperator,
        _ values: [QueryValue],
        in domain: ClosedRange<Int64>,
        _ found: (Int64) -> FoundValue
    ) -> [ClosedRange<Int64>] {
        values.compactMap { value in
            let path = QueryPath("")
            func holds(_ op: QueryOperator, _ n: Int64) -> Bool { op.compares(found(n), value, path) }
            // Where the numbers stop being less, and where they start being more.
            let equal = first(in: domain) { holds(.greaterOrEqual, $0) }
            let greater = first(in: domain) { holds(.greater, $0) }
            switch op {
            case .less: return range(domain.lowerBound, below: equal, domain) { holds(.less, $0) }
            case .lessOrEqual: return range(domain.lowerBound, below: greater, domain) { holds(.lessOrEqual, $0) }
            case .greater: return greater.map { $0...domain.upperBound }
            case .greaterOrEqual: return equal.map { $0...domain.upperBound }
            case .equal: return equal.flatMap { range($0, below: greater, domain) { holds(.equal, $0) } }
            }
        }
    }

    private static func range(
        _ low: Int64,
        below end: Int64?,
        _ domain: ClosedRange<Int64>,
        _ holds: (Int64) -> Bool
    ) -> ClosedRange<Int64>? {
        if let end, end == low { return nil }
        // A value of another kind is neither more nor less nor equal.
        return holds(low) ? low...(end.map { $0 - 1 } ?? domain.upperBound) : nil
    }

    /// The first number of the domain that passes, where all after it pass too.
    private static func first(in domain: ClosedRange<Int64>, _ passes: (Int64) -> Bool) -> Int64? {
        guard passes(domain.upperBound) else { return nil }
        var low = domain.lowerBound
        var high = domain.upperBound
        while low < high {
            let middle = low &+ Int64(bitPattern: UInt64(bitPattern: high &- low) / 2)
            if passes(middle) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
