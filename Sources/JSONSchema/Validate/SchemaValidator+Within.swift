import EventModel

/// Arrays and objects.
extension SchemaValidator {
    mutating func checkArray(_ rule: SchemaRule, _ keyword: String, _ node: SchemaNode, _ value: JSON) throws(Refusal)
        -> Bool
    {
        guard case .array(let elements) = value else { return true }
        switch rule {
        case .elements(let first, let rest):
            var isValid = true
            for (n, element) in elements.enumerated() {
                guard let schema = n < first.count ? first[n] : rest else { break }
                if try !check(.index(n), schema, element) {
                    isValid = false
                    if isQuiet { break }
                }
            }
            return isValid
        case .count(let least, let most):
            if let least, elements.count < least {
                return note(node, keyword, "must have \(least) elements at least, not \(elements.count)")
            }
            if let most, elements.count > most {
                return note(node, keyword, "must have \(most) elements at most, not \(elements.count)")
            }
            return true
        case .unique:
            var seen: [Canonical: Int] = [:]
            for (n, element) in elements.enumerated() {
                if let other = seen.updateValue(n, forKey: Canonical(element)) {
                    return note(node, keyword, "must have no two equal elements; \(other) and \(n) are")
                }
            }
            return true
        case .contains(let schema, let least, let most):
            var count = 0
            for element in elements where try holds(schema, element) { count += 1 }
            if count < least {
                return note(
                    node,
                    keyword,
                    least == 1
                        ? "must have an element that fits the schema"
                        : "must have \(least) elements that fit, not \(count)"
                )
            }
            if let most, count > most {
                return note(node, keyword, "must have \(most) elements at most that fit the schema, not \(count)")
            }
            return true
        default: return true
        }
    }

    mutating func checkObject(_ rule: SchemaRule, _ keyword: String, _ node: SchemaNode, _ value: JSON) throws(Refusal)
        -> Bool
    {
        guard case .object(let object) = value else { return true }
        switch rule {
        case .members(let members): return try checkMembers(members, object)
        case .memberCount(let least, let most):
            let count = object.members.count
            if let least, count < least {
                return note(node, keyword, "must have \(least) members at least, not \(count)")
            }
            if let most, count > most { return note(node, keyword, "must have \(most) members at most, not \(count)") }
            return true
        case .required(let names):
            let missing = names.filter { !object.has($0) }
            return missing.isEmpty
                || note(node, keyword, "must have \(missing.map { "'\($0)'" }.joined(separator: ", "))")
        case .names(let schema):
            for member in object.members where try !holds(schema, .string(member.name)) {
                let near = try nearest([schema], .string(member.name))
                let why = near.map { ": it \($0.message)" } ?? ""
                return note(node, keyword, "must not have a member of the name \(JSON.string(member.name).brief)\(why)")
            }
            return true
        case .dependentNames(let name, let wanted):
            guard object.has(name) else { return true }
            let missing = wanted.filter { !object.has($0) }
            return missing.isEmpty
                || note(
                    node,
                    keyword,
                    "must have \(missing.map { "'\($0)'" }.joined(separator: ", ")) since it has '\(name)'"
                )
        case .dependentSchema(let name, let schema): return object.has(name) ? try check(schema, value) : true
        default: return true
        }
    }

    private mutating func checkMembers(_ members: SchemaRule.Members, _ object: JSON.Object) throws(Refusal) -> Bool {
        var isValid = true
        for member in object.members {
            var isOther = true
            if let schema = members.named[Name(member.name)] {
                isOther = false
                if try !check(.name(member.name), schema, member.value) { isValid = false }
            }
            for (pattern, schema) in members.patterns where try matches(pattern, member.name) {
                isOther = false
                if try !check(.name(member.name), schema, member.value) { isValid = false }
            }
            if isOther, let others = members.others, try !check(.name(member.name), others, member.value) {
                isValid = false
            }
            if !isValid, isQuiet { break }
        }
        return isValid
    }
}

extension JSON.Object {
    fileprivate func has(_ name: Name) -> Bool { members.contains { Name($0.name) == name } }
}
