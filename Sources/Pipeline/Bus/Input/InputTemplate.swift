import EventModel

/// A template taken apart.
struct InputTemplate: Hashable, Sendable {
    enum Part: Hashable, Sendable {
        case text(String)
        case variable(String, isQuoted: Bool)
    }

    /// A character for private use, in place of the variables of a template that is tried.
    private static let mark: Unicode.Scalar = "\u{E000}"

    let parts: [Part]
    /// Whether it is JSON, else it is text.
    let isJSON: Bool

    /// - Parameter names: the variables that there are.
    /// - Throws: ``TargetInputError``.
    init(_ template: String, names: Set<String>) throws(TargetInputError) {
        func refuse(_ reason: String) -> TargetInputError { TargetInputError(place: "InputTemplate", reason: reason) }
        guard (1...8_192).contains(template.utf8.count) else {
            throw refuse("must have 1 to 8192 bytes, but has \(template.utf8.count)")
        }
        parts = InputTemplate.parts(template)
        for case .variable(let name, _) in parts where !names.contains(name) {
            throw refuse("has <\(name)>, which is in no InputPathsMap and not predefined")
        }
        let first = template.unicodeScalars.first { !" \t\r\n".unicodeScalars.contains($0) }
        var isOneVariable = false
        if parts.count == 1, case .variable = parts[0] { isOneVariable = true }
        isJSON = first == "{" || first == "[" || isOneVariable
        if isJSON { try checkJSON() }
    }

    /// Whether a text can name a variable.
    static func isName(_ text: some StringProtocol) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy {
                48...57 ~= $0 || 65...90 ~= $0 || 97...122 ~= $0 || "-_.".utf8.contains($0)
            }
    }

    private static func parts(_ template: String) -> [Part] {
        var parts: [Part] = []
        var text = ""
        var isQuoted = false
        var rest = template[...]
        while let sign = rest.popFirst() {
            if sign == "\\", let next = rest.popFirst() {
                text.append(sign)
                text.append(next)
                continue
            }
            if sign == "<", let end = rest.firstIndex(of: ">"), isName(rest[..<end]) {
                if !text.isEmpty { parts.append(.text(text)) }
                text = ""
                parts.append(.variable(String(rest[..<end]), isQuoted: isQuoted))
                rest = rest[rest.index(after: end)...]
                continue
            }
            if sign == "\"" { isQuoted.toggle() }
            text.append(sign)
        }
        if !text.isEmpty { parts.append(.text(text)) }
        return parts
    }

    /// It must be JSON whatever the variables are.
    private func checkJSON() throws(TargetInputError) {
        func refuse(_ reason: String) -> TargetInputError { TargetInputError(place: "InputTemplate", reason: reason) }

        var sample = ""
        for part in parts {
            switch part {
            case .text(let text): sample += text
            case .variable(let name, let isQuoted):
                if isQuoted, name == "aws.events.event" || name == "aws.events.event.json" {
                    throw refuse("has <\(name)> within quotes, where no object can stand; take the quotes away")
                }
                // A number can be no key: a variable that stands for one shows.
                sample += isQuoted ? String(Self.mark) : "0"
            }
        }
        let json: JSON
        do {
            json = try JSON(parsing: sample)
        } catch {
            throw refuse("is no JSON once its variables have values: \(error.reason); a variable is no key")
        }
        if InputTemplate.hasMarkedKey(json) { throw refuse("has a variable in a key; only values can have one") }
    }

    private static func hasMarkedKey(_ json: JSON) -> Bool {
        switch json {
        case .object(let object):
            object.members.contains { $0.name.unicodeScalars.contains(mark) || hasMarkedKey($0.value) }
        case .array(let values): values.contains { hasMarkedKey($0) }
        default: false
        }
    }
}
