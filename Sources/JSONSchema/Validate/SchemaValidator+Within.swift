import EventModel

/// Keywords that apply schemas to what is in the value.
extension SchemaValidator {
    mutating func checkElements(_ first: [Int], _ rest: Int?, _ value: JSON) throws(Refusal) -> Bool {
        guard case .array(let elements) = value else { return true }
        var isValid = true
        for n in elements.indices {
            guard let schema = n < first.count ? first[n] : rest else { break }
            path.append(.index(n))
            let fits = try check(schema, elements[n])
            path.removeLast()
            if !fits {
                isValid = false
                if isQuiet { break }
            }
        }
        return isValid
    }

    mutating func checkMembers(_ members: SchemaRule.Members, _ value: JSON) throws(Refusal) -> Bool {
        guard case .object(let object) = value else { return true }
        var isValid = true
        for member in object.members {
            path.append(.name(member.name))
            var isOther = true
            if let schema = members.named[member.name] {
                isOther = false
                if try !check(schema, member.value) { isValid = false }
            }
            for n in members.patterns.indices where try matches(members.patterns[n].pattern, member.name) {
                isOther = false
                if try !check(members.patterns[n].node, member.value) { isValid = false }
            }
            if isOther, let others = members.others, try !check(others, member.value) { isValid = false }
            path.removeLast()
            if !isValid, isQuiet { break }
        }
        return isValid
    }

    mutating func checkContains(
        _ schema: Int,
        _ least: Int,
        _ most: Int?,
        _ keyword: String,
        _ node: Int,
        _ value: JSON
    ) throws(Refusal) -> Bool {
        guard case .array(let elements) = value else { return true }
        var count = 0
        for element in elements where try holds(schema, element) { count += 1 }
        if count < least {
            return note(
                node,
                keyword,
                least == 1
                    ? "must have an element that fits the schema" : "must have \(least) elements that fit, not \(count)"
            )
        }
        if let most, count > most {
            return note(node, keyword, "must have \(most) elements at most that fit the schema, not \(count)")
        }
        return true
    }

    mutating func checkNames(_ schema: Int, _ keyword: String, _ node: Int, _ value: JSON) throws(Refusal) -> Bool {
        guard case .object(let object) = value else { return true }
        for member in object.members where try !holds(schema, .string(member.name)) {
            let near = try nearest([schema], .string(member.name))
            let why = near.map { ": it \($0.message)" } ?? ""
            return note(node, keyword, "must not have a member of the name \(JSON.string(member.name).brief)\(why)")
        }
        return true
    }
}
