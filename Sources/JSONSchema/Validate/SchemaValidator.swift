import EventModel

/// Checks one value against the nodes of a schema.
struct SchemaValidator {
    /// Checking can not go on: too deep, or too long.
    struct Refusal: Error {
        var keyword: String
        var message: String
    }
    enum Token { case name(String), index(Int) }

    let nodes: [SchemaNode]
    private let limit: Int
    private(set) var found: [SchemaViolation] = []
    /// Where in the value, from the outside in.
    var path: [Token] = []
    /// Above 0, only whether the value is valid matters, not why.
    private var quiet = 0
    private var depth = 0
    private var steps = 0
    /// It looks for the nearest of several schemas, and not within such a search.
    private var explains = true

    /// Schemas within one another. Each takes a piece of the stack: so many fit into the 512 KiB of the smallest there is.
    static let deepest = 700
    /// Schemas applied, all in all.
    static let most = 5_000_000

    init(_ nodes: [SchemaNode], limit: Int) {
        self.nodes = nodes
        self.limit = max(1, limit)
    }

    mutating func validate(_ value: JSON) -> [SchemaViolation] {
        do throws(Refusal) {
            _ = try check(0, value)
        } catch {
            quiet = 0
            note(0, error.keyword, error.message)
        }
        return found
    }

    var isQuiet: Bool { quiet > 0 || found.count >= limit }

    /// Whether a value is valid by a node; what is wrong with it is noted, unless nobody asked.
    mutating func check(_ start: Int, _ value: JSON) throws(Refusal) -> Bool {
        depth += 1
        defer { depth -= 1 }
        let number = try enter(start)
        var isValid = true
        for n in nodes[number].rules.indices {
            if try !apply(nodes[number].rules[n].rule, nodes[number].rules[n].keyword, number, value) {
                isValid = false
                if isQuiet { break }
            }
        }
        return isValid
    }

    /// Follows references, so that they do not count as depth, and keeps the bounds.
    @inline(never)
    private mutating func enter(_ start: Int) throws(Refusal) -> Int {
        guard depth <= Self.deepest else {
            throw Refusal(
                keyword: "$ref",
                message: "can not be decided: more than \(Self.deepest) schemas apply within one another"
            )
        }
        steps += 1
        guard steps <= Self.most else {
            throw Refusal(keyword: "$ref", message: "can not be decided: it takes more than \(Self.most) steps")
        }
        var number = start
        while nodes[number].rules.count == 1, case .ref(let next) = nodes[number].rules[0].rule { number = next }
        return number
    }

    /// Whether a value keeps one keyword.
    @inline(__always)
    private mutating func apply(_ rule: SchemaRule, _ keyword: String, _ node: Int, _ value: JSON) throws(Refusal)
        -> Bool
    {
        switch rule {
        case .ref(let target): return try check(target, value)
        case .elements(let first, let rest): return try checkElements(first, rest, value)
        case .members(let members): return try checkMembers(members, value)
        case .contains(let schema, let least, let most):
            return try checkContains(schema, least, most, keyword, node, value)
        case .names(let schema): return try checkNames(schema, keyword, node, value)
        case .dependentSchema(let name, let schema): return value[name] == nil ? true : try check(schema, value)
        case .all(let schemas): return try checkAll(schemas, value)
        case .any(let schemas): return try checkAny(schemas, keyword, node, value)
        case .one(let schemas): return try checkOne(schemas, keyword, node, value)
        case .not(let schema):
            return try !holds(schema, value) || note(node, keyword, "fits the schema that it must not fit")
        case .condition(let condition, let then, let otherwise):
            return try checkCondition(condition, then, otherwise, value)
        default: return try checkValue(rule, keyword, node, value)
        }
    }

    /// Whether a value is valid, without noting why not.
    mutating func holds(_ node: Int, _ value: JSON) throws(Refusal) -> Bool {
        quiet += 1
        defer { quiet -= 1 }
        return try check(node, value)
    }

    /// Notes what is wrong, and answers false.
    @discardableResult
    @inline(never)
    mutating func note(_ node: Int, _ keyword: String, _ message: @autoclosure () -> String) -> Bool {
        if !isQuiet {
            let place = nodes[node].place
            found.append(
                SchemaViolation(
                    instancePath: pointer,
                    schemaPath: keyword == "false" ? place : place + "/" + keyword,
                    keyword: keyword,
                    message: message()
                )
            )
        }
        return false
    }

    private var pointer: String {
        path.map { token in
            switch token {
            case .name(let name): "/" + JSONPointer.escaped(name)
            case .index(let index): "/\(index)"
            }
        }.joined()
    }

    /// Of several schemas none of which a value is valid by: the violation that lies deepest in the value.
    mutating func nearest(_ alternatives: [Int], _ value: JSON) throws(Refusal) -> SchemaViolation? {
        guard !isQuiet, explains else { return nil }
        func level(_ violation: SchemaViolation) -> Int {
            violation.instancePath.utf8.count { $0 == UInt8(ascii: "/") }
        }
        var best: SchemaViolation?
        for node in alternatives {
            var other = SchemaValidator(nodes, limit: 1)
            other.path = path
            other.depth = depth
            other.steps = steps
            other.explains = false
            _ = try other.check(node, value)
            steps = other.steps
            guard let violation = other.found.first else { continue }
            if best.map({ level($0) < level(violation) }) ?? true { best = violation }
        }
        return best
    }
}
