package import EventModel

/// The part of JSONPath that the service takes for input: `$`, `$.detail.user-id`, `$.resources[0]`, `$['detail-type']`, `[*]`
/// (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html).
package struct InputPath: Hashable, Sendable, CustomStringConvertible {
    private enum Step: Hashable, Sendable {
        case name(String)
        case index(Int)
        case all
    }

    package let description: String
    private let steps: [Step]

    /// - Parameter place: names the path in an error.
    /// - Throws: ``TargetInputError``.
    package init(_ text: String, place: String = "InputPath") throws(TargetInputError) {
        func refuse(_ reason: String) -> TargetInputError {
            TargetInputError(place: place, reason: "\(reason), but is \(text)")
        }
        guard text.utf8.count <= 256 else {
            throw TargetInputError(place: place, reason: "must have at most 256 bytes")
        }
        guard text.first == "$" else { throw refuse("must begin with $") }
        var rest = text.dropFirst()
        var steps: [Step] = []
        while let sign = rest.popFirst() {
            if sign == "." {
                let name = rest.prefix { $0 != "." && $0 != "[" }
                guard !name.isEmpty else { throw refuse("must have a name after every dot") }
                steps.append(name == "*" ? .all : .name(String(name)))
                rest = rest.dropFirst(name.count)
            } else if sign == "[" {
                guard let (step, length) = InputPath.bracket(rest) else {
                    throw refuse("must have an index, a quoted name or * within brackets")
                }
                steps.append(step)
                rest = rest.dropFirst(length)
            } else {
                throw refuse("must go on with a dot or a bracket after \(text.dropLast(rest.count + 1))")
            }
        }
        description = text
        self.steps = steps
    }

    /// The step within brackets, and how many characters it takes with the one that closes it.
    private static func bracket(_ text: Substring) -> (Step, Int)? {
        if let quote = text.first, quote == "'" || quote == "\"" {
            let name = text.dropFirst().prefix { $0 != quote }
            guard text.dropFirst(name.count + 1).starts(with: "\(quote)]") else { return nil }
            return (.name(String(name)), name.count + 3)
        }
        guard let end = text.firstIndex(of: "]") else { return nil }
        let inner = text[..<end]
        if inner == "*" { return (.all, 2) }
        guard !inner.isEmpty, inner.utf8.allSatisfy({ 48...57 ~= $0 }), let index = Int(inner) else { return nil }
        return (.index(index), inner.count + 1)
    }

    /// What it leads to; nil for nothing. With `*`, a list of all that it leads to.
    package func value(in event: JSON) -> JSON? {
        var found = [event]
        for step in steps {
            found = found.flatMap { value -> [JSON] in
                switch (step, value) {
                case (.name(let name), .object(let object)): object[name].map { [$0] } ?? []
                case (.index(let index), .array(let values)): index < values.count ? [values[index]] : []
                case (.all, .array(let values)): values
                case (.all, .object(let object)): object.members.map(\.value)
                default: []
                }
            }
        }
        return steps.contains(.all) ? .array(found) : found.first
    }
}
