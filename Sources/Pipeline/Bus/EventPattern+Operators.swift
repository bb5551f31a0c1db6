import EventModel

/// The operators of a field's values, `{"prefix": "a"}` and its like.
extension EventPattern.Compiler {
    /// Names that cannot be fields directly within `$or`, as the language has it.
    static let operators: Set<String> = [
        "exactly", "prefix", "suffix", "anything-but", "numeric", "exists", "equals-ignore-case", "wildcard", "cidr",
    ]

    func test(_ object: JSON.Object, place: String) throws(EventPatternError) -> EventPattern.Test {
        guard object.members.count == 1, let member = object.members.first else {
            throw EventPatternError(path: place, reason: "must hold exactly one operator, not \(object.members.count)")
        }
        let inner = "\(place).\(member.name)"
        switch member.name {
        case "prefix": return .prefix(try text(member.value, inner))
        case "suffix": return .suffix(try text(member.value, inner))
        case "anything-but": return try anythingBut(member.value, place: inner)
        case "numeric": return .numeric(try NumericReader(place: inner).read(member.value))
        case "exists":
            guard case .bool(let wanted) = member.value else {
                throw EventPatternError(path: inner, reason: "must be true or false")
            }
            return .exists(wanted)
        case "exactly":
            guard case .string = member.value, let scalar = EventPattern.Scalar(member.value) else {
                throw EventPatternError(path: inner, reason: "must be a string")
            }
            return .equals(scalar)
        default: throw unknown(member.name, place: inner)
        }
    }

    private func unknown(_ name: String, place: String) -> EventPatternError {
        EventPatternError(
            path: place,
            reason: Self.operators.contains(name)
                ? "is an operator that is not supported; use prefix, suffix, anything-but, numeric or exists"
                : "is no operator; use prefix, suffix, anything-but, numeric or exists"
        )
    }

    private func text(_ value: JSON, _ place: String) throws(EventPatternError) -> [UInt8] {
        switch value {
        case .string(let text): return Array(text.utf8)
        case .object(let object):
            throw EventPatternError(
                path: place,
                reason: "with {\"\(object.members.first?.name ?? "")\": …} is not supported; use a string"
            )
        default: throw EventPatternError(path: place, reason: "must be a string")
        }
    }

    private func anythingBut(_ value: JSON, place: String) throws(EventPatternError) -> EventPattern.Test {
        switch value {
        case .string, .number: return .anythingBut(try scalars([value], place: place))
        case .array(let values): return .anythingBut(try scalars(values, place: place))
        case .object(let object):
            guard object.members.count == 1, let member = object.members.first else {
                throw EventPatternError(
                    path: place,
                    reason: "must hold exactly one operator, not \(object.members.count)"
                )
            }
            let inner = "\(place).\(member.name)"
            switch member.name {
            case "prefix": return .anythingButPrefix(try texts(member.value, place: inner))
            case "suffix": return .anythingButSuffix(try texts(member.value, place: inner))
            default:
                let known = Self.operators.contains(member.name) ? "is not supported" : "is no operator"
                throw EventPatternError(path: inner, reason: "\(known) within anything-but; use prefix or suffix")
            }
        case .null, .bool:
            throw EventPatternError(
                path: place,
                reason: "must be a string, a number, a list of either, or {\"prefix\": …} or {\"suffix\": …}"
            )
        }
    }

    private func scalars(_ values: [JSON], place: String) throws(EventPatternError) -> [EventPattern.Scalar] {
        let strings = values.allSatisfy { $0.string != nil }
        let numbers = values.allSatisfy { $0.number != nil }
        guard !values.isEmpty, strings || numbers else {
            throw EventPatternError(path: place, reason: "must list only strings or only numbers, and at least one")
        }
        return values.compactMap(EventPattern.Scalar.init)
    }

    private func texts(_ value: JSON, place: String) throws(EventPatternError) -> [[UInt8]] {
        let values = value.array ?? [value]
        let texts = values.compactMap(\.string).filter { !$0.isEmpty }
        guard !values.isEmpty, texts.count == values.count else {
            throw EventPatternError(path: place, reason: "must be a string that is not empty, or a list of them")
        }
        return texts.map { Array($0.utf8) }
    }
}

/// Reads `["=", n]`, `["<", n]`, `[">=", n, "<", m]`.
private struct NumericReader {
    let place: String

    func fail(_ reason: String) -> EventPatternError { EventPatternError(path: place, reason: reason) }

    func read(_ value: JSON) throws(EventPatternError) -> EventPattern.NumericRange {
        guard case .array(let terms) = value, !terms.isEmpty else {
            throw fail("must be an array such as [\">\", 0, \"<=\", 5]")
        }
        let first = try comparison(terms, at: 0)
        var range = EventPattern.NumericRange()
        switch first.sign {
        case "=":
            range.lower = .init(value: first.number, included: true)
            range.upper = range.lower
        case "<": range.upper = .init(value: first.number, included: false)
        case "<=": range.upper = .init(value: first.number, included: true)
        default: range.lower = .init(value: first.number, included: first.sign == ">=")
        }
        guard terms.count > 2 else { return range }
        guard first.sign.hasPrefix(">"), terms.count == 4 else {
            throw fail("has too many terms; a range is [\">\", a, \"<\", b]")
        }
        let second = try comparison(terms, at: 2)
        guard second.sign.hasPrefix("<") else { throw fail("must close its range with < or <=, not \(second.sign)") }
        guard first.number < second.number else { throw fail("must have its lower bound below its upper one") }
        range.upper = .init(value: second.number, included: second.sign == "<=")
        return range
    }

    private func comparison(_ terms: [JSON], at index: Int) throws(EventPatternError) -> (sign: String, number: Double)
    {
        guard let sign = terms[index].string, ["=", "<", "<=", ">", ">="].contains(sign) else {
            throw fail("has \(terms[index]) where =, <, <=, > or >= should be")
        }
        guard index + 1 < terms.count, case .number(let number) = terms[index + 1] else {
            throw fail("needs a number after \(sign)")
        }
        guard EventPattern.Decimal(exact: number) != nil else {
            throw fail("has \(number.text), which is beyond the range or the digits of a double")
        }
        return (sign, number.value)
    }
}
