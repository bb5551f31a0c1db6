extension EventPattern {
    /// Looks for one value a field such that all stand in the same element of every array they share.
    struct Search {
        /// What is left of a field once its tests have been tried on the event.
        private struct Choice {
            /// The elements of shared arrays that matching values stand in; each once, so that arrays only one field reaches
            /// into cost nothing.
            var candidates: Set<Membership>
            /// For a field that may be absent: the elements in which it is present.
            var presentIn: Set<Membership>?
        }

        private let choices: [Choice]

        /// Nil if some field matches nothing, whatever the others choose.
        init?(fields: [Field], in event: Values) {
            var usage: [Int32: Int] = [:]
            var found: [(matching: [Membership], present: [Membership]?)] = []
            found.reserveCapacity(fields.count)
            for field in fields {
                let leaves = event.leaves.filter { $0.path == Int32(field.number) }
                let matching = leaves.filter { leaf in
                    let value = event.value(leaf)
                    return field.tests.contains { $0.accepts(value) }
                }.map { event.membership($0) }
                let mayBeAbsent = field.tests.contains { $0.acceptsAbsence }
                if matching.isEmpty, !mayBeAbsent { return nil }
                let present = mayBeAbsent ? leaves.map { event.membership($0) } : nil
                var arrays: Set<Int32> = []
                for membership in present ?? matching { arrays.formUnion(membership.elements.map(\.array)) }
                for array in arrays { usage[array, default: 0] += 1 }
                found.append((matching, present))
            }
            func shared(_ membership: Membership) -> Membership {
                Membership(elements: membership.elements.filter { usage[$0.array, default: 0] > 1 })
            }
            choices = found.map {
                Choice(candidates: Set($0.matching.map(shared)), presentIn: $0.present.map { Set($0.map(shared)) })
            }
        }

        func succeeds() -> Bool { succeeds(from: 0, having: Membership()) }

        private func succeeds(from index: Int, having chosen: Membership) -> Bool {
            guard index < choices.count else { return true }
            let choice = choices[index]
            if let presentIn = choice.presentIn, !presentIn.contains(where: { chosen.agrees(with: $0) }),
                succeeds(from: index + 1, having: chosen)
            {
                return true
            }
            return choice.candidates.contains { candidate in
                chosen.joined(candidate).map { succeeds(from: index + 1, having: $0) } ?? false
            }
        }
    }
}
