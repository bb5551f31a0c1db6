import EventModel

extension DefinitionReader {
    mutating func object(_ value: JSON, at path: String) -> JSON.Object? {
        guard let object = value.object else {
            note(path, "it must be an object, not \(value.kindWords)")
            return nil
        }
        return object
    }

    /// That no other field is there.
    mutating func allow(_ names: Set<String>, _ object: JSON.Object, at path: String) {
        for member in object.members where !names.contains(member.name) {
            note("\(path)/\(Self.escaped(member.name))", "the field is not allowed here")
        }
    }

    /// That of these fields one at most is there.
    mutating func onlyOne(of names: [String], _ object: JSON.Object, at path: String) {
        let there = names.filter { object[$0] != nil }
        if there.count > 1 { note(path, "only one of \(there.joined(separator: ", ")) may be there") }
    }

    mutating func string(_ name: String, _ object: JSON.Object, at path: String) -> String? {
        guard let value = object[name] else { return nil }
        if value.string == nil { note("\(path)/\(name)", "it must be a string, not \(value.kindWords)") }
        return value.string
    }

    mutating func integer(_ name: String, _ object: JSON.Object, at path: String, _ range: ClosedRange<Int>) -> Int? {
        guard let value = object[name] else { return nil }
        guard let number = value.integer, range.contains(number) else {
            note("\(path)/\(name)", "it must be a whole number from \(range.lowerBound) to \(range.upperBound)")
            return nil
        }
        return number
    }

    mutating func number(_ name: String, _ object: JSON.Object, at path: String, _ range: ClosedRange<Double>)
        -> Double?
    {
        guard let value = object[name] else { return nil }
        guard let number = value.number, range.contains(number) else {
            let least = JSON.double(range.lowerBound)
            note(
                "\(path)/\(name)",
                range.upperBound.isFinite && range.upperBound < 1e9
                    ? "it must be a number from \(least) to \(JSON.double(range.upperBound))"
                    : "it must be a number of at least \(least)"
            )
            return nil
        }
        return number
    }

    /// A path of a field, of any kind; null must be dealt with before.
    mutating func path(_ name: String, _ object: JSON.Object, at path: String, isReference: Bool = false) -> Path? {
        guard let text = string(name, object, at: path) else { return nil }
        do throws(Path.Mistake) {
            let found = try Path(text)
            if isReference, !found.isReference {
                note("\(path)/\(name)", "'\(text)' must be a Reference Path, of names and indices only")
                return nil
            }
            return found
        } catch {
            note("\(path)/\(name)", "'\(text)' is not a JSONPath: \(error)")
            return nil
        }
    }

    mutating func dataPath(_ name: String, _ object: JSON.Object, at path: String) -> State.DataPath {
        guard let value = object[name] else { return .whole }
        if value == .null { return .nothing }
        return self.path(name, object, at: path).map(State.DataPath.path) ?? .whole
    }

    mutating func resultTarget(_ object: JSON.Object, at path: String) -> State.ResultTarget {
        guard let value = object["ResultPath"] else { return .replace }
        if value == .null { return .discard }
        guard let text = string("ResultPath", object, at: path) else { return .replace }
        do throws(Path.Mistake) {
            return .path(try ReferencePath(text))
        } catch {
            note("\(path)/ResultPath", "'\(text)' is not a Reference Path: \(error)")
            return .replace
        }
    }

    /// A field and the one with `Path` behind its name, of which one may be there.
    mutating func given(_ name: String, _ object: JSON.Object, at path: String, _ range: ClosedRange<Int>) -> Given<
        Int
    >? {
        onlyOne(of: [name, name + "Path"], object, at: path)
        if let value = integer(name, object, at: path, range) { return .value(value) }
        return self.path(name + "Path", object, at: path, isReference: true).map(Given.path)
    }

    mutating func queryLanguage(_ object: JSON.Object, at path: String) {
        guard let language = string("QueryLanguage", object, at: path), language != "JSONPath" else { return }
        note(
            "\(path)/QueryLanguage",
            language == "JSONata"
                ? "JSONata is not supported: write the state in JSONPath"
                : "'\(language)' is not a query language: use JSONPath"
        )
    }

    /// Text that stands in the definition, or where to find it: a path or a function.
    mutating func failText(_ name: String, _ object: JSON.Object, at path: String) -> FailFields.Text? {
        onlyOne(of: [name, name + "Path"], object, at: path)
        if let text = string(name, object, at: path) { return .literal(text) }
        guard let text = string(name + "Path", object, at: path) else { return nil }
        do throws(Path.Mistake) {
            return .dynamic(try DynamicValue(text, field: name + "Path"))
        } catch {
            note("\(path)/\(name)Path", "'\(text)' is neither a JSONPath nor a function: \(error)")
            return nil
        }
    }
}
