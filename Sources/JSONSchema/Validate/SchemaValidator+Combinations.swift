import EventModel

/// Keywords that apply schemas to the value itself.
extension SchemaValidator {
    mutating func checkAll(_ schemas: [Int], _ value: JSON) throws(Refusal) -> Bool {
        var isValid = true
        for schema in schemas {
            if try !check(schema, value) {
                isValid = false
                if isQuiet { break }
            }
        }
        return isValid
    }

    mutating func checkAny(_ schemas: [Int], _ keyword: String, _ node: Int, _ value: JSON) throws(Refusal) -> Bool {
        for schema in schemas where try holds(schema, value) { return true }
        return try explain(schemas, keyword, node, value, "fits none of the \(schemas.count) schemas it may fit")
    }

    mutating func checkOne(_ schemas: [Int], _ keyword: String, _ node: Int, _ value: JSON) throws(Refusal) -> Bool {
        var fits: [Int] = []
        for n in schemas.indices where try holds(schemas[n], value) { fits.append(n) }
        if fits.count == 1 { return true }
        if fits.isEmpty {
            return try explain(
                schemas,
                keyword,
                node,
                value,
                "fits none of the \(schemas.count) schemas, where one must"
            )
        }
        return note(node, keyword, "fits \(fits.count) schemas (\(fits)) where it must fit exactly one")
    }

    @inline(never)
    private mutating func explain(
        _ schemas: [Int],
        _ keyword: String,
        _ node: Int,
        _ value: JSON,
        _ what: @autoclosure () -> String
    ) throws(Refusal) -> Bool {
        if isQuiet { return false }
        let near = try nearest(schemas, value)
        return note(node, keyword, what() + (near.map { "; nearest is: \($0)" } ?? ""))
    }

    mutating func checkCondition(_ condition: Int, _ then: Int?, _ otherwise: Int?, _ value: JSON) throws(Refusal)
        -> Bool
    {
        guard let branch = try holds(condition, value) ? then : otherwise else { return true }
        return try check(branch, value)
    }
}
