import EventModel

/// How a Choice rule compares. Values of another type than the operator's never match.
enum ComparisonOperator: Hashable, Sendable {
    enum Relation: String, Hashable, Sendable, CaseIterable {
        case equals = "Equals"
        case lessThan = "LessThan"
        case greaterThan = "GreaterThan"
        case lessThanEquals = "LessThanEquals"
        case greaterThanEquals = "GreaterThanEquals"

        func holds<Value: Comparable>(_ a: Value, _ b: Value) -> Bool {
            switch self {
            case .equals: a == b
            case .lessThan: a < b
            case .greaterThan: a > b
            case .lessThanEquals: a <= b
            case .greaterThanEquals: a >= b
            }
        }
    }

    enum TypeTest: String, Hashable, Sendable, CaseIterable {
        case null = "IsNull"
        case present = "IsPresent"
        case numeric = "IsNumeric"
        case string = "IsString"
        case boolean = "IsBoolean"
        case timestamp = "IsTimestamp"

        /// - Parameter value: nil where the path leads nowhere.
        func holds(for value: JSON?, of path: Path) -> Bool {
            switch self {
            case .present: value != nil && (path.isDefinite || value?.array?.isEmpty == false)
            case .null: value == .null
            case .numeric: value?.number != nil
            case .string: value?.string != nil
            case .boolean: value?.bool != nil
            case .timestamp: value?.string.flatMap(Timestamp.init(strict:)) != nil
            }
        }
    }

    case string(Relation)
    case numeric(Relation)
    case timestamp(Relation)
    case booleanEquals
    case stringMatches
    case isType(TypeTest)

    /// Every operator by its name, without the variants that end in `Path`.
    static let named: [String: ComparisonOperator] = {
        var all: [String: ComparisonOperator] = ["BooleanEquals": .booleanEquals, "StringMatches": .stringMatches]
        for relation in Relation.allCases {
            all["String" + relation.rawValue] = .string(relation)
            all["Numeric" + relation.rawValue] = .numeric(relation)
            all["Timestamp" + relation.rawValue] = .timestamp(relation)
        }
        for test in TypeTest.allCases { all[test.rawValue] = .isType(test) }
        return all
    }()

    /// Whether there is a variant that takes its operand from a path.
    var hasPathVariant: Bool {
        switch self {
        case .stringMatches, .isType: false
        default: true
        }
    }

    /// Why a value can not be its operand in a definition; nil if it can.
    func refusal(of operand: JSON) -> String? {
        switch self {
        case .string, .stringMatches: operand.string == nil ? "it must be a string" : nil
        case .numeric: operand.number == nil ? "it must be a number" : nil
        case .booleanEquals, .isType: operand.bool == nil ? "it must be true or false" : nil
        case .timestamp:
            operand.string.flatMap(Timestamp.init(strict:)) == nil
                ? "it must be a timestamp by RFC 3339, as 2026-01-31T12:00:00Z" : nil
        }
    }

    func holds(_ value: JSON, _ operand: JSON) -> Bool {
        switch self {
        case .string(let relation):
            guard let a = value.string, let b = operand.string else { return false }
            return relation.holds(Units(a), Units(b))
        case .numeric(let relation):
            guard let a = value.number, let b = operand.number else { return false }
            return relation.holds(a, b)
        case .timestamp(let relation):
            guard let a = value.string.flatMap(Timestamp.init(strict:)),
                let b = operand.string.flatMap(Timestamp.init(strict:))
            else { return false }
            return relation.holds(a, b)
        case .booleanEquals: return value.bool != nil && value.bool == operand.bool
        case .stringMatches:
            guard let text = value.string, let pattern = operand.string else { return false }
            return StringPattern(pattern).matches(text)
        case .isType: return false
        }
    }

    /// A string in the order of the service, which is that of its UTF-16 units.
    private struct Units: Comparable {
        let text: String
        init(_ text: String) { self.text = text }
        static func == (a: Units, b: Units) -> Bool { a.text.utf8.elementsEqual(b.text.utf8) }
        static func < (a: Units, b: Units) -> Bool { a.text.utf16.lexicographicallyPrecedes(b.text.utf16) }
    }
}
