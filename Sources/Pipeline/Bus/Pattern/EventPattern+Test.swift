import EventModel

extension EventPattern {
    /// One test of one value. A form of the language is one case here, one reader in ``Compiler`` and one line in
    /// ``accepts(_:)``.
    ///
    /// Texts have the quotes that strings stand in: `prefix` begins with one, `suffix` ends with one, so neither matches what is no
    /// string.
    enum Test: Hashable, Sendable {
        /// A string, true, false, null, or a number that a double does not hold exactly.
        case text([UInt8])
        /// A number: 300, 300.0 and 3e2 are one.
        case number(Double)
        /// A string that is an address, the same for all its spellings; or the addresses of a network.
        case network(Network)
        case prefix([UInt8])
        case suffix([UInt8])
        case folded(FoldedText)
        case wildcard(Wildcard)
        case numeric(NumericRange)
        case exists(Bool)
        /// A value that passes none of these.
        case anythingBut([Test])

        /// Whether the field may also be missing.
        var acceptsAbsence: Bool { self == .exists(false) }

        /// Whether a value that is there passes. By bytes: the language compares no canonical equivalents, as Swift's own string
        /// comparison would.
        func accepts(_ value: Value) -> Bool {
            switch self {
            case .text(let text): text.withUnsafeBufferPointer { equal($0, value.text) }
            case .number(let number): value.number == number
            case .network(let network): value.string.flatMap { Address($0) }.map(network.contains) ?? false
            case .prefix(let text): Test.begins(value.text, with: text)
            case .suffix(let text): Test.ends(value.text, with: text)
            case .folded(let text): text.matches(value.text)
            case .wildcard(let wildcard): wildcard.matches(value.text)
            case .numeric(let range): range.contains(value.number)
            case .exists(let wanted): wanted
            case .anythingBut(let tests): !tests.contains { $0.accepts(value) }
            }
        }

        private static func begins(_ text: UnsafeBufferPointer<UInt8>, with start: [UInt8]) -> Bool {
            guard text.count >= start.count else { return false }
            return start.withUnsafeBufferPointer { equal($0, UnsafeBufferPointer(rebasing: text[..<start.count])) }
        }

        private static func ends(_ text: UnsafeBufferPointer<UInt8>, with end: [UInt8]) -> Bool {
            guard text.count >= end.count else { return false }
            return end.withUnsafeBufferPointer {
                equal($0, UnsafeBufferPointer(rebasing: text[(text.count - end.count)...]))
            }
        }
    }

    /// `numeric`: the numbers between two bounds.
    struct NumericRange: Hashable, Sendable {
        struct Bound: Hashable, Sendable {
            var value: Double
            var included: Bool
        }
        var lower: Bound?
        var upper: Bound?

        /// Not a number, which a number is that is not exactly a double, is in no range.
        func contains(_ value: Double) -> Bool {
            guard !value.isNaN else { return false }
            if let lower, value < lower.value || (value == lower.value && !lower.included) { return false }
            if let upper, value > upper.value || (value == upper.value && !upper.included) { return false }
            return true
        }
    }
}
