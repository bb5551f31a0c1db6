package import EventModel

/// Something that is wrong in a flow file: where, what, and what to do.
package struct FlowMistake: Error, Hashable, Sendable, CustomStringConvertible {
    package var place: FlowPlace
    /// `rules[0].Targets[1].Id`; empty for the whole file.
    package var path: String
    package var reason: String
    /// What to do about it; empty where the reason says it.
    package var advice: String

    package init(_ place: FlowPlace, _ path: String, _ reason: String, _ advice: String = "") {
        self.place = place
        self.path = path
        self.reason = reason
        self.advice = advice
    }

    /// `7:3: rules[0].Name: is missing; give the rule a name`.
    package var description: String {
        "\(place.line):\(place.column): \(path.isEmpty ? "" : "\(path): ")\(reason)\(advice.isEmpty ? "" : "; \(advice)")"
    }

    package var json: JSON {
        [
            "line": .int(place.line), "column": .int(place.column), "path": .string(path), "reason": .string(reason),
            "advice": advice.isEmpty ? .null : .string(advice),
        ]
    }
}

/// Everything that is wrong in a flow file, in the order of the file.
package struct FlowMistakes: Error, Hashable, Sendable, CustomStringConvertible {
    package var file: String
    package var mistakes: [FlowMistake]

    package var description: String { mistakes.map { "\(file):\($0)" }.joined(separator: "\n") }
}
