import EventModel

/// One look through an index, and the room for it.
struct RuleSearch: Sendable {
    private var leaves = EventPattern.Leaves()
    /// Counts the events: what was noted under another number is not noted.
    private var event: UInt32 = 0
    /// For every path, the last leaf of it in this event; for every leaf, the one before it at the same path.
    private var lastLeaf: [(event: UInt32, leaf: Int32)]
    private var leafBefore: [Int32] = []
    /// Whether a condition holds, twice the event's number plus one if it does.
    private var known: [UInt64]
    /// The event for which the alternatives behind a condition were looked at.
    private var opened: [UInt32]
    private var matched: [UInt32]
    private var found: [Int] = []
    /// How often a gate's test was tried on a value, since the beginning.
    private(set) var tries = 0

    init(_ index: RuleIndex) {
        lastLeaf = Array(repeating: (0, -1), count: index.paths.count)
        known = Array(repeating: 0, count: index.conditions.count)
        opened = Array(repeating: 0, count: index.conditions.count)
        matched = Array(repeating: 0, count: index.patternCount)
    }

    /// The numbers of the patterns that match, ascending.
    mutating func matches(_ json: JSON, _ index: RuleIndex) -> [Int] {
        if event == .max { self = RuleSearch(index) }
        event += 1
        found.removeAll(keepingCapacity: true)
        // The leaves are lent to the search and come back to be filled again.
        var laidOut = EventPattern.Leaves()
        swap(&laidOut, &leaves)
        laidOut.lay(out: json, by: index.paths)
        laidOut.withValues { values in look(through: values, index) }
        swap(&laidOut, &leaves)
        if found.count > 1 { found.sort() }
        return found
    }

    private mutating func look(through values: EventPattern.Values, _ index: RuleIndex) {
        leafBefore.removeAll(keepingCapacity: true)
        for (i, leaf) in values.leaves.enumerated() {
            let last = lastLeaf[Int(leaf.path)]
            leafBefore.append(last.event == event ? last.leaf : -1)
            lastLeaf[Int(leaf.path)] = (event, Int32(i))
        }
        for leaf in values.leaves { look(up: leaf, values, index) }
        // Of elements of arrays, one may lack what another has.
        for path in index.absentPaths where lastLeaf[Int(path)].event != event || !values.elements.isEmpty {
            for condition in index.gates[Int(path)].gates.absent { open(condition, values, index) }
        }
    }

    /// Finds the tests at a leaf's path that it may pass, and tries them.
    private mutating func look(up leaf: EventPattern.Leaves.Leaf, _ values: EventPattern.Values, _ index: RuleIndex) {
        let value = values.value(leaf)
        let box = index.gates[Int(leaf.path)]
        index.keys.look(up: value, at: leaf.path, box) { self.try($0, value, values, index) }
        if !value.number.isNaN, !box.gates.intervals.isEmpty {
            box.gates.intervals.find(value.number) { self.try($0, value, values, index) }
        }
        guard !box.gates.groups.isEmpty else { return }
        for i in box.gates.groups.indices where box.gates.groups[i].common.accepts(value) {
            for posting in box.gates.groups[i].postings { self.try(posting, value, values, index) }
        }
    }

    private mutating func `try`(
        _ posting: RuleIndex.Posting,
        _ value: EventPattern.Value,
        _ values: EventPattern.Values,
        _ index: RuleIndex
    ) {
        let id = Int(posting.condition)
        guard opened[id] != event else { return }
        tries += 1
        guard index.conditions[id].tests[Int(posting.test)].accepts(value) else { return }
        open(posting.condition, values, index)
    }

    /// Checks the alternatives behind a condition that holds.
    private mutating func open(_ id: Int32, _ values: EventPattern.Values, _ index: RuleIndex) {
        guard opened[Int(id)] != event else { return }
        opened[Int(id)] = event
        known[Int(id)] = UInt64(event) << 1 | 1
        for alternative in index.behind[Int(id)] {
            let pattern = Int(index.patternOf[Int(alternative)])
            guard matched[pattern] != event, all(index.alternatives[Int(alternative)], values, index) else { continue }
            if !values.elements.isEmpty {
                let search = EventPattern.Search(fields: index.fields(of: Int(alternative)), in: values)
                guard search?.succeeds() == true else { continue }
            }
            matched[pattern] = event
            found.append(pattern)
        }
    }

    private mutating func all(_ conditions: [Int32], _ values: EventPattern.Values, _ index: RuleIndex) -> Bool {
        for id in conditions {
            let note = known[Int(id)]
            if note >> 1 == UInt64(event) {
                if note & 1 == 0 { return false }
                continue
            }
            let holds = holds(index.conditions[Int(id)], values)
            known[Int(id)] = UInt64(event) << 1 | (holds ? 1 : 0)
            if !holds { return false }
        }
        return true
    }

    private func holds(_ condition: RuleIndex.Condition, _ values: EventPattern.Values) -> Bool {
        let last = lastLeaf[Int(condition.path)]
        // In an array, an element may lack what another has: only the search can tell.
        guard last.event == event else { return condition.acceptsAbsence }
        if condition.acceptsAbsence, !values.elements.isEmpty { return true }
        var leaf = last.leaf
        while leaf >= 0 {
            let value = values.value(values.leaves[Int(leaf)])
            for test in condition.tests where test.accepts(value) { return true }
            leaf = leafBefore[Int(leaf)]
        }
        return false
    }
}
