import EventModel

extension EventPattern {
    /// One test of one value. A form of the language is one case here, one reader in ``Compiler`` and one line in
    /// ``accepts(_:)``.
    enum Test: Hashable, Sendable {
        case equals(Scalar)
        case equalsAddress(Address)
        case prefix([UInt8])
        case suffix([UInt8])
        case anythingBut([Scalar])
        case anythingButPrefix([[UInt8]])
        case anythingButSuffix([[UInt8]])
        case numeric(NumericRange)
        case exists(Bool)

        /// Whether the field may also be missing.
        var acceptsAbsence: Bool { self == .exists(false) }

        /// Whether a value that is there passes.
        func accepts(_ value: JSON) -> Bool {
            switch self {
            case .equals(let scalar): scalar == Scalar(value)
            case .equalsAddress(let address): value.string.map { Address($0) == address } ?? false
            case .prefix(let text): value.string.map { $0.utf8.starts(with: text) } ?? false
            case .suffix(let text): value.string.map { Test.ends($0, text) } ?? false
            case .anythingBut(let scalars): !scalars.contains { $0 == Scalar(value) }
            case .anythingButPrefix(let texts):
                !(value.string.map { string in texts.contains { string.utf8.starts(with: $0) } } ?? false)
            case .anythingButSuffix(let texts):
                !(value.string.map { string in texts.contains { Test.ends(string, $0) } } ?? false)
            case .numeric(let range): if case .number(let number) = value { range.contains(number) } else { false }
            case .exists(let wanted): wanted
            }
        }

        /// By bytes: the language compares no canonical equivalents, as Swift's own string comparison would.
        private static func ends(_ string: String, _ suffix: [UInt8]) -> Bool {
            string.utf8.reversed().starts(with: suffix.reversed())
        }
    }

    /// A value that an exact comparison can meet.
    enum Scalar: Hashable, Sendable {
        case null
        case bool(Bool)
        case text([UInt8])
        /// A number that a double holds as it was spelled: 300, 300.0 and 3e2 are one.
        case number(Decimal)
        /// Any other number: only the same spelling equals it.
        case spelling(String)

        init?(_ value: JSON) {
            switch value {
            case .null: self = .null
            case .bool(let bool): self = .bool(bool)
            case .string(let string): self = .text(Array(string.utf8))
            case .number(let number): self = Decimal(exact: number).map(Scalar.number) ?? .spelling(number.text)
            case .array, .object: return nil
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

        /// A number that is not exactly a double is in no range.
        func contains(_ number: JSON.Number) -> Bool {
            guard Decimal(exact: number) != nil else { return false }
            let value = number.value
            if let lower, value < lower.value || (value == lower.value && !lower.included) { return false }
            if let upper, value > upper.value || (value == upper.value && !upper.included) { return false }
            return true
        }
    }
}
