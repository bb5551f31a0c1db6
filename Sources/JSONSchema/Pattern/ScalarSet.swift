/// A set of code points: ranges, properties, and whether it is all the others.
struct ScalarSet: Sendable {
    private(set) var ranges: [ClosedRange<UInt32>]
    private(set) var properties: [UnicodeProperty]
    private(set) var isNegated: Bool
    /// The answers for ASCII.
    private var low: (UInt64, UInt64) = (0, 0)

    init(_ ranges: [ClosedRange<UInt32>] = [], properties: [UnicodeProperty] = [], negated: Bool = false) {
        self.ranges = ranges
        self.properties = properties
        isNegated = negated
        for value in 0..<128 as Range<UInt32> where decides(value) {
            if value < 64 { low.0 |= 1 << UInt64(value) } else { low.1 |= 1 << UInt64(value - 64) }
        }
    }

    func contains(_ value: UInt32) -> Bool {
        if value < 64 { return low.0 >> UInt64(value) & 1 == 1 }
        if value < 128 { return low.1 >> UInt64(value - 64) & 1 == 1 }
        return decides(value)
    }

    private func decides(_ value: UInt32) -> Bool {
        (ranges.contains { $0.contains(value) } || properties.contains { $0.contains(value) }) != isNegated
    }

    /// Everything that is in none of the ranges.
    static func complement(_ ranges: [ClosedRange<UInt32>]) -> [ClosedRange<UInt32>] {
        var others: [ClosedRange<UInt32>] = []
        var next: UInt32 = 0
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if range.lowerBound > next { others.append(next...(range.lowerBound - 1)) }
            next = max(next, range.upperBound + 1)
        }
        if next <= 0x10_FFFF { others.append(next...0x10_FFFF) }
        return others
    }

    static let digits: [ClosedRange<UInt32>] = [48...57]
    static let words: [ClosedRange<UInt32>] = [48...57, 65...90, 95...95, 97...122]
    /// WhiteSpace and LineTerminator of ECMA-262, section 12.2 and 12.3.
    static let spaces: [ClosedRange<UInt32>] = [
        9...13, 32...32, 0xA0...0xA0, 0x1680...0x1680, 0x2000...0x200A, 0x2028...0x2029, 0x202F...0x202F,
        0x205F...0x205F,
        0x3000...0x3000, 0xFEFF...0xFEFF,
    ]
    /// What `.` does not match.
    static let lineEnds: [ClosedRange<UInt32>] = [10...10, 13...13, 0x2028...0x2029]
}
