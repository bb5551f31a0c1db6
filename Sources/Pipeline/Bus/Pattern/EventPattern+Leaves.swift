import EventModel

extension EventPattern {
    /// The parts of an event that some pattern looks at: every string, number, boolean and null at one of its paths. Objects and
    /// arrays are no leaves, so an empty one leaves no trace: it does not exist. May be used for one event after another.
    struct Leaves: Sendable {
        /// One value and the array elements it stands in.
        struct Leaf: Sendable {
            /// The number of its path.
            var path: Int32
            var start: Int32
            var end: Int32
            /// Its elements, among the elements of all.
            var elements: Range<Int32>
            /// What it is worth, if it is a number that a double holds exactly; else not a number.
            var number: Double
        }

        /// Which element of which array; arrays are counted through the event.
        struct Element: Hashable, Sendable {
            var array: Int32
            var index: Int32
        }

        private(set) var leaves: [Leaf] = []
        private(set) var elements: [Element] = []
        /// The texts of all, one after another: strings within quotes, anything else as it was spelled.
        private var texts: [UInt8] = []
        private var around: [Element] = []
        private var arrays: Int32 = 0

        /// Lays an event out, in place of the one before.
        mutating func lay(out event: JSON, by paths: borrowing PathTable) {
            leaves.removeAll(keepingCapacity: true)
            elements.removeAll(keepingCapacity: true)
            texts.removeAll(keepingCapacity: true)
            around.removeAll(keepingCapacity: true)
            arrays = 0
            if case .object(let object) = event { add(object, at: 0, paths) }
        }

        private mutating func add(_ object: JSON.Object, at node: Int32, _ paths: borrowing PathTable) {
            for member in object.members {
                if let inner = paths.node(below: node, member.name) { add(member.value, at: inner, paths) }
            }
        }

        private mutating func add(_ value: JSON, at node: Int32, _ paths: borrowing PathTable) {
            switch value {
            case .object(let object): add(object, at: node, paths)
            case .array(let values):
                let array = arrays
                arrays += 1
                for (index, element) in values.enumerated() {
                    switch element {
                    case .object, .array:
                        around.append(Element(array: array, index: Int32(truncatingIfNeeded: index)))
                        add(element, at: node, paths)
                        around.removeLast()
                    // A plain value stands in no element of the array that lists it: two fields may take two of them.
                    default: add(element, at: node, paths)
                    }
                }
            default:
                let path = paths.number(at: node)
                if path >= 0 { add(leaf: value, path) }
            }
        }

        private mutating func add(leaf value: JSON, _ path: Int32) {
            let start = Int32(truncatingIfNeeded: texts.count)
            var number = Double.nan
            switch value {
            case .string(let text):
                texts.append(UInt8(ascii: "\""))
                texts.append(contentsOf: text.utf8)
                texts.append(UInt8(ascii: "\""))
            case .number(let spelled):
                texts.append(contentsOf: spelled.text.utf8)
                number = spelled.exactly ?? .nan
            case .bool(let bool): texts.append(contentsOf: (bool ? "true" : "false").utf8)
            case .null, .array, .object: texts.append(contentsOf: "null".utf8)
            }
            let first = Int32(truncatingIfNeeded: elements.count)
            if !around.isEmpty { elements += around }
            leaves.append(
                Leaf(
                    path: path,
                    start: start,
                    end: Int32(truncatingIfNeeded: texts.count),
                    elements: first..<Int32(truncatingIfNeeded: elements.count),
                    number: number
                )
            )
        }

        /// Calls `body` with the values, which are good until it returns.
        func withValues<R>(_ body: (Values) -> R) -> R {
            texts.withUnsafeBufferPointer { body(Values(leaves: leaves, elements: elements, texts: $0)) }
        }
    }

    /// The leaves of an event with their texts at hand.
    struct Values {
        let leaves: [Leaves.Leaf]
        let elements: [Leaves.Element]
        let texts: UnsafeBufferPointer<UInt8>

        func value(_ leaf: Leaves.Leaf) -> Value {
            Value(
                text: UnsafeBufferPointer(rebasing: texts[Int(leaf.start)..<Int(leaf.end)]),
                number: leaf.number
            )
        }

        func membership(_ leaf: Leaves.Leaf) -> Membership {
            Membership(elements: Array(elements[Int(leaf.elements.lowerBound)..<Int(leaf.elements.upperBound)]))
        }
    }

    /// One value, as tests see it.
    struct Value {
        /// A string within quotes; anything else as it was spelled.
        let text: UnsafeBufferPointer<UInt8>
        /// Not a number unless it is one that a double holds exactly.
        let number: Double

        /// The string without its quotes; nil for anything else.
        var string: UnsafeBufferPointer<UInt8>? {
            guard text.first == UInt8(ascii: "\"") else { return nil }
            return UnsafeBufferPointer(rebasing: text[1..<text.count - 1])
        }
    }

    /// Which element of which array, for every array around a value.
    struct Membership: Hashable, Sendable {
        var elements: [Leaves.Element] = []

        /// Both together, or nil if they name two elements of one array.
        func joined(_ other: Membership) -> Membership? {
            var joined = self
            for element in other.elements {
                if let chosen = elements.first(where: { $0.array == element.array }) {
                    if chosen.index != element.index { return nil }
                } else {
                    joined.elements.append(element)
                }
            }
            return joined
        }

        func agrees(with other: Membership) -> Bool {
            other.elements.allSatisfy { element in
                elements.allSatisfy { $0.array != element.array || $0.index == element.index }
            }
        }
    }
}

/// Whether two stretches of bytes are the same.
func equal(_ a: UnsafeBufferPointer<UInt8>, _ b: UnsafeBufferPointer<UInt8>) -> Bool {
    guard a.count == b.count else { return false }
    for i in 0..<a.count where a[i] != b[i] { return false }
    return true
}
