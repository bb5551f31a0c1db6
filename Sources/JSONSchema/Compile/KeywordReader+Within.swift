import EventModel

/// Keywords that hold further schemas.
extension KeywordReader {
    /// The node of a schema within this one; the tokens lead there.
    private mutating func node(_ tokens: String...) throws(SchemaError) -> Int {
        let pointer = JSONPointer(found.place.pointer.tokens + tokens)
        guard let inner = compiler.store.find(SchemaStore.Place(document: found.place.document, pointer: pointer))
        else {
            throw fail(tokens[0], "can not be found")
        }
        return try compiler.node(inner)
    }

    private mutating func schema(_ keyword: String) throws(SchemaError) -> Int? {
        object[keyword] == nil ? nil : try node(keyword)
    }

    private mutating func list(_ keyword: String) throws(SchemaError) -> [Int]? {
        guard let value = object[keyword] else { return nil }
        guard let elements = value.array else { throw fail(keyword, "must be an array of schemas, not \(value.brief)") }
        var nodes: [Int] = []
        for n in elements.indices { nodes.append(try node(keyword, "\(n)")) }
        return nodes
    }

    private func map(_ keyword: String) throws(SchemaError) -> [JSON.Member] {
        guard let value = object[keyword] else { return [] }
        guard let map = value.object else { throw fail(keyword, "must be an object, not \(value.brief)") }
        return map.members
    }

    private func names(_ value: JSON, _ keyword: String) throws(SchemaError) -> [String] {
        let names = value.array?.map(\.string)
        guard let names, names.allSatisfy({ $0 != nil }) else {
            throw fail(keyword, "must be an array of strings, not \(value.brief)")
        }
        return names.compactMap { $0 }
    }

    mutating func readArrays() throws(SchemaError) {
        if let least = try count("minItems") { rules.append(("minItems", .count(least: least, most: nil))) }
        if let most = try count("maxItems") { rules.append(("maxItems", .count(least: nil, most: most))) }
        if let value = object["uniqueItems"] {
            guard let isUnique = value.bool else {
                throw fail("uniqueItems", "must be true or false, not \(value.brief)")
            }
            if isUnique { rules.append(("uniqueItems", .unique)) }
        }
        if found.dialect == .draft2020 {
            let first = try list("prefixItems") ?? []
            let rest = try schema("items")
            if !first.isEmpty || rest != nil { rules.append(("items", .elements(first: first, rest: rest))) }
        } else if object["items"]?.array != nil {
            let first = try list("items") ?? []
            rules.append(("items", .elements(first: first, rest: try schema("additionalItems"))))
        } else if let rest = try schema("items") {
            rules.append(("items", .elements(first: [], rest: rest)))
        }
        let isLater = found.dialect != .draft7
        if let node = try schema("contains") {
            let least = isLater ? try count("minContains") ?? 1 : 1
            let most = isLater ? try count("maxContains") : nil
            rules.append(("contains", .contains(node, least: least, most: most)))
        }
        for keyword in ["unevaluatedItems", "unevaluatedProperties"] where isLater && object[keyword] != nil {
            throw fail(keyword, "is not supported")
        }
    }

    mutating func readObjects() throws(SchemaError) {
        if let least = try count("minProperties") {
            rules.append(("minProperties", .memberCount(least: least, most: nil)))
        }
        if let most = try count("maxProperties") {
            rules.append(("maxProperties", .memberCount(least: nil, most: most)))
        }
        if let value = object["required"] { rules.append(("required", .required(try names(value, "required")))) }
        var members = SchemaRule.Members()
        for member in try map("properties") { members.named.add(member.name, try node("properties", member.name)) }
        for member in try map("patternProperties") {
            let pattern = try pattern(member.name, "patternProperties")
            members.patterns.append((pattern, try node("patternProperties", member.name)))
        }
        members.others = try schema("additionalProperties")
        if !members.named.isEmpty || !members.patterns.isEmpty || members.others != nil {
            rules.append(("properties", .members(members)))
        }
        if let node = try schema("propertyNames") { rules.append(("propertyNames", .names(node))) }
        for member in try map("dependencies") {
            if member.value.array != nil {
                let wanted = try names(member.value, "dependencies")
                rules.append(("dependencies", .dependentNames(member.name, wanted)))
            } else {
                rules.append(
                    ("dependencies", .dependentSchema(member.name, try node("dependencies", member.name)))
                )
            }
        }
        guard found.dialect != .draft7 else { return }
        for member in try map("dependentRequired") {
            let wanted = try names(member.value, "dependentRequired")
            rules.append(("dependentRequired", .dependentNames(member.name, wanted)))
        }
        for member in try map("dependentSchemas") {
            let node = try node("dependentSchemas", member.name)
            rules.append(("dependentSchemas", .dependentSchema(member.name, node)))
        }
    }

    mutating func readCombinations() throws(SchemaError) {
        for (keyword, rule) in [("allOf", SchemaRule.all), ("anyOf", SchemaRule.any), ("oneOf", SchemaRule.one)] {
            guard let nodes = try list(keyword) else { continue }
            guard !nodes.isEmpty else { throw fail(keyword, "must have a schema at least") }
            rules.append((keyword, rule(nodes)))
        }
        if let node = try schema("not") { rules.append(("not", .not(node))) }
        if let condition = try schema("if") {
            let then = try schema("then")
            let otherwise = try schema("else")
            if then != nil || otherwise != nil {
                rules.append(("if", .condition(condition, then: then, otherwise: otherwise)))
            }
        }
    }

    /// Definitions are read even where nothing refers to them, so that a mistake in one is found at once.
    mutating func readDefinitions() throws(SchemaError) {
        for keyword in ["definitions", "$defs"] where keyword == "definitions" || found.dialect != .draft7 {
            for member in try map(keyword) { _ = try node(keyword, member.name) }
        }
    }
}
