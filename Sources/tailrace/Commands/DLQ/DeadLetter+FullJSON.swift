import DeadLetters
import EventModel

extension DeadLetter {
    /// The shape of `dlq show`, with the message's earlier lives and what it says itself about its death.
    var fullJSON: JSON {
        guard case .object(var object) = json else { return json }
        object["version"] = version.map(JSON.string) ?? .null
        object["locked_by"] = lockedBy.map(JSON.string) ?? .null
        object["history"] = .array(history.map(\.json))
        object["report"] = DeathReport(letter: self)?.json ?? .null
        return .object(object)
    }
}

extension DeadLetter.Life {
    fileprivate var json: JSON {
        [
            "generation": .int(generation), "died": .string(died.rfc3339()), "reason": .string(reason),
            "error": error?.json ?? .null, "task": .string(task), "actor": .string(actor),
            "redriven": .string(redriven.rfc3339()), "attempts": .int(attempts.count),
        ]
    }
}

extension DeathReport {
    /// `{"vocabulary","condition","error","attempts","source","destination",…,"facts":[{"label","value"}…]}`
    fileprivate var json: JSON {
        func text(_ value: String?) -> JSON { value.map(JSON.string) ?? .null }
        return [
            "vocabulary": .string(vocabulary.rawValue), "condition": text(condition), "error": error?.json ?? .null,
            "attempts": attempts.map(JSON.int) ?? .null, "source": text(source), "destination": text(destination),
            "first_failed": firstFailed.json, "last_failed": lastFailed.json, "version": text(version),
            "facts": .array(facts.map { ["label": .string($0.label), "value": .string($0.value)] }),
        ]
    }
}
