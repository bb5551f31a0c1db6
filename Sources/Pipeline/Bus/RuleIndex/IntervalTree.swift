/// Closed intervals of numbers, found by a number in them in logarithmic time.
struct IntervalTree: Sendable {
    private var lower: [Double] = []
    private var upper: [Double] = []
    private var postings: [RuleIndex.Posting] = []
    /// The greatest upper end of the part of which an interval is the middle one.
    private var greatest: [Double] = []

    var isEmpty: Bool { lower.isEmpty }

    init() {}

    init(_ intervals: [(range: EventPattern.NumericRange, posting: RuleIndex.Posting)]) {
        let ends = intervals.map { one in
            (one.range.lower?.value ?? -.infinity, one.range.upper?.value ?? .infinity, one.posting)
        }
        let ordered = ends.sorted { $0.0 < $1.0 }
        lower = ordered.map(\.0)
        upper = ordered.map(\.1)
        postings = ordered.map(\.2)
        greatest = upper
        settle(0..<upper.count)
    }

    @discardableResult
    private mutating func settle(_ part: Range<Int>) -> Double {
        guard !part.isEmpty else { return -.infinity }
        let middle = (part.lowerBound + part.upperBound) / 2
        let left = settle(part.lowerBound..<middle)
        let right = settle(middle + 1..<part.upperBound)
        greatest[middle] = max(upper[middle], left, right)
        return greatest[middle]
    }

    /// Calls `body` with every interval that `value` is in.
    func find(_ value: Double, _ body: (RuleIndex.Posting) -> Void) { find(value, 0..<lower.count, body) }

    private func find(_ value: Double, _ part: Range<Int>, _ body: (RuleIndex.Posting) -> Void) {
        guard !part.isEmpty else { return }
        let middle = (part.lowerBound + part.upperBound) / 2
        guard greatest[middle] >= value else { return }
        find(value, part.lowerBound..<middle, body)
        guard lower[middle] <= value else { return }
        if upper[middle] >= value { body(postings[middle]) }
        find(value, middle + 1..<part.upperBound, body)
    }
}
