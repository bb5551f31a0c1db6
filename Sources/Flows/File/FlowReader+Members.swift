import EventModel

extension FlowReader {
    /// The members of an object. A name that is not among the known ones, or stands twice, is a mistake.
    mutating func members(of value: FlowValue, _ known: [String]) -> FlowValue? {
        guard let members = value.members else {
            refuse(value, "must be an object, not \(value.kind)", "its members are: \(known.joined(separator: ", "))")
            return nil
        }
        var seen: Set<String> = []
        for member in members {
            let path = value.path(to: member.name)
            if !known.contains(member.name) {
                refuse(
                    FlowMistake(
                        member.place,
                        path,
                        "no such member",
                        advice(member.name, among: known)
                    )
                )
            } else if !seen.insert(member.name).inserted {
                refuse(FlowMistake(member.place, path, "stands twice", "keep one of them"))
            }
        }
        return value
    }

    /// The elements of a list; a single object stands for a list of it.
    mutating func elements(of value: FlowValue) -> [FlowValue] {
        if let list = value.list { return list }
        if value.scalar == .null { return [] }
        if value.members != nil { return [value] }
        refuse(value, "must be a list, not \(value.kind)")
        return []
    }

    /// A text that is not empty.
    mutating func text(_ object: FlowValue, _ name: String) -> String? {
        guard let value = object[name] else { return nil }
        return text(value)
    }

    mutating func text(_ value: FlowValue) -> String? {
        if let text = value.string {
            if !text.isEmpty { return text }
            refuse(value, "is empty")
        } else if case .number(let number) = value.scalar {
            // What is meant as a name may look like a number.
            return number.text
        } else {
            refuse(value, "must be a text, not \(value.kind)")
        }
        return nil
    }

    /// A text that must be there.
    mutating func required(_ object: FlowValue, _ name: String, _ what: String) -> String? {
        guard let value = object[name] else {
            refuse(object, "has no \(name)", what)
            return nil
        }
        return text(value)
    }

    mutating func flag(_ object: FlowValue, _ name: String) -> Bool? {
        guard let value = object[name] else { return nil }
        if let flag = value.scalar?.bool { return flag }
        refuse(value, "must be true or false, not \(value.kind)")
        return nil
    }

    mutating func whole(_ object: FlowValue, _ name: String, _ range: ClosedRange<Int>) -> Int? {
        guard let value = object[name] else { return nil }
        if let whole = value.scalar?.integer {
            if range.contains(whole) { return whole }
            refuse(value, "is \(whole), but must be from \(range.lowerBound) to \(range.upperBound)")
        } else {
            refuse(value, "must be a whole number from \(range.lowerBound) to \(range.upperBound), not \(value.kind)")
        }
        return nil
    }

    /// A share from 0 to 1.
    mutating func share(_ object: FlowValue, _ name: String) -> Double? {
        guard let value = object[name] else { return nil }
        if let share = value.scalar?.number, (0...1).contains(share) { return share }
        refuse(value, "must be a number from 0 to 1, not \(value.kind)")
        return nil
    }

    /// Seconds as a number, or a text such as `250ms`, `2s`, `5m`, `14d`.
    mutating func duration(_ object: FlowValue, _ name: String, _ range: ClosedRange<Duration>) -> Duration? {
        object[name].flatMap { duration($0, range) }
    }

    mutating func duration(_ value: FlowValue, _ range: ClosedRange<Duration>) -> Duration? {
        func words(_ duration: Duration) -> String { "\(JSON.double(duration.inSeconds)) s" }
        let seconds: Double? = value.scalar?.number ?? value.string.flatMap(Self.seconds)
        guard let seconds, seconds.isFinite, abs(seconds) < 9e9 else {
            refuse(
                value,
                "must be a time, not \(value.kind)",
                "give seconds as a number, or a text such as 250ms, 2s, 5m"
            )
            return nil
        }
        let duration = Duration.nanoseconds(Int64((seconds * 1e9).rounded()))
        if range.contains(duration) { return duration }
        refuse(
            value,
            "is \(words(duration)), but must be from \(words(range.lowerBound)) to \(words(range.upperBound))"
        )
        return nil
    }

    private static func seconds(_ text: String) -> Double? {
        let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        let scale = ["ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86_400][String(text.dropFirst(digits.count))]
        return scale.flatMap { scale in Double(digits).map { $0 * scale } }
    }

    /// One of some words.
    mutating func word<Word: RawRepresentable & CaseIterable>(_ object: FlowValue, _ name: String, _: Word.Type)
        -> Word?
    where Word.RawValue == String {
        guard let value = object[name] else { return nil }
        if let word = value.string.flatMap(Word.init(rawValue:)) { return word }
        let all = Word.allCases.map(\.rawValue)
        refuse(
            value,
            "must be one of \(all.joined(separator: ", ")), not \(value.kind)",
            value.string.flatMap { Suggestion.nearest($0, among: all) }.map { "did you mean '\($0)'?" } ?? ""
        )
        return nil
    }
}
