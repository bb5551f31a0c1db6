/// Puts the index of a bus's patterns together.
struct RuleIndexBuilder {
    private struct Known: Hashable {
        var path: Int32
        var tests: [EventPattern.Test]
    }

    /// What a test is found by.
    enum Way: Hashable {
        case key(UInt64)
        case interval(Int32)
        /// With all others that almost any value passes, by the commonest of what they exclude.
        case value(Int32)
        case absence(Int32)
    }

    var paths = EventPattern.PathTable()
    private var numbers: [Known: Int32] = [:]
    var conditions: [RuleIndex.Condition] = []
    private var alternatives: [[Int32]] = []
    private var patternOf: [Int32] = []
    /// How many alternatives each condition is in.
    private var uses: [Int] = []

    struct Anchored: Hashable {
        var path: Int32
        var wildcard: EventPattern.Wildcard
    }
    var anchors: [Anchored: Anchor] = [:]

    mutating func add(_ pattern: EventPattern, number: Int32) {
        for fields in pattern.alternatives {
            alternatives.append(fields.map { condition($0) })
            patternOf.append(number)
        }
    }

    private mutating func condition(_ field: EventPattern.Field) -> Int32 {
        let known = Known(path: Int32(paths.number(of: field.path)), tests: field.tests)
        if let there = numbers[known] {
            uses[Int(there)] += 1
            return there
        }
        let id = Int32(conditions.count)
        numbers[known] = id
        uses.append(1)
        let acceptsAbsence = field.tests.contains { $0.acceptsAbsence }
        conditions.append(.init(path: known.path, tests: known.tests, acceptsAbsence: acceptsAbsence))
        return id
    }

    mutating func parts() -> RuleIndex.Parts {
        anchorWildcards()
        let costs = costs()
        var behind = [[Int32]](repeating: [], count: conditions.count)
        for (i, alternative) in alternatives.enumerated() {
            let gate = alternative.min { costs[Int($0)] < costs[Int($1)] }
            if let gate { behind[Int(gate)].append(Int32(i)) }
        }
        let (gates, entries) = gates(conditions.indices.filter { !behind[$0].isEmpty })
        return RuleIndex.Parts(
            paths: paths,
            conditions: conditions,
            alternatives: alternatives,
            patternOf: patternOf,
            behind: behind,
            gates: gates,
            keys: RuleKeys(entries)
        )
    }

    // MARK: Which field is the gate

    /// About how many alternatives an event would have to be checked against if each condition were a gate.
    private func costs() -> [Double] {
        var popularity: [Way: Int] = [:]
        for (id, condition) in conditions.enumerated() {
            for test in condition.tests { popularity[way(to: test, at: condition.path), default: 0] += uses[id] }
        }
        return conditions.map { condition in
            condition.tests.reduce(0) { sum, test in
                let way = way(to: test, at: condition.path)
                return sum + Double(popularity[way] ?? 0) * share(test, way)
            }
        }
    }

    /// About how many of the values that are found by the same way as a test pass it, and how many are found at all.
    private func share(_ test: EventPattern.Test, _ way: Way) -> Double {
        switch way {
        case .interval: return 0.25
        case .value, .absence: return 1
        case .key: break
        }
        switch test {
        // Short ones are met by chance. (One byte is the quote.)
        case .prefix(let text), .suffix(let text): return 1 + 64 / Double(1 << min(4 * text.count, 40))
        case .wildcard: return 4
        default: return 1
        }
    }
}
