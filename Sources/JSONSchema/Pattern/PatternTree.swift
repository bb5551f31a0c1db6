/// A pattern as its text nests it.
indirect enum PatternTree: Sendable {
    case empty
    case set(ScalarSet)
    case sequence([PatternTree])
    case alternatives([PatternTree])
    case capture(PatternTree, Int)
    case reference([Int])
    case assertion(ECMAPattern.Assertion)
    case look(PatternTree, ahead: Bool, negated: Bool)
    /// `captures`: the groups within, which each round forgets.
    case loop(PatternTree, least: Int, most: Int, greedy: Bool, captures: Range<Int>)
}
