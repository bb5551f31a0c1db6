package import EventModel

/// A condition on an item, compiled once and asked often
/// (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html).
package struct ConditionExpression: Sendable {
    indirect enum Node: Sendable {
        case compare(Operand, Comparator, Operand)
        case between(Operand, Operand, Operand)
        case among(Operand, [Operand])
        case exists(Path, Bool)
        case hasType(Path, Operand)
        case beginsWith(Operand, Operand)
        case contains(Operand, Operand)
        case and(Node, Node)
        case or(Node, Node)
        case not(Node)
    }
    enum Comparator: String, Sendable, CaseIterable {
        case equal = "=", unequal = "<>", lessOrEqual = "<=", less = "<", greaterOrEqual = ">=", greater = ">"
    }
    enum Operand: Sendable {
        case path(Path)
        case value(JSON)
        case size(Path)
    }
    /// A document path: `a.b[0].c`.
    struct Path: Sendable, Hashable {
        enum Step: Sendable, Hashable { case name(String), index(Int) }
        var steps: [Step]

        func value(in item: JSON) -> JSON? {
            var here = item
            for step in steps {
                switch step {
                case .name(let name):
                    guard let next = here[name] else { return nil }
                    here = next
                case .index(let i):
                    guard let list = here.array, i < list.count else { return nil }
                    here = list[i]
                }
            }
            return here
        }
    }

    package let text: String
    let node: Node

    /// Compiles an expression; `#name` and `:value` stand for what is given beside it.
    ///
    /// - Throws: ``ErrorInfo`` `ValidationException` that names the place.
    package init(_ text: String, names: [String: String] = [:], values: [String: JSON] = [:]) throws(ErrorInfo) {
        self.text = text
        var parser = try ConditionParser(text, names: names, values: values)
        node = try parser.parse()
    }

    /// Whether an item fulfils it; nil: there is no item.
    package func holds(for item: JSON?) -> Bool { ConditionExpression.holds(node, item ?? [:]) }

    private static func holds(_ node: Node, _ item: JSON) -> Bool {
        switch node {
        case .and(let a, let b): return holds(a, item) && holds(b, item)
        case .or(let a, let b): return holds(a, item) || holds(b, item)
        case .not(let inner): return !holds(inner, item)
        case .exists(let path, let wanted): return (path.value(in: item) != nil) == wanted
        case .hasType(let path, let type):
            return path.value(in: item).map { typeName($0) == value(type, item)?.string } ?? false
        case .beginsWith(let text, let start):
            guard let text = value(text, item)?.string, let start = value(start, item)?.string else { return false }
            return text.utf8.starts(with: start.utf8)
        case .contains(let whole, let part):
            guard let whole = value(whole, item), let part = value(part, item) else { return false }
            if let list = whole.array { return list.contains { AttributeValue.same($0, part) } }
            guard let text = whole.string, let part = part.string else { return false }
            return part.isEmpty || isPart(Array(part.utf8), of: Array(text.utf8))
        case .compare(let a, let comparator, let b): return compare(value(a, item), comparator, value(b, item))
        case .between(let x, let low, let high):
            let x = value(x, item)
            return compare(x, .greaterOrEqual, value(low, item)) && compare(x, .lessOrEqual, value(high, item))
        case .among(let x, let list):
            let x = value(x, item)
            return list.contains { compare(x, .equal, value($0, item)) }
        }
    }

    private static func value(_ operand: Operand, _ item: JSON) -> JSON? {
        switch operand {
        case .value(let value): return value
        case .path(let path): return path.value(in: item)
        case .size(let path):
            switch path.value(in: item) {
            case .string(let text): return .int(text.utf8.count)
            case .array(let list): return .int(list.count)
            case .object(let object): return .int(object.members.count)
            default: return nil
            }
        }
    }

    /// What is not there is unequal to everything, and neither less nor greater; so is what is of another type.
    private static func compare(_ a: JSON?, _ comparator: Comparator, _ b: JSON?) -> Bool {
        guard let a, let b else { return comparator == .unequal }
        switch comparator {
        case .equal: return AttributeValue.same(a, b)
        case .unequal: return !AttributeValue.same(a, b)
        case .less: return isLess(a, b)
        case .greater: return isLess(b, a)
        case .lessOrEqual: return isLess(a, b) || (isOrdered(a, b) && AttributeValue.same(a, b))
        case .greaterOrEqual: return isLess(b, a) || (isOrdered(a, b) && AttributeValue.same(a, b))
        }
    }

    private static func isOrdered(_ a: JSON, _ b: JSON) -> Bool {
        switch (a, b) {
        case (.number, .number), (.string, .string): true
        default: false
        }
    }

    private static func isLess(_ a: JSON, _ b: JSON) -> Bool {
        switch (a, b) {
        case (.number(let x), .number(let y)):
            if let x = x.integer, let y = y.integer { return x < y }
            return x.value < y.value
        // By bytes, as the service orders texts.
        case (.string(let x), .string(let y)): return x.utf8.lexicographicallyPrecedes(y.utf8)
        default: return false
        }
    }

    private static func isPart(_ part: [UInt8], of text: [UInt8]) -> Bool {
        guard part.count <= text.count else { return false }
        return (0...text.count - part.count).contains { text[$0..<$0 + part.count].elementsEqual(part) }
    }

    private static func typeName(_ value: JSON) -> String {
        switch value {
        case .null: "NULL"
        case .bool: "BOOL"
        case .number: "N"
        case .string: "S"
        case .array: "L"
        case .object: "M"
        }
    }
}

extension TableAccess {
    /// Writes an item if the one that is there, or that there is none, fulfils the condition.
    ///
    /// - Throws: ``ErrorInfo`` `ConditionalCheckFailedException`, which undoes the transaction unless it is caught.
    package mutating func put(
        _ item: JSON,
        in table: String,
        key: String,
        sort: String = "",
        if condition: ConditionExpression? = nil
    ) throws {
        try check(condition, self[table, key, sort])
        self[table, key, sort] = item
    }

    /// Deletes an item under a condition. That there is none is no mistake.
    package mutating func delete(
        in table: String,
        key: String,
        sort: String = "",
        if condition: ConditionExpression? = nil
    ) throws {
        try check(condition, self[table, key, sort])
        self[table, key, sort] = nil
    }

    private func check(_ condition: ConditionExpression?, _ item: JSON?) throws {
        guard let condition, !condition.holds(for: item) else { return }
        throw ErrorInfo(
            type: "ConditionalCheckFailedException",
            message: "The conditional request failed: \(condition.text)"
        )
    }
}
