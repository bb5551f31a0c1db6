import EventModel

extension DataFlow {
    /// The rule of a Choice state that holds, or nil for its default.
    func chosen(_ rules: [ChoiceRule], _ data: JSON) throws(StateFailure) -> ChoiceRule? {
        let scope = scope(data)
        for rule in rules where try rule.test.holds(in: scope) { return rule }
        return nil
    }

    /// When a Wait state ends.
    func end(of wait: WaitFields, _ data: JSON, from now: Timestamp) throws(StateFailure) -> Timestamp {
        switch wait.until {
        case .seconds(.value(let seconds)): return now + .seconds(seconds)
        case .seconds(.path(let path)):
            let value = try path.fieldValue(in: scope(data))
            guard let seconds = value.integer else {
                throw .runtime(
                    "The SecondsPath parameter cannot be parsed as a long value: \(path.text) == \(value.javaText)"
                )
            }
            guard seconds >= 0 else {
                throw .runtime(
                    "The SecondsPath parameter references a negative value: \(path.text) == \(value.javaText)"
                )
            }
            guard seconds <= Retrier.longest else {
                throw .runtime(
                    "The SecondsPath parameter references a value that is too large: \(path.text) == \(seconds)"
                )
            }
            return now + .seconds(seconds)
        case .timestamp(.value(let instant)): return instant
        case .timestamp(.path(let path)):
            let value = try path.fieldValue(in: scope(data))
            guard let instant = value.string.flatMap(Timestamp.init(strict:)) else {
                throw .runtime(
                    "The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format string: "
                        + "\(path.text) == \(value.javaText)"
                )
            }
            return instant
        }
    }

    /// What a Fail state reports.
    func failure(_ fields: FailFields, _ data: JSON, _ random: inout RandomStream) throws(StateFailure) -> StateFailure
    {
        let error = try text(fields.error, data, &random)
        let cause = try text(fields.cause, data, &random)
        return StateFailure(error: error, cause: cause)
    }

    private func text(_ field: FailFields.Text?, _ data: JSON, _ random: inout RandomStream) throws(StateFailure)
        -> String?
    {
        switch field {
        case nil: return nil
        case .literal(let text): return text
        case .dynamic(let dynamic):
            let value = try dynamic.value(in: scope(data), &random)
            guard let text = value.string else {
                throw .runtime(
                    "The \(dynamic.field) field refers to value \"\(value.javaText)\" which is not a string: \(dynamic.text)"
                )
            }
            return text
        }
    }

    /// A number of seconds or of anything else that is whole.
    func integer(_ given: Given<Int>?, _ name: String, _ data: JSON, _ range: ClosedRange<Int>) throws(StateFailure)
        -> Int?
    {
        switch given {
        case nil: return nil
        case .value(let value): return value
        case .path(let path):
            let value = try path.fieldValue(in: scope(data))
            guard let number = value.integer ?? value.string.flatMap({ Int($0) }) else {
                throw .runtime(
                    "The \(name)Path field refers to value \"\(value.javaText)\" which is not a valid integer: \(path.text)"
                )
            }
            guard range.contains(number) else {
                throw .runtime("\(name) must be between \(range.lowerBound) and \(range.upperBound).")
            }
            return number
        }
    }

    func percentage(_ given: Given<Double>?, _ data: JSON) throws(StateFailure) -> Double? {
        switch given {
        case nil: return nil
        case .value(let value): return value
        case .path(let path):
            let value = try path.fieldValue(in: scope(data))
            guard let number = value.number ?? value.string.flatMap(Double.init) else {
                throw .runtime(
                    "The ToleratedFailurePercentagePath field refers to value \"\(value.javaText)\" which is not a valid float: "
                        + path.text
                )
            }
            guard (0...100).contains(number) else {
                throw .runtime("ToleratedFailurePercentage must be between 0 and 100.")
            }
            return number
        }
    }

    /// The items of a Map state.
    mutating func items(_ fields: MapFields, _ data: JSON) throws(StateFailure) -> [JSON] {
        guard !fields.hasReader else {
            throw .runtime("ItemReader is not supported: give the items by ItemsPath")
        }
        let value = try fields.itemsPath?.fieldValue(in: scope(data)) ?? data
        guard let items = value.array else {
            let text = fields.itemsPath?.text ?? "$"
            throw .runtime(
                "Reference path \"\(text.hasPrefix("$$") ? String(text.dropFirst()) : text)\" must point to array."
            )
        }
        stage("afterItemsPath", value)
        return items
    }
}
