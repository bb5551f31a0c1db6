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
