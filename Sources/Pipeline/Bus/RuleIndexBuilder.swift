/// Puts the index of a bus's patterns together.
struct RuleIndexBuilder {
    private struct Known: Hashable {
        var path: Int32
        var tests: [EventPattern.Test]
    }

    /// What a test is found by.
    private enum Way: Hashable {
        case key(UInt64)
        case interval(Int32)
        /// With all others that almost any value passes, by the commonest of what they exclude.
        case value(Int32)
        case absence(Int32)
    }

    private var paths = EventPattern.PathTable()
    private var numbers: [Known: Int32] = [:]
    private var conditions: [RuleIndex.Condition] = []
    private var alternatives: [[Int32]] = []
    private var patternOf: [Int32] = []
    /// How many alternatives each condition is in.
    private var uses: [Int] = []

    private struct Anchored: Hashable {
        var path: Int32
        var wildcard: EventPattern.Wildcard
    }
    private var anchors: [Anchored: Anchor] = [:]

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

    // MARK: How a test is found

    private func way(to test: EventPattern.Test, at path: Int32) -> Way {
        switch test {
        case .text(let text): return .key(RuleKeys.key(ByteHash.of(text), .text, at: path))
        case .number(let number): return .key(RuleKeys.key(number.bitPattern, .number, at: path))
        case .network(let network):
            // Beyond IPv4, some that are not in a network by their bits may be in it by the digits they have.
            if network.base.count == 16, network.bits < 32 { return .value(path) }
            return .key(RuleKeys.key(RuleIndexBuilder.hash(network.base, network.bits), .network, at: path))
        case .prefix(let text): return .key(RuleKeys.key(ByteHash.of(text), .prefix, at: path))
        case .suffix(let text): return .key(RuleKeys.key(ByteHash.of(text.reversed()), .suffix, at: path))
        case .folded(let text):
            switch text.part {
            case .whole where text.ascii != nil:
                return .key(RuleKeys.key(ByteHash.of(text.anchor), .folded, at: path))
            case .whole, .beginning: return .key(RuleKeys.key(ByteHash.of(text.anchor), .foldedPrefix, at: path))
            case .end: return .key(RuleKeys.key(ByteHash.of(text.anchor.reversed()), .foldedSuffix, at: path))
            }
        case .wildcard(let wildcard):
            switch anchor(wildcard, at: path) {
            case .prefix(let text): return .key(RuleKeys.key(ByteHash.of(text), .prefix, at: path))
            case .suffix(let text): return .key(RuleKeys.key(ByteHash.of(text.reversed()), .suffix, at: path))
            case .window(let text): return .key(RuleKeys.key(RuleKeys.window(text), .window, at: path))
            }
        case .numeric: return .interval(path)
        case .exists(true), .anythingBut: return .value(path)
        case .exists(false): return .absence(path)
        }
    }

    /// What every value that matches a wildcard has: its ends, and any part of a piece.
    private enum Anchor: Hashable { case prefix([UInt8]), suffix([UInt8]), window([UInt8]) }

    /// For each wildcard of a path, what the fewest wildcards there have.
    private mutating func anchorWildcards() {
        var counts: [Int32: [Anchor: Int]] = [:]
        for condition in conditions {
            for case .wildcard(let wildcard) in condition.tests {
                for anchor in Set(RuleIndexBuilder.anchors(wildcard)) {
                    counts[condition.path, default: [:]][anchor, default: 0] += 1
                }
            }
        }
        for condition in conditions {
            for case .wildcard(let wildcard) in condition.tests {
                let its = counts[condition.path] ?? [:]
                let rarest = RuleIndexBuilder.anchors(wildcard).min { (its[$0] ?? 0) < (its[$1] ?? 0) }
                anchors[Anchored(path: condition.path, wildcard: wildcard)] = rarest
            }
        }
    }

    private func anchor(_ wildcard: EventPattern.Wildcard, at path: Int32) -> Anchor {
        anchors[Anchored(path: path, wildcard: wildcard)] ?? .prefix(wildcard.pieces[0])
    }

    /// All there are, the longer of the ends first; no more than some hundreds.
    private static func anchors(_ wildcard: EventPattern.Wildcard) -> [Anchor] {
        let (first, last) = (wildcard.pieces[0], wildcard.pieces[wildcard.pieces.count - 1])
        var anchors: [Anchor] =
            first.count >= last.count ? [.prefix(first), .suffix(last)] : [.suffix(last), .prefix(first)]
        // Ends that are no more than a quote are everywhere.
        anchors.removeAll { $0 == .prefix([UInt8(ascii: "\"")]) || $0 == .suffix([UInt8(ascii: "\"")]) }
        for piece in wildcard.pieces.dropFirst().dropLast() {
            guard let length = RuleKeys.windowLengths.first(where: { $0 <= piece.count }) else { continue }
            for start in 0...min(piece.count - length, 200) {
                anchors.append(.window(Array(piece[start..<start + length])))
            }
        }
        return anchors
    }

    static func hash(_ address: [UInt8], _ bits: Int) -> UInt64 {
        ByteHash.of(address) &* 131 &+ UInt64(bits * 2 + address.count / 16)
    }

    // MARK: Gates

    private func gates(_ gated: [Int]) -> ([RuleGates], [UInt64: [RuleIndex.Posting]]) {
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
