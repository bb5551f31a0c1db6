/// What is looked up at each path.
extension RuleIndexBuilder {
    func gates(_ gated: [Int]) -> ([RuleGates], [UInt64: [RuleIndex.Posting]]) {
        var gates = [RuleGates](repeating: RuleGates(), count: paths.count)
        var entries: [UInt64: [RuleIndex.Posting]] = [:]
        var intervals: [Int: [(EventPattern.NumericRange, RuleIndex.Posting)]] = [:]
        var groups: [Int: [EventPattern.Test: [RuleIndex.Posting]]] = [:]
        let excluded = excluded(gated)
        for id in gated {
            let condition = conditions[id]
            let path = Int(condition.path)
            for (i, test) in condition.tests.enumerated() {
                let posting = RuleIndex.Posting(condition: Int32(id), test: Int32(i))
                switch way(to: test, at: condition.path) {
                case .key(let key):
                    entries[key, default: []].append(posting)
                    note(test, at: condition.path, in: &gates[path])
                case .interval:
                    if case .numeric(let range) = test { intervals[path, default: []].append((range, posting)) }
                case .value:
                    groups[path, default: [:]][
                        common(test, excluded[path]?.counts ?? [:], of: excluded[path]?.all ?? 0),
                        default: []
                    ].append(posting)
                case .absence: gates[path].absent.append(Int32(id))
                }
            }
        }
        for (path, its) in intervals { gates[path].intervals = IntervalTree(its.map { (range: $0.0, posting: $0.1) }) }
        for (path, its) in groups {
            let all = its.map { RuleGates.Group(common: $0.key, postings: $0.value) }
            gates[path].groups = all.sorted { $0.postings[0].condition < $1.postings[0].condition }
        }
        return (gates, entries)
    }

    /// How often each thing is excluded by an `anything-but`, and of how many of these, by path.
    private func excluded(_ gated: [Int]) -> [Int: (counts: [EventPattern.Test: Int], all: Int)] {
        var excluded: [Int: (counts: [EventPattern.Test: Int], all: Int)] = [:]
        for id in gated {
            for case .anythingBut(let tests) in conditions[id].tests {
                let path = Int(conditions[id].path)
                excluded[path, default: ([:], 0)].all += 1
                for test in tests { excluded[path, default: ([:], 0)].counts[test, default: 0] += 1 }
            }
        }
        return excluded
    }

    /// What a test shares with others: of what it excludes, all that one in sixteen excludes too, or else the commonest. Where
    /// that fails, the test does.
    private func common(_ test: EventPattern.Test, _ counts: [EventPattern.Test: Int], of all: Int) -> EventPattern.Test
    {
        guard case .anythingBut(let tests) = test else { return .exists(true) }
        let shared = Set(tests.filter { (counts[$0] ?? 0) * 16 >= all })
        // In one order, so that those that share the same are one group.
        if !shared.isEmpty { return .anythingBut(tests.filter(shared.contains).sorted { "\($0)" < "\($1)" }) }
        return tests.max { (counts[$0] ?? 0) < (counts[$1] ?? 0) }.map { .anythingBut([$0]) } ?? .exists(true)
    }

    private func note(_ test: EventPattern.Test, at path: Int32, in gates: inout RuleGates) {
        func add(_ length: Int, _ lengths: inout [Int]) {
            if !lengths.contains(length) { lengths = (lengths + [length]).sorted() }
        }
        switch test {
        case .text: gates.hasTexts = true
        case .number: gates.hasNumbers = true
        case .network(let network):
            let width = RuleKeys.Width(bytes: network.base.count, bits: network.bits)
            if !gates.networks.contains(width) { gates.networks.append(width) }
        case .prefix(let text): add(text.count, &gates.prefixes)
        case .suffix(let text): add(text.count, &gates.suffixes)
        case .folded(let text):
            switch text.part {
            case .whole where text.ascii != nil: gates.hasFolded = true
            case .whole, .beginning: add(text.anchor.count, &gates.foldedPrefixes)
            case .end: add(text.anchor.count, &gates.foldedSuffixes)
            }
        case .wildcard(let wildcard):
            switch anchor(wildcard, at: path) {
            case .prefix(let text): add(text.count, &gates.prefixes)
            case .suffix(let text): add(text.count, &gates.suffixes)
            case .window(let text): add(text.count, &gates.windows)
            }
        case .numeric, .exists, .anythingBut: break
        }
    }
}
