package import EventModel

/// Makes what a target gets out of an event: values by path, put into a template
/// (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html).
///
/// A template that begins with a brace or a bracket, or is one variable, is JSON: a variable outside quotes stands for its value,
/// within quotes for its text. Any other is text, in which objects and lists stand without their quotes. What a path does not
/// lead to is the empty string. An object or a list within quotes of a JSON template makes the service drop the event without a
/// word; here it is an ``TargetInputError``.
package struct InputTransformer: Hashable, Sendable {
    /// What the predefined variables are taken from, beside the event.
    package struct Context: Sendable {
        package var rule: String
        package var ruleARN: String
        /// When the event came in.
        package var ingested: Timestamp

        package init(rule: String, ruleARN: String, ingested: Timestamp) {
            self.rule = rule
            self.ruleARN = ruleARN
            self.ingested = ingested
        }
    }

    static let predefined: Set<String> = [
        "aws.events.rule-arn", "aws.events.rule-name", "aws.events.event.ingestion-time", "aws.events.event",
        "aws.events.event.json",
    ]

    private let paths: [String: InputPath]
    private let template: InputTemplate

    /// - Parameter paths: up to 100 variables by name (`InputPathsMap`).
    /// - Parameter template: 1 to 8,192 bytes (`InputTemplate`).
    /// - Throws: ``TargetInputError``.
    package init(paths: [String: String], template: String) throws(TargetInputError) {
        guard paths.count <= 100 else {
            throw TargetInputError(
                place: "InputPathsMap",
                reason: "must have at most 100 variables, but has \(paths.count)"
            )
        }
        var compiled: [String: InputPath] = [:]
        for (name, path) in paths.sorted(by: { $0.key < $1.key }) {
            let place = "InputPathsMap.\(name)"
            guard InputTemplate.isName(name), name.utf8.count <= 256 else {
                throw TargetInputError(place: place, reason: "must be named by letters, digits, - _ and . only")
            }
            guard !name.lowercased().hasPrefix("aws.") else {
                throw TargetInputError(place: place, reason: "must not be named aws.…: such names are predefined")
            }
            compiled[name] = try InputPath(path, place: place)
        }
        self.paths = compiled
        self.template = try InputTemplate(template, names: Set(compiled.keys).union(Self.predefined))
    }

    /// What the target gets for an event.
    ///
    /// - Throws: ``TargetInputError`` where a value does not fit its place.
    package func text(for event: JSON, _ context: Context) throws(TargetInputError) -> String {
        var out = ""
        for part in template.parts {
            switch part {
            case .text(let text): out += text
            case .variable(let name, let isQuoted):
                try put(value(name, event, context), name, isQuoted: isQuoted, into: &out)
            }
        }
        return out
    }

    private func value(_ name: String, _ event: JSON, _ context: Context) -> JSON {
        switch name {
        case "aws.events.rule-arn": return .string(context.ruleARN)
        case "aws.events.rule-name": return .string(context.rule)
        case "aws.events.event.ingestion-time": return .string(context.ingested.rfc3339(digits: 0))
        case "aws.events.event.json": return event
        case "aws.events.event":
            return .object(.init((event.object?.members ?? []).filter { $0.name != "detail" }))
        default: return paths[name]?.value(in: event) ?? .string("")
        }
    }

    private func put(_ value: JSON, _ name: String, isQuoted: Bool, into out: inout String) throws(TargetInputError) {
        guard isQuoted || !template.isJSON else { return out += value.description }
        switch value {
        case .string(let text): out += isQuoted ? String(JSON.string(text).description.dropFirst().dropLast()) : text
        case .array, .object:
            guard !template.isJSON else {
                let kind = value.array == nil ? "an object" : "a list"
                throw TargetInputError(
                    place: "InputTemplate",
                    reason: "has <\(name)> within quotes, which is \(kind) in this event; take the quotes away"
                )
            }
            out += value.description.filter { $0 != "\"" }
        case .null, .bool, .number: out += value.description
        }
    }
}
