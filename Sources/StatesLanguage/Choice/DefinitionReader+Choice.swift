import EventModel

extension DefinitionReader {
    mutating func choice(_ object: JSON.Object, at path: String) -> State.Kind? {
        let otherwise = string("Default", object, at: path)
        guard let value = object["Choices"] else {
            note(path, "the field Choices is required")
            return nil
        }
        guard let elements = value.array, !elements.isEmpty else {
            note(path + "/Choices", "it must be an array of at least one rule")
            return nil
        }
        var rules: [ChoiceRule] = []
        for (i, element) in elements.enumerated() {
            if let rule = rule(element, at: "\(path)/Choices/\(i)") { rules.append(rule) }
        }
        return rules.count == elements.count ? .choice(rules, default: otherwise) : nil
    }

    /// A rule; where it leads to must be said, save in a rule that stands by itself.
    mutating func rule(_ value: JSON, at path: String) -> ChoiceRule? {
        guard let object = object(value, at: path) else { return nil }
        let assign = assignment(object, at: path)
        if object["Next"] == nil { note(path, "the field Next is required") }
        let next = string("Next", object, at: path)
        guard let test = test(object, at: path, isTop: true), let next else { return nil }
        return ChoiceRule(test: test, next: next, assign: assign)
    }

    private mutating func test(_ object: JSON.Object, at path: String, isTop: Bool) -> ChoiceTest? {
        let extra: Set = isTop ? ["Next", "Assign", "Comment"] : ["Comment"]
        if object["Next"] != nil, !isTop { note(path + "/Next", "only an outermost rule leads to a state") }
        let composites = ["And", "Or", "Not"].filter { object[$0] != nil }
        guard let name = composites.first else { return comparison(object, extra, at: path) }
        allow(extra.union([name]), object, at: path)
        let place = "\(path)/\(name)"
        guard let value = object[name] else { return nil }
        if name == "Not" {
            guard let inner = self.object(value, at: place) else { return nil }
            return test(inner, at: place, isTop: false).map(ChoiceTest.not)
        }
        guard let elements = value.array, !elements.isEmpty else {
            note(place, "it must be an array of at least one rule")
            return nil
        }
        var parts: [ChoiceTest] = []
        for (i, element) in elements.enumerated() {
            guard let inner = self.object(element, at: "\(place)/\(i)") else { continue }
            if let part = test(inner, at: "\(place)/\(i)", isTop: false) { parts.append(part) }
        }
        guard parts.count == elements.count else { return nil }
        return name == "And" ? .and(parts) : .or(parts)
    }

    private mutating func comparison(_ object: JSON.Object, _ extra: Set<String>, at path: String) -> ChoiceTest? {
        var found: [(name: String, op: ComparisonOperator, isPath: Bool)] = []
        for member in object.members where member.name != "Variable" && !extra.contains(member.name) {
            if let op = ComparisonOperator.named[member.name] {
                found.append((member.name, op, false))
            } else if member.name.hasSuffix("Path"), let op = ComparisonOperator.named[String(member.name.dropLast(4))],
                op.hasPathVariant
            {
                found.append((member.name, op, true))
            } else {
                note("\(path)/\(Self.escaped(member.name))", "the field is not allowed here")
            }
        }
        if object["Variable"] == nil { note(path, "the field Variable is required") }
        let variable = self.path("Variable", object, at: path)
        guard found.count == 1, let (name, op, isPath) = found.first else {
            note(
                path,
                found.isEmpty ? "a comparison operator is required" : "only one comparison operator may be there"
            )
            return nil
        }
        if isPath {
            guard let operand = self.path(name, object, at: path), let variable else { return nil }
            return .compare(Comparison(variable: variable, op: op, operand: .path(operand)))
        }
        guard let operand = object[name] else { return nil }
        if let refusal = op.refusal(of: operand) {
            note("\(path)/\(name)", refusal)
            return nil
        }
        guard let variable else { return nil }
        return .compare(Comparison(variable: variable, op: op, operand: .literal(operand)))
    }
}
