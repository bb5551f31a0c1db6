package import EventModel

extension EventPattern {
    /// An event laid out for matching: every string, number, boolean and null in it, by its dotted path. Objects and arrays
    /// are no leaves, so an empty one leaves no trace: it does not exist.
    package struct Leaves: Sendable {
        /// One value and the array elements it stands in.
        struct Leaf: Sendable {
            var value: JSON
            var membership: Membership
        }

        private(set) var byPath: [String: [Leaf]] = [:]
        private var arrays = 0

        package init(_ event: JSON) {
            if case .object(let object) = event { add(object, path: "", Membership()) }
        }

        private mutating func add(_ object: JSON.Object, path: String, _ membership: Membership) {
            for member in object.members {
                add(member.value, path: path.isEmpty ? member.name : "\(path).\(member.name)", membership)
            }
        }

        private mutating func add(_ value: JSON, path: String, _ membership: Membership) {
            switch value {
            case .object(let object): add(object, path: path, membership)
            case .array(let elements):
                let array = arrays
                arrays += 1
                for (index, element) in elements.enumerated() {
                    var inner = membership
                    inner.indices[array] = index
                    add(element, path: path, inner)
                }
            default: byPath[path, default: []].append(Leaf(value: value, membership: membership))
            }
        }
    }

    /// Which element of which array, for every array around a value.
    struct Membership: Hashable, Sendable {
        /// The element's index by the number of its array, counted through the event.
        var indices: [Int: Int] = [:]

        /// Both together, or nil if they name two elements of one array.
        func joined(_ other: Membership) -> Membership? {
            var joined = self
            for (array, index) in other.indices {
                if let chosen = joined.indices.updateValue(index, forKey: array), chosen != index { return nil }
            }
            return joined
        }

        func agrees(with other: Membership) -> Bool {
            other.indices.allSatisfy { indices[$0.key] == nil || indices[$0.key] == $0.value }
        }
    }
}
