import EventModel

extension DefinitionReader {
    /// A payload template of a field; nil where the field is not there.
    mutating func template(_ name: String, _ object: JSON.Object, at path: String) -> PayloadTemplate? {
        object[name].map { template($0, at: "\(path)/\(name)") }
    }

    /// A template that must be an object: `Assign`, whose names are variables.
    mutating func assignment(_ object: JSON.Object, at path: String) -> PayloadTemplate? {
        guard let value = object["Assign"] else { return nil }
        guard let members = self.object(value, at: path + "/Assign") else { return nil }
        for member in members.members {
            let name = member.name.hasSuffix(".$") ? String(member.name.dropLast(2)) : member.name
            if !Self.isVariableName(name) {
                note("\(path)/Assign/\(Self.escaped(member.name))", "'\(name)' can not be a variable's name")
            }
        }
        return template(value, at: path + "/Assign")
    }

    private static func isVariableName(_ name: String) -> Bool {
        let bytes = Array(name.utf8)
        return !bytes.isEmpty && name.unicodeScalars.count <= 80 && bytes.allSatisfy(PathParser.isWord)
            && !(48...57).contains(bytes[0]) && name != "states"
    }

    private mutating func template(_ value: JSON, at path: String) -> PayloadTemplate {
        switch value {
        case .array(let elements):
            var parts: [PayloadTemplate] = []
            for (i, element) in elements.enumerated() { parts.append(template(element, at: "\(path)/\(i)")) }
            return parts.contains(where: { !$0.isLiteral }) ? .array(parts) : .literal(value)
        case .object(let object):
            var members: [PayloadTemplate.Member] = []
            var names: Set<[UInt8]> = []
            for member in object.members {
                let place = "\(path)/\(Self.escaped(member.name))"
                let isDynamic = member.name.hasSuffix(".$")
                let name = isDynamic ? String(member.name.dropLast(2)) : member.name
                if !names.insert(Array(name.utf8)).inserted { note(place, "the field '\(name)' stands here twice") }
                if isDynamic {
                    guard let dynamic = dynamic(member.value, named: member.name, at: place) else { continue }
                    members.append(PayloadTemplate.Member(name: name, value: .dynamic(dynamic)))
                } else {
                    members.append(PayloadTemplate.Member(name: name, value: template(member.value, at: place)))
                }
            }
            return members.contains(where: { !$0.value.isLiteral }) ? .object(members) : .literal(value)
        default: return .literal(value)
        }
    }

    private mutating func dynamic(_ value: JSON, named name: String, at path: String) -> DynamicValue? {
        guard let text = value.string else {
            note(path, "the value of a field that ends in .$ must be a JSONPath or a function, not \(value.kindWords)")
            return nil
        }
        do throws(Path.Mistake) {
            return try DynamicValue(text, field: name)
        } catch {
            note(path, "'\(text)' is neither a JSONPath nor a function: \(error)")
            return nil
        }
    }
}

extension PayloadTemplate {
    fileprivate var isLiteral: Bool { if case .literal = self { true } else { false } }
}
