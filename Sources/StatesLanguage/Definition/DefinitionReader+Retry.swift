import EventModel

extension DefinitionReader {
    mutating func retriers(_ object: JSON.Object, at path: String) -> [Retrier] {
        handlers("Retry", object, at: path).compactMap { fields, place, errors in
            allow(
                [
                    "ErrorEquals", "IntervalSeconds", "MaxAttempts", "BackoffRate", "MaxDelaySeconds", "JitterStrategy",
                    "Comment",
                ],
                fields,
                at: place
            )
            let jitter = string("JitterStrategy", fields, at: place)
            if let jitter, jitter != "FULL", jitter != "NONE" {
                note(place + "/JitterStrategy", "it must be FULL or NONE")
            }
            return Retrier(
                errors: errors,
                intervalSeconds: integer("IntervalSeconds", fields, at: place, 1...Retrier.longest) ?? 1,
                maxAttempts: integer("MaxAttempts", fields, at: place, 0...Retrier.longest) ?? 3,
                backoffRate: number("BackoffRate", fields, at: place, 1...Double.greatestFiniteMagnitude) ?? 2,
                maxDelaySeconds: integer("MaxDelaySeconds", fields, at: place, 1...31_622_400),
                hasFullJitter: jitter == "FULL"
            )
        }
    }

    mutating func catchers(_ object: JSON.Object, at path: String) -> [Catcher] {
        handlers("Catch", object, at: path).compactMap { fields, place, errors in
            allow(["ErrorEquals", "Next", "ResultPath", "Assign", "Comment"], fields, at: place)
            let target = resultTarget(fields, at: place)
            let assign = assignment(fields, at: place)
            guard fields["Next"] != nil else {
                note(place, "the field Next is required")
                return nil
            }
            guard let next = string("Next", fields, at: place) else { return nil }
            return Catcher(errors: errors, next: next, resultPath: target, assign: assign)
        }
    }

    /// The elements of `Retry` or `Catch`, with where each stands and the errors that it takes.
    private mutating func handlers(_ name: String, _ object: JSON.Object, at path: String) -> [(
        JSON.Object, String, [String]
    )] {
        guard let value = object[name] else { return [] }
        guard let elements = value.array else {
            note("\(path)/\(name)", "it must be an array, not \(value.kindWords)")
            return []
        }
        var found: [(JSON.Object, String, [String])] = []
        for (i, element) in elements.enumerated() {
            let place = "\(path)/\(name)/\(i)"
            guard let fields = self.object(element, at: place) else { continue }
            guard let names = fields["ErrorEquals"] else {
                note(place, "the field ErrorEquals is required")
                continue
            }
            let errors = names.array?.compactMap(\.string) ?? []
            if errors.isEmpty || errors.count != names.array?.count {
                note(place + "/ErrorEquals", "it must be an array of at least one error name")
                continue
            }
            if errors.contains(StateFailure.Name.all.rawValue), errors.count > 1 || i < elements.count - 1 {
                note(place + "/ErrorEquals", "States.ALL must stand alone, and in the last element")
            }
            found.append((fields, place, errors))
        }
        return found
    }
}
