import EventModel

/// The operators of a field's values, `{"prefix": "a"}` and its like.
extension EventPattern.Compiler {
    static let operators = [
        "prefix", "suffix", "equals-ignore-case", "wildcard", "anything-but", "numeric", "exists", "cidr",
    ]

    /// Names that cannot be fields within `$or`, as the language has it: operators, and words it may want later.
    static let reserved: Set<String> = Set(operators).union([
        "exactly", "=", "<", "<=", ">", ">=", "regex", "not-wildcard", "not-equals-ignore-case", "date-after",
        "date-on-or-after", "date-before", "date-on-or-before", "in-date-range", "ip-address-in-range",
        "ip-address-not-in-range",
    ])

    func test(_ object: JSON.Object, place: String) throws(EventPatternError) -> EventPattern.Test {
        let member = try only(of: object, place)
        let inner = "\(place).\(member.name)"
        switch member.name {
        case "exactly": return .text(quoted(try text(member.value, inner)))
        case "prefix":
            if case .object(let object) = member.value { return .folded(try folded(object, .beginning, inner)) }
            return .prefix(opened(try text(member.value, inner)))
        case "suffix":
            if case .object(let object) = member.value { return .folded(try folded(object, .end, inner)) }
            return .suffix(closed(try text(member.value, inner)))
        case "equals-ignore-case": return .folded(.init(try text(member.value, inner), .whole))
        case "wildcard": return .wildcard(try wildcard(member.value, inner))
        case "anything-but": return .anythingBut(try anythingBut(member.value, place: inner))
        case "numeric": return .numeric(try NumericReader(place: inner).read(member.value))
        case "exists":
            guard case .bool(let wanted) = member.value else {
                throw EventPatternError(path: inner, reason: "must be true or false")
            }
            return .exists(wanted)
        case "cidr":
            do {
                return .network(try EventPattern.Network(cidr: try text(member.value, inner)))
            } catch let mistake as EventPattern.Network.Mistake {
                throw EventPatternError(path: inner, reason: mistake.reason)
            } catch let error as EventPatternError {
                throw error
            } catch {
                throw EventPatternError(path: inner, reason: "\(error)")
            }
        default:
            throw EventPatternError(
                path: inner,
                reason: "is no operator; use \(Self.operators.dropLast().joined(separator: ", ")) or cidr"
            )
        }
    }

    private func only(of object: JSON.Object, _ place: String) throws(EventPatternError) -> JSON.Member {
        guard object.members.count == 1, let member = object.members.first else {
            throw EventPatternError(path: place, reason: "must hold exactly one operator, not \(object.members.count)")
        }
        return member
    }

    private func quoted(_ text: String) -> [UInt8] { opened(text) + [UInt8(ascii: "\"")] }
    private func opened(_ text: String) -> [UInt8] { [UInt8(ascii: "\"")] + Array(text.utf8) }
    private func closed(_ text: String) -> [UInt8] { Array(text.utf8) + [UInt8(ascii: "\"")] }

    private func text(_ value: JSON, _ place: String) throws(EventPatternError) -> String {
        guard let text = value.string else { throw EventPatternError(path: place, reason: "must be a string") }
        return text
    }

    /// `{"equals-ignore-case": "a"}` within prefix or suffix.
    private func folded(_ object: JSON.Object, _ part: EventPattern.FoldedText.Part, _ place: String)
        throws(EventPatternError) -> EventPattern.FoldedText
    {
        let member = try only(of: object, place)
        let inner = "\(place).\(member.name)"
        guard member.name == "equals-ignore-case" else {
            throw EventPatternError(path: inner, reason: "can not stand here; use a string or equals-ignore-case")
        }
        return .init(try text(member.value, inner), part)
    }

    private func wildcard(_ value: JSON, _ place: String) throws(EventPatternError) -> EventPattern.Wildcard {
        let text = try text(value, place)
        do { return try EventPattern.Wildcard(text) } catch {
            throw EventPatternError(path: place, reason: error.reason)
        }
    }

    /// The tests none of which may hold.
    private func anythingBut(_ value: JSON, place: String) throws(EventPatternError) -> [EventPattern.Test] {
        switch value {
        case .string, .number: return try scalars([value], place: place)
        case .array(let values): return try scalars(values, place: place)
        case .object(let object):
            let member = try only(of: object, place)
            let inner = "\(place).\(member.name)"
            let isList = member.value.array != nil
            var tests: [EventPattern.Test] = []
            for (index, value) in (member.value.array ?? [member.value]).enumerated() {
                let place = isList ? "\(inner)[\(index)]" : inner
                switch member.name {
                case "prefix": tests.append(.prefix(opened(try filled(value, place))))
                case "suffix": tests.append(.suffix(closed(try filled(value, place))))
                case "equals-ignore-case": tests.append(.folded(.init(try text(value, place), .whole)))
                case "wildcard": tests.append(.wildcard(try wildcard(value, place)))
                default: throw unfit(member.name, inner)
                }
            }
            guard ["prefix", "suffix", "equals-ignore-case", "wildcard"].contains(member.name) else {
                throw unfit(member.name, inner)
            }
            return tests
        case .null, .bool:
            throw EventPatternError(
                path: place,
                reason: "must be a string, a number, a list of either, or an object with one operator"
            )
        }
    }

    private func unfit(_ name: String, _ place: String) -> EventPatternError {
        EventPatternError(
            path: place,
            reason: "can not stand within anything-but; use prefix, suffix, equals-ignore-case or wildcard"
        )
    }

    private func filled(_ value: JSON, _ place: String) throws(EventPatternError) -> String {
        let text = try text(value, place)
        guard !text.isEmpty else { throw EventPatternError(path: place, reason: "must not be empty") }
        return text
    }

    private func scalars(_ values: [JSON], place: String) throws(EventPatternError) -> [EventPattern.Test] {
        let strings = values.allSatisfy { $0.string != nil }
        let numbers = values.allSatisfy { $0.number != nil }
        guard !values.isEmpty, strings || numbers else {
            throw EventPatternError(path: place, reason: "must list only strings or only numbers, and at least one")
        }
        var tests: [EventPattern.Test] = []
        for value in values {
            if case .number(let number) = value {
                guard let exact = number.exactly else {
                    throw EventPatternError(path: place, reason: NumericReader.inexact(number))
                }
                tests.append(.number(exact))
            } else {
                tests.append(.text(quoted(value.string ?? "")))
            }
        }
        return tests
    }
}

extension EventPattern.Test {
    /// The test for one plain value; nil for an object or an array. A string that is an address is no plain value.
    init?(exactly value: JSON) {
        switch value {
        case .null: self = .text(Array("null".utf8))
        case .bool(let bool): self = .text(Array((bool ? "true" : "false").utf8))
        case .string(let text): self = .text(Array("\"\(text)\"".utf8))
        case .number(let number): self = number.exactly.map(Self.number) ?? .text(Array(number.text.utf8))
        case .array, .object: return nil
        }
    }
}
