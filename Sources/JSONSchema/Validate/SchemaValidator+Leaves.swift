import EventModel

/// Keywords that look at one value and hold no further schemas. Kept apart from those that do, so that these leave the stack
/// before the next schema applies.
extension SchemaValidator {
    @inline(never)
    mutating func checkValue(_ rule: SchemaRule, _ keyword: String, _ node: Int, _ value: JSON) throws(Refusal) -> Bool
    {
        switch rule {
        case .nothing: return note(node, keyword, "is not allowed here")
        case .type(let types, let said):
            return value.has(types) || note(node, keyword, "must be \(said), not \(value.brief)")
        case .among(let values, let said):
            return values.contains(Canonical(value)) || note(node, keyword, "\(said), not \(value.brief)")
        case .bound, .multiple: return checkNumber(rule, keyword, node, value)
        case .length, .pattern, .format, .content: return try checkText(rule, keyword, node, value)
        case .count, .unique: return checkElements(rule, keyword, node, value)
        case .memberCount, .required, .dependentNames: return checkNames(rule, keyword, node, value)
        default: return true
        }
    }

    private mutating func checkNumber(_ rule: SchemaRule, _ keyword: String, _ node: Int, _ value: JSON) -> Bool {
        guard case .number(let number) = value else { return true }
        switch rule {
        case .bound(let bound, let limit, let near, let said):
            // Rounding keeps the order: only where both round to one double do the digits have to be compared.
            let about = number.value
            let isLess = about == near || !about.isFinite || !near.isFinite ? Decimal(number) < limit : about < near
            let isMore = about == near || !about.isFinite || !near.isFinite ? limit < Decimal(number) : near < about
            switch bound {
            case .minimum: return !isLess || note(node, keyword, "must be at least \(said), not \(value.brief)")
            case .maximum: return !isMore || note(node, keyword, "must be at most \(said), not \(value.brief)")
            case .exclusiveMinimum:
                return isMore || note(node, keyword, "must be more than \(said), not \(value.brief)")
            case .exclusiveMaximum:
                return isLess || note(node, keyword, "must be less than \(said), not \(value.brief)")
            }
        case .multiple(let divisor, let said):
            return Decimal(number).isMultiple(of: divisor)
                || note(node, keyword, "must be a multiple of \(said), not \(value.brief)")
        default: return true
        }
    }

    private mutating func checkText(_ rule: SchemaRule, _ keyword: String, _ node: Int, _ value: JSON)
        throws(Refusal) -> Bool
    {
        guard case .string(let text) = value else { return true }
        switch rule {
        case .length(let least, let most):
            let count = text.unicodeScalars.count
            if let least, count < least {
                return note(node, keyword, "must be \(Self.counted(least, "character")) long at least, not \(count)")
            }
            if let most, count > most {
                return note(node, keyword, "must be \(Self.counted(most, "character")) long at most, not \(count)")
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

    @inline(never)
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

    private mutating func checkElements(_ rule: SchemaRule, _ keyword: String, _ node: Int, _ value: JSON) -> Bool {
        guard case .array(let elements) = value else { return true }
        switch rule {
        case .count(let least, let most):
            if let least, elements.count < least {
                return note(
                    node,
                    keyword,
                    "must have \(Self.counted(least, "element")) at least, not \(elements.count)"
                )
            }
            if let most, elements.count > most {
                return note(node, keyword, "must have \(Self.counted(most, "element")) at most, not \(elements.count)")
            }
        case .unique:
            var seen: [Canonical: Int] = [:]
            for (n, element) in elements.enumerated() {
                if let other = seen.updateValue(n, forKey: Canonical(element)) {
                    return note(node, keyword, "must have no two equal elements; \(other) and \(n) are")
                }
            }
        default: break
        }
        return true
    }

    private mutating func checkNames(_ rule: SchemaRule, _ keyword: String, _ node: Int, _ value: JSON) -> Bool {
        guard case .object(let object) = value else { return true }
        func lacking(_ names: [String]) -> String? {
            let missing = names.filter { object[$0] == nil }
            return missing.isEmpty ? nil : missing.map { "'\($0)'" }.joined(separator: ", ")
        }
        switch rule {
        case .memberCount(let least, let most):
            let count = object.members.count
            if let least, count < least {
                return note(node, keyword, "must have \(Self.counted(least, "member")) at least, not \(count)")
            }
            if let most, count > most {
                return note(node, keyword, "must have \(Self.counted(most, "member")) at most, not \(count)")
            }
        case .required(let names):
            if let missing = lacking(names) { return note(node, keyword, "must have \(missing)") }
        case .dependentNames(let name, let wanted):
            if object[name] != nil, let missing = lacking(wanted) {
                return note(node, keyword, "must have \(missing) since it has '\(name)'")
            }
        default: break
        }
        return true
    }

    private static func counted(_ n: Int, _ noun: String) -> String { "\(n) \(noun)\(n == 1 ? "" : "s")" }
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
