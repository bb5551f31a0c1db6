import EventModel

/// Two flows side by side, aligned by structure: hops of the same kind, name and service below the same cause, in order.
/// What only one of them has stands where it would be in the other.
package struct FlowComparison: Sendable {
    /// A hop of either flow, or of both.
    package struct Row: Hashable, Sendable {
        /// Its index in the flow that is compared with; nil: only the other one has it.
        package var reference: Int?
        /// Its index in the flow that is asked about.
        package var subject: Int?
        /// The row of its cause.
        package var parent: Int?
        package var depth: Int
    }

    /// What is compared with: how it should have been.
    package let reference: TraceTree
    /// What is asked about.
    package let subject: TraceTree
    /// A cause before what it caused, siblings in the order of the subject.
    package let rows: [Row]

    package init(_ subject: TraceTree, with reference: TraceTree) {
        self.subject = subject
        self.reference = reference
        var rows: [Row] = []
        rows.reserveCapacity(max(subject.hops.count, reference.hops.count))
        var waiting = Self.pairs(Array(reference.roots), Array(subject.roots), reference, subject)
            .reversed().map { Row(reference: $0.0, subject: $0.1, parent: nil, depth: 0) }
        while let row = waiting.popLast() {
            let index = rows.count
            rows.append(row)
            let old = row.reference.map { Array(reference.children(of: $0)) } ?? []
            let new = row.subject.map { Array(subject.children(of: $0)) } ?? []
            for (a, b) in Self.pairs(old, new, reference, subject).reversed() {
                waiting.append(Row(reference: a, subject: b, parent: index, depth: row.depth + 1))
            }
        }
        self.rows = rows
    }

    /// What must be equal of two siblings to be a pair.
    private struct Kind: Hashable {
        var kind: HopKind
        var name: UInt32
        var service: UInt16
        /// A hash of what it caused, where siblings are to be told apart by that.
        var below: Int

        private struct Caused: Hashable {
            var kind: HopKind
            var name: UInt32
        }

        init(_ index: Int, in tree: TraceTree, below: Bool) {
            let hop = tree.hops[index]
            (kind, name, service) = (hop.kind, hop.name, hop.service)
            // Attempts are paired by their order: it is the point that one failed where the other went on.
            guard below, hop.kind != .invoke, !hop.isLeaf else {
                self.below = 0
                return
            }
            var caused = Set<Caused>()
            for child in tree.children(of: index) {
                caused.insert(Caused(kind: tree.hops[child].kind, name: tree.hops[child].name))
            }
            self.below = caused.hashValue
        }
    }

    /// Pairs siblings: those that caused the same first, then the first of a kind with the first, the second with the second,
    /// however the kinds are mixed.
    private static func pairs(_ old: [Int], _ new: [Int], _ reference: TraceTree, _ subject: TraceTree) -> [(
        Int?, Int?
    )] {
        if old.isEmpty { return new.map { (nil, $0) } }
        if new.isEmpty { return old.map { ($0, nil) } }
        var partner = [Int?](repeating: nil, count: new.count)
        var places = [Int?](repeating: nil, count: old.count)
        for below in [true, false] {
            var free: [Kind: [Int]] = [:]
            // Taken from the end, so the last one of a kind stands first.
            for (place, n) in new.enumerated().reversed() where partner[place] == nil {
                free[Kind(n, in: subject, below: below), default: []].append(place)
            }
            for (i, o) in old.enumerated() where places[i] == nil {
                guard let place = free[Kind(o, in: reference, below: below)]?.popLast() else { continue }
                partner[place] = o
                places[i] = place
            }
        }
        // What only the reference has stands behind the sibling that it stood behind there: 0 is before all.
        var behind: [Int: [Int]] = [:]
        var last = 0
        for (i, o) in old.enumerated() {
            if let place = places[i] { last = place + 1 } else { behind[last, default: []].append(o) }
        }
        var pairs: [(Int?, Int?)] = (behind[0] ?? []).map { ($0, nil) }
        for (place, n) in new.enumerated() {
            pairs.append((partner[place], n))
            pairs += (behind[place + 1] ?? []).map { ($0, nil) }
        }
        return pairs
    }

    /// How much longer the subject took, from its start to its end.
    package var delta: Duration { subject.summary.duration - reference.summary.duration }

    /// How many times as long; nil where the reference took no time.
    package var ratio: Double? { Self.ratio(subject.summary.duration, reference.summary.duration) }

    /// The hop on either side.
    package func hops(_ row: Row) -> (reference: TraceHop?, subject: TraceHop?) {
        (row.reference.map { reference.hops[$0] }, row.subject.map { subject.hops[$0] })
    }

    /// How much longer the subject's hop waited and worked; what only one has counts whole.
    package func delta(_ row: Row) -> Duration {
        let (old, new) = hops(row)
        return (new?.occupied ?? .zero) - (old?.occupied ?? .zero)
    }

    package func ratio(_ row: Row) -> Double? {
        let (old, new) = hops(row)
        guard let old, let new else { return nil }
        return Self.ratio(new.occupied, old.occupied)
    }

    private static func ratio(_ new: Duration, _ old: Duration) -> Double? {
        old > .zero && new >= .zero ? new.inSeconds / old.inSeconds : nil
    }

    /// The two ended differently, or only one has it.
    package func differs(_ row: Row) -> Bool {
        let (old, new) = hops(row)
        return old?.status != new?.status
    }

    /// Rows that made the difference: those on a critical path whose time changed most in the direction in which the whole
    /// did, the most first. None below a twentieth of the whole difference.
    package func causes(limit: Int) -> [Int] {
        let whole = delta.inSeconds
        guard whole != 0 else { return [] }
        let changes: [(row: Int, part: Double)] = rows.indices.compactMap { i in
            let (old, new) = hops(rows[i])
            guard whole > 0 ? new?.critical == true : old?.critical == true else { return nil }
            let part = delta(rows[i]).inSeconds / whole
            return part >= 0.05 ? (i, part) : nil
        }
        return changes.sorted { ($1.part, $0.row) < ($0.part, $1.row) }.prefix(limit).map(\.row)
    }

    /// The texts of a row, from the subject if it has it.
    package func node(_ row: Row) -> TraceNode? {
        if let index = row.subject { return subject.node(index) }
        return row.reference.map { reference.node($0) }
    }
}

extension TraceHop {
    /// Its wait and its work together.
    package var occupied: Duration { max(.zero, wait ?? .zero) + max(.zero, duration ?? .zero) }
}
