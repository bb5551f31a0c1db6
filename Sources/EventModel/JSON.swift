/// A JSON value (RFC 8259) that keeps what a text said: the order of members, and numbers as they were spelled.
///
/// For events, patterns and bodies. Log records are read by the decoder in `Telemetry`, which builds no tree.
package enum JSON: Hashable, Sendable {
    case null
    case bool(Bool)
    case number(Number)
    case string(String)
    case array([JSON])
    case object(Object)

    /// A number with its spelling. `3e2`, `300` and `300.0` are three spellings; ``value`` is the same for all.
    package struct Number: Hashable, Sendable {
        /// The number as the text spelled it; always valid JSON.
        package let text: String
        /// The nearest double; infinite when the text is beyond a double's range.
        package var value: Double { Double(text) ?? .nan }
        /// The exact integer, if the text is one that fits.
        package var integer: Int? { Int(text) ?? Int(exactly: value) }

        package init(_ value: Int) { text = String(value) }
        /// A double, without a fraction where it is whole; not-a-number and infinities become 0.
        package init(_ value: Double) {
            if let whole = Int(exactly: value) {
                text = String(whole)
            } else {
                text = value.isFinite ? "\(value)" : "0"
            }
        }
        init(spelling text: String) { self.text = text }
    }

    /// One name and its value.
    package struct Member: Hashable, Sendable {
        package var name: String
        package var value: JSON
        package init(_ name: String, _ value: JSON) {
            self.name = name
            self.value = value
        }
    }

    /// Members in the order of the text. A name that stands twice keeps its last value, at the first one's place (read by
    /// ``JSON/init(leading:)`` it stands twice).
    package struct Object: Hashable, Sendable {
        package private(set) var members: [Member]

        package init(_ members: [Member] = []) { self.members = members }

        package subscript(name: String) -> JSON? {
            get { members.last { $0.name == name }?.value }
            set {
                if let i = members.lastIndex(where: { $0.name == name }) {
                    if let newValue { members[i].value = newValue } else { members.remove(at: i) }
                } else if let newValue {
                    members.append(Member(name, newValue))
                }
            }
        }
    }

    package static func int(_ value: Int) -> JSON { .number(Number(value)) }
    package static func double(_ value: Double) -> JSON { .number(Number(value)) }

    /// The member of an object, or nil: `event["detail"]?["order"]`.
    package subscript(name: String) -> JSON? {
        if case .object(let o) = self { o[name] } else { nil }
    }

    /// The value at a dotted path of member names; nil where it does not lead anywhere.
    package subscript(path path: String) -> JSON? {
        var here = self
        for name in path.split(separator: ".") {
            guard let next = here[String(name)] else { return nil }
            here = next
        }
        return here
    }

    package var string: String? { if case .string(let s) = self { s } else { nil } }
    package var number: Double? { if case .number(let n) = self { n.value } else { nil } }
    package var integer: Int? { if case .number(let n) = self { n.integer } else { nil } }
    package var bool: Bool? { if case .bool(let b) = self { b } else { nil } }
    package var array: [JSON]? { if case .array(let a) = self { a } else { nil } }
    package var object: Object? { if case .object(let o) = self { o } else { nil } }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByNilLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    package init(stringLiteral value: String) { self = .string(value) }
    package init(integerLiteral value: Int) { self = .int(value) }
    package init(floatLiteral value: Double) { self = .double(value) }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    package init(nilLiteral: ()) { self = .null }
    package init(arrayLiteral elements: JSON...) { self = .array(elements) }
    package init(dictionaryLiteral elements: (String, JSON)...) {
        self = .object(Object(elements.map { Member($0.0, $0.1) }))
    }
}
