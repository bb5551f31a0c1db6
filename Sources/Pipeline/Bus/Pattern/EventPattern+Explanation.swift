package import EventModel

extension EventPattern {
    /// A field that keeps an event from matching.
    package struct Miss: Hashable, Sendable {
        /// Its path, the names joined by dots.
        package let path: String
        /// What the event has there, as JSON; empty if it has nothing there.
        package let found: [String]
    }

    /// Why an event does not match.
    package enum Explanation: Hashable, Sendable {
        case matches
        /// The fields that fail in the alternative of which the fewest do; of how many fields.
        case misses([Miss], of: Int)
        /// Every field matches, but not all in one element of the arrays that they share.
        case differentElements

        /// How far the event is from a match: 0 for one, at most 1.
        package var distance: Double {
            switch self {
            case .matches: 0
            case .misses(let misses, let fields): Double(misses.count) / Double(max(fields, 1))
            case .differentElements: 0.01
            }
        }
    }

    /// Whether the event matches, and if not, what stands between.
    package func explain(_ event: JSON) -> Explanation {
        if matches(event) { return .matches }
        var leaves = Leaves()
        leaves.lay(out: event, by: paths)
        return leaves.withValues { values in
            var best: (misses: [Miss], of: Int)?
            for fields in alternatives {
                let misses = fields.compactMap { miss($0, in: values) }
                if misses.isEmpty { return .differentElements }
                if misses.count < best?.misses.count ?? .max { best = (misses, fields.count) }
            }
            return .misses(best?.misses ?? [], of: best?.of ?? 0)
        }
    }

    private func miss(_ field: Field, in values: Values) -> Miss? {
        let leaves = values.leaves.filter { $0.path == Int32(field.number) }
        if leaves.isEmpty, field.tests.contains(where: \.acceptsAbsence) { return nil }
        for leaf in leaves where field.tests.contains(where: { $0.accepts(values.value(leaf)) }) { return nil }
        // Only a string may need more than its quotes to be JSON again.
        let found = leaves.map { leaf in
            let value = values.value(leaf)
            let string = value.string.map { JSON.string(String(decoding: $0, as: UTF8.self)).description }
            return string ?? String(decoding: value.text, as: UTF8.self)
        }
        return Miss(path: field.path, found: found)
    }
}
