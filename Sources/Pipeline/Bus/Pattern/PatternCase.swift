package import EventModel

/// One case of a suite for event patterns: a pattern and perhaps an event, as texts, byte for byte, and what must come of them.
package struct PatternCase: Sendable {
    /// What may come of one.
    package enum Answer: String, Sendable {
        case refused
        /// The pattern is valid, and no event was asked about.
        case accepted
        case matches = "match"
        case matchesNot = "no match"
        case eventRefused = "event refused"
    }

    package let id: String
    package let name: String
    package let pattern: String
    package let event: String?
    package let expected: Answer

    /// Reads `{"id", "name"?, "pattern", "event"?, "valid", "matches"?, "eventError"?}`.
    ///
    /// - Throws: ``EventPatternError`` that names the member.
    package init(_ json: JSON) throws(EventPatternError) {
        guard json.object != nil else { throw EventPatternError(path: "a case", reason: "must be a JSON object") }
        guard let id = json["id"]?.string else { throw EventPatternError(path: "id", reason: "must be a string") }
        guard let pattern = json["pattern"]?.string else {
            throw EventPatternError(path: "pattern", reason: "must be a string: the JSON text of the pattern")
        }
        guard let valid = json["valid"]?.bool else {
            throw EventPatternError(path: "valid", reason: "must be true or false")
        }
        self.id = id
        self.pattern = pattern
        name = json["name"]?.string ?? ""
        event = json["event"]?.string
        if !valid {
            expected = .refused
        } else if let error = json["eventError"], error != .null {
            expected = .eventRefused
        } else if event != nil, let matches = json["matches"]?.bool {
            expected = matches ? .matches : .matchesNot
        } else {
            expected = .accepted
        }
    }

    /// What comes of it here; `reason` where something was refused.
    package func run() -> (answer: Answer, reason: String?) {
        let compiled: EventPattern
        do {
            compiled = try EventPattern(text: Array(pattern.utf8))
        } catch {
            return (.refused, error.description)
        }
        guard let event, expected != .accepted else { return (.accepted, nil) }
        let json: JSON
        do {
            json = try JSON(leading: Array(event.utf8))
        } catch {
            return (.eventRefused, error.description)
        }
        guard json.object != nil else { return (.eventRefused, "the event must be a JSON object") }
        return (compiled.matches(json) ? .matches : .matchesNot, nil)
    }
}
