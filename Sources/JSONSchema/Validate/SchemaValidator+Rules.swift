import EventModel

extension SchemaValidator {
    /// Whether a value keeps one keyword.
    mutating func check(_ rule: SchemaRule, _ keyword: String, _ node: SchemaNode, _ value: JSON) throws(Refusal)
        -> Bool
    {
        switch rule {
        case .ref(let target): return try check(target, value)
        case .nothing: return note(node, keyword, "is not allowed here")
        case .type(let types, let said):
            return value.has(types) || note(node, keyword, "must be \(said), not \(value.brief)")
        case .among(let values, let said):
            return values.contains(Canonical(value)) || note(node, keyword, "\(said), not \(value.brief)")
        case .bound, .multiple: return checkNumber(rule, keyword, node, value)
        case .length, .pattern, .format, .content: return try checkText(rule, keyword, node, value)
        case .elements, .count, .unique, .contains: return try checkArray(rule, keyword, node, value)
        case .members, .memberCount, .required, .names, .dependentNames, .dependentSchema:
            return try checkObject(rule, keyword, node, value)
        case .all, .any, .one, .not, .condition: return try checkCombination(rule, keyword, node, value)
        }
    }

    private mutating func checkNumber(_ rule: SchemaRule, _ keyword: String, _ node: SchemaNode, _ value: JSON) -> Bool
    {
        guard case .number(let number) = value else { return true }
        let decimal = Decimal(number)
        switch rule {
        case .bound(.minimum, let bound, let said):
            return decimal >= bound || note(node, keyword, "must be at least \(said), not \(value.brief)")
        case .bound(.maximum, let bound, let said):
            return decimal <= bound || note(node, keyword, "must be at most \(said), not \(value.brief)")
        case .bound(.exclusiveMinimum, let bound, let said):
            return decimal > bound || note(node, keyword, "must be more than \(said), not \(value.brief)")
        case .bound(.exclusiveMaximum, let bound, let said):
            return decimal < bound || note(node, keyword, "must be less than \(said), not \(value.brief)")
        case .multiple(let divisor, let said):
            return decimal.isMultiple(of: divisor)
                || note(node, keyword, "must be a multiple of \(said), not \(value.brief)")
        default: return true
        }
    }

    private mutating func checkText(_ rule: SchemaRule, _ keyword: String, _ node: SchemaNode, _ value: JSON)
        throws(Refusal) -> Bool
    {
        guard case .string(let text) = value else { return true }
        switch rule {
        case .length(let least, let most):
            let count = text.unicodeScalars.count
            if let least, count < least {
                return note(node, keyword, "must be \(least) characters long at least, not \(count)")
            }
            if let most, count > most {
                return note(node, keyword, "must be \(most) characters long at most, not \(count)")
            }
            return true
        case .pattern(let pattern):
            return try matches(pattern, text)
                || note(node, keyword, "must match \(JSON.string(pattern.text).brief), not \(value.brief)")
        case .format(let format):
            return format.accepts(text) || note(node, keyword, "must be \(format.noun), not \(value.brief)")
        case .content(let isBase64, let isJSON):
            var bytes = Array(text.utf8)
            if isBase64 {
                // Said by contentEncoding, if this is not it.
                guard let decoded = Base64.decoded(bytes) else {
                    return isJSON || note(node, keyword, "must be base64, not \(value.brief)")
                }
                bytes = decoded
            }
            guard isJSON else { return true }
            do {
                _ = try JSON(parsing: bytes)
                return true
            } catch {
                return note(node, keyword, "must hold JSON: \(error)")
            }
        default: return true
        }
    }

    func matches(_ pattern: ECMAPattern, _ text: String) throws(Refusal) -> Bool {
        do throws(ECMAPattern.Exhausted) {
            return try pattern.matches(text)
        } catch {
            throw Refusal(
                keyword: "pattern",
                message:
                    "can not be decided: the pattern '\(pattern.text.prefix(80))' takes too long on one of its texts"
            )
        }
    }

    private mutating func checkCombination(_ rule: SchemaRule, _ keyword: String, _ node: SchemaNode, _ value: JSON)
        throws(Refusal) -> Bool
    {
        switch rule {
        case .all(let schemas):
            var isValid = true
            for schema in schemas {
                if try !check(schema, value) {
                    isValid = false
                    if isQuiet { break }
                }
            }
            return isValid
        case .any(let schemas):
            for schema in schemas where try holds(schema, value) { return true }
            let near = try nearest(schemas, value)
            return note(node, keyword, "fits none of the \(schemas.count) schemas it may fit\(Self.because(near))")
        case .one(let schemas):
            var fits: [Int] = []
            for (n, schema) in schemas.enumerated() where try holds(schema, value) { fits.append(n) }
            if fits.count == 1 { return true }
            if fits.isEmpty {
                let near = try nearest(schemas, value)
                return note(
                    node,
                    keyword,
                    "fits none of the \(schemas.count) schemas, where one must\(Self.because(near))"
                )
            }
            let names = fits.map(String.init).joined(separator: ", ")
            return note(node, keyword, "fits \(fits.count) schemas (number \(names)) where it must fit exactly one")
        case .not(let schema):
            return try !holds(schema, value) || note(node, keyword, "fits the schema that it must not fit")
        case .condition(let condition, let then, let otherwise):
            guard let branch = try holds(condition, value) ? then : otherwise else { return true }
            return try check(branch, value)
        default: return true
        }
    }

    private static func because(_ near: SchemaViolation?) -> String { near.map { "; nearest is: \($0)" } ?? "" }
}

extension JSON {
    fileprivate func has(_ types: SchemaRule.Types) -> Bool {
        switch self {
        case .null: types.contains(.null)
        case .bool: types.contains(.boolean)
        case .number(let number):
            types.contains(.number)
                || (types.contains(.integer) && (Int(number.text) != nil || Decimal(number).isWhole))
        case .string: types.contains(.string)
        case .array: types.contains(.array)
        case .object: types.contains(.object)
        }
    }
}
