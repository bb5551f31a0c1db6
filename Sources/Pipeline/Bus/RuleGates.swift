/// The gates at one path: what of a value is looked up, and what is found without looking up.
struct RuleGates: Sendable {
    /// Conditions of which one test is the same, `anything-but` the commonest of what they exclude: where it fails, all fail.
    struct Group: Sendable {
        var common: EventPattern.Test
        var postings: [RuleIndex.Posting]
    }

    /// Keeps it in one place: a look at it copies nothing.
    final class Box: Sendable {
        let gates: RuleGates
        init(_ gates: RuleGates) { self.gates = gates }
    }

    /// Which kinds of key there are at this path.
    var hasTexts = false
    var hasNumbers = false
    var hasFolded = false
    /// The lengths of the beginnings and ends that are looked up, ascending.
    var prefixes: [Int] = []
    var suffixes: [Int] = []
    var foldedPrefixes: [Int] = []
    var foldedSuffixes: [Int] = []
    /// The lengths of the parts of pieces of wildcards that are looked up at every place.
    var windows: [Int] = []
    /// The widths of the networks that are looked up.
    var networks: [RuleKeys.Width] = []
    var intervals = IntervalTree()
    var groups: [Group] = []
    /// Conditions that hold where the path is absent.
    var absent: [Int32] = []
}

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
