import EventModel

/// Reads the keywords of one schema. A keyword whose value is not what it must be is refused, with its place.
struct KeywordReader {
    let compiler: SchemaCompiler
    let found: SchemaStore.Found
    let object: JSON.Object
    var rules: [(keyword: String, rule: SchemaRule)] = []

    init(compiler: SchemaCompiler, found: SchemaStore.Found, object: JSON.Object) {
        self.compiler = compiler
        self.found = found
        self.object = object
    }

    mutating func read() throws(SchemaError) -> [(keyword: String, rule: SchemaRule)] {
        try readReferences()
        try readAny()
        try readNumbers()
        try readStrings()
        try readArrays()
        try readObjects()
        try readCombinations()
        try readDefinitions()
        return rules
    }

    func fail(_ keyword: String, _ reason: String) -> SchemaError {
        SchemaError(
            place: compiler.store.name(found.place) + "/" + JSONPointer.escaped(keyword),
            reason: reason
        )
    }

    private mutating func readReferences() throws(SchemaError) {
        // Only editions after draft 7 come here with a reference.
        for keyword in ["$ref", "$dynamicRef", "$recursiveRef"] {
            guard let value = object[keyword], keyword == "$ref" || found.dialect != .draft7 else { continue }
            guard keyword == "$ref" else { throw fail(keyword, "is not supported: use $ref") }
            guard let ref = value.string else { throw fail(keyword, "must be a string, not \(value.brief)") }
            let target = try compiler.store.resolve(ref, from: found, at: keyword)
            rules.append((keyword, .ref(try compiler.node(target))))
        }
    }

    private mutating func readAny() throws(SchemaError) {
        if let value = object["type"] {
            let names = value.array?.map(\.string) ?? [value.string]
            var types: SchemaRule.Types = []
            for name in names {
                guard let name, let type = SchemaRule.Types.byName[name] else {
                    throw fail("type", "must name types (\(Self.typeNames)), not \(value.brief)")
                }
                types.insert(type)
            }
            guard !names.isEmpty else { throw fail("type", "must name a type") }
            let said = names.compactMap { $0 }.map(Self.noun)
            rules.append(("type", .type(types, said: Self.list(said))))
        }
        if let value = object["enum"] {
            guard let values = value.array else { throw fail("enum", "must be an array, not \(value.brief)") }
            let said = values.prefix(8).map(\.brief).joined(separator: ", ") + (values.count > 8 ? ", …" : "")
            rules.append(("enum", .among(Set(values.map(Canonical.init)), said: "must be one of \(said)")))
        }
        if let value = object["const"] {
            rules.append(("const", .among([Canonical(value)], said: "must be \(value.long)")))
        }
    }

    private static let typeNames = "array, boolean, integer, null, number, object, string"

    private static func noun(_ type: String) -> String {
        switch type {
        case "null": "null"
        case "boolean": "true or false"
        case "array", "integer", "object": "an \(type)"
        default: "a \(type)"
        }
    }

    static func list(_ words: [String]) -> String {
        words.count < 2 ? words.joined() : words.dropLast().joined(separator: ", ") + " or " + (words.last ?? "")
    }

    private mutating func readNumbers() throws(SchemaError) {
        let bounds: [(String, SchemaRule.Bound)] = [
            ("minimum", .minimum), ("maximum", .maximum), ("exclusiveMinimum", .exclusiveMinimum),
            ("exclusiveMaximum", .exclusiveMaximum),
        ]
        for (keyword, bound) in bounds {
            guard let value = object[keyword] else { continue }
            guard case .number(let number) = value else { throw fail(keyword, "must be a number, not \(value.brief)") }
            rules.append((keyword, .bound(bound, Decimal(number), near: number.value, said: number.text)))
        }
        if let value = object["multipleOf"] {
            guard case .number(let number) = value, !Decimal(number).isZero, !Decimal(number).isNegative else {
                throw fail("multipleOf", "must be a number above 0, not \(value.brief)")
            }
            rules.append(("multipleOf", .multiple(of: Decimal(number), said: number.text)))
        }
    }

    /// A number of things; nil if the keyword is not there.
    func count(_ keyword: String) throws(SchemaError) -> Int? {
        guard let value = object[keyword] else { return nil }
        guard case .number(let number) = value, let count = Decimal(number).count else {
            throw fail(keyword, "must be a whole number that is not negative, not \(value.brief)")
        }
        return count
    }

    private mutating func readStrings() throws(SchemaError) {
        if let least = try count("minLength") { rules.append(("minLength", .length(least: least, most: nil))) }
        if let most = try count("maxLength") { rules.append(("maxLength", .length(least: nil, most: most))) }
        if let value = object["pattern"] {
            guard let text = value.string else { throw fail("pattern", "must be a string, not \(value.brief)") }
            rules.append(("pattern", .pattern(try pattern(text, "pattern"))))
        }
        if let value = object["format"] {
            guard let name = value.string else { throw fail("format", "must be a string, not \(value.brief)") }
            let isLater = name == "duration" || name == "uuid"
            if let format = Format(rawValue: name), compiler.assertsFormat ?? (found.dialect == .draft7),
                !isLater || found.dialect != .draft7
            {
                rules.append(("format", .format(format)))
            }
        }
        for keyword in ["contentEncoding", "contentMediaType"] {
            if let value = object[keyword], value.string == nil {
                throw fail(keyword, "must be a string, not \(value.brief)")
            }
        }
        if found.dialect == .draft7 {
            let base64 = object["contentEncoding"]?.string?.lowercased() == "base64"
            let json = object["contentMediaType"]?.string.map(Self.isJSON) ?? false
            if base64 { rules.append(("contentEncoding", .content(base64: true, json: false))) }
            // What another encoding hides is not looked into.
            if json, base64 || object["contentEncoding"] == nil {
                rules.append(("contentMediaType", .content(base64: base64, json: true)))
            }
        }
    }

    private static func isJSON(_ mediaType: String) -> Bool {
        mediaType.prefix { $0 != ";" }.lowercased().filter { $0 != " " } == "application/json"
    }

    func pattern(_ text: String, _ keyword: String) throws(SchemaError) -> ECMAPattern {
        do throws(ECMAPattern.Failure) {
            return try ECMAPattern(text)
        } catch {
            throw fail(keyword, "is no pattern: '\(text.prefix(80))' \(error.reason), at character \(error.offset + 1)")
        }
    }
}

extension JSON {
    /// A value for a message, up to a length.
    fileprivate var long: String {
        let text = description
        return text.count > 120 ? text.prefix(119) + "…" : text
    }
}
