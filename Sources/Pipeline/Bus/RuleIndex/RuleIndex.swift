/// All patterns of a bus as one structure, so that an event costs what it has and what matches it, not what there is.
///
/// Of every alternative of every pattern, the field that the fewest events should pass is its gate. The tests of the gates are
/// found from an event's values by hash (``RuleKeys``), by interval, or in lists; an alternative whose gate holds is then checked
/// field by field, and each condition that alternatives share is tried on an event once.
final class RuleIndex: Sendable {
    /// A field's tests at a path of the index.
    struct Condition: Sendable {
        var path: Int32
        var tests: [EventPattern.Test]
        var acceptsAbsence: Bool
    }

    /// One test of one condition.
    struct Posting: Hashable, Sendable {
        var condition: Int32
        var test: Int32
    }

    let paths: EventPattern.PathTable
    let conditions: [Condition]
    /// For each alternative its fields, by condition, in the order of their paths, and its pattern's number.
    let alternatives: [[Int32]]
    let patternOf: [Int32]
    /// The alternatives that wait behind a condition.
    let behind: [[Int32]]
    let gates: [RuleGates.Box]
    let keys: RuleKeys
    /// The paths that some gate wants to be absent.
    let absentPaths: [Int32]
    let patternCount: Int

    convenience init(_ patterns: [EventPattern]) {
        var builder = RuleIndexBuilder()
        for (i, pattern) in patterns.enumerated() { builder.add(pattern, number: Int32(i)) }
        let parts = builder.parts()
        self.init(parts, patternCount: patterns.count)
    }

    /// What the builder makes.
    struct Parts {
        var paths: EventPattern.PathTable
        var conditions: [Condition]
        var alternatives: [[Int32]]
        var patternOf: [Int32]
        var behind: [[Int32]]
        var gates: [RuleGates]
        var keys: RuleKeys
    }

    private init(_ parts: Parts, patternCount: Int) {
        paths = parts.paths
        conditions = parts.conditions
        alternatives = parts.alternatives
        patternOf = parts.patternOf
        behind = parts.behind
        gates = parts.gates.map(RuleGates.Box.init)
        keys = parts.keys
        absentPaths = parts.gates.indices.filter { !parts.gates[$0].absent.isEmpty }.map { Int32($0) }
        self.patternCount = patternCount
    }

    /// The fields of an alternative, for the search that keeps to the elements of arrays.
    func fields(of alternative: Int) -> [EventPattern.Field] {
        alternatives[alternative].map { id in
            let condition = conditions[Int(id)]
            return EventPattern.Field(path: "", number: Int(condition.path), tests: condition.tests)
        }
    }
}
