import EventModel

/// Reads `["=", n]`, `["<", n]`, `[">=", n, "<", m]`.
struct NumericReader {
    let place: String

    static func inexact(_ number: JSON.Number) -> String {
        "has \(number.text), which is beyond the range or the digits of a double"
    }

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
        guard let exact = number.exactly else { throw fail(NumericReader.inexact(number)) }
        return (sign, exact)
    }
}
