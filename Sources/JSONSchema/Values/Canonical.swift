import EventModel

/// The name of a member, compared code point by code point: a letter with an accent is another name than the letter and the accent.
struct Name: Hashable, Sendable, CustomStringConvertible {
    private let bytes: [UInt8]
    init(_ text: String) { bytes = Array(text.utf8) }
    var description: String { String(decoding: bytes, as: UTF8.self) }
}

/// A JSON value as JSON Schema compares it: numbers by value, objects whatever the order of their members
/// (https://json-schema.org/draft-07/draft-handrews-json-schema-01#section-4.2.3).
enum Canonical: Hashable, Sendable {
    case null
    case bool(Bool)
    case number(Decimal)
    case string(Name)
    case array([Canonical])
    case object([Name: Canonical])

    init(_ value: JSON) {
        switch value {
        case .null: self = .null
        case .bool(let bool): self = .bool(bool)
        case .number(let number): self = .number(Decimal(number))
        case .string(let text): self = .string(Name(text))
        case .array(let elements): self = .array(elements.map(Canonical.init))
        case .object(let object):
            self = .object(
                Dictionary(object.members.map { (Name($0.name), Canonical($0.value)) }, uniquingKeysWith: { $1 })
            )
        }
    }
}
