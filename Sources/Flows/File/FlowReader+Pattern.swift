import EventModel
import Pipeline

extension FlowReader {
    /// An event pattern: an object, or the text of one as the service's own API has it. It is compiled, so that a mistake in it is told
    /// by its place.
    mutating func pattern(_ value: FlowValue) -> JSON? {
        var json = value.json
        if let text = value.string {
            do {
                json = try JSON(parsing: text)
            } catch {
                refuse(value, "is a text that is \(error)", "write the pattern as an object")
                return nil
            }
        }
        // As the service counts: without white space between its parts.
        let length = json.description.unicodeScalars.count
        if length > RuleDefinition.patternLimit {
            refuse(
                value,
                "has \(length) characters, but may have \(RuleDefinition.patternLimit) (InvalidEventPatternException)",
                "make it shorter, or two rules of it"
            )
            return nil
        }
        do {
            _ = try EventPattern(json)
            return json
        } catch {
            let steps = error.path.split { $0 == "." || $0 == "[" || $0 == "]" }.map(String.init)
            let place = value.deepest(at: steps)
            refuse(
                FlowMistake(
                    place.place,
                    error.path.isEmpty ? value.path : "\(value.path).\(error.path)",
                    error.reason
                )
            )
            return nil
        }
    }
}
