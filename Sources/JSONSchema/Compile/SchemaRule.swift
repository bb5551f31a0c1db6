/// One keyword of a schema, read. Integers without another meaning are indices of nodes. Indirect, so that it takes one word of
/// the stack where schemas apply within one another.
indirect enum SchemaRule: Sendable {
    enum Bound: Sendable { case minimum, maximum, exclusiveMinimum, exclusiveMaximum }

    struct Types: OptionSet, Sendable {
        let rawValue: UInt8
        static let null = Types(rawValue: 1)
        static let boolean = Types(rawValue: 2)
        static let integer = Types(rawValue: 4)
        static let number = Types(rawValue: 8)
        static let string = Types(rawValue: 16)
        static let array = Types(rawValue: 32)
        static let object = Types(rawValue: 64)
        static let byName: [String: Types] = [
            "null": .null, "boolean": .boolean, "integer": .integer, "number": .number, "string": .string,
            "array": .array, "object": .object,
        ]
    }

    /// `properties`, `patternProperties` and `additionalProperties`, which depend on one another.
    struct Members: Sendable {
        var named = NameTable()
        var patterns: [(pattern: ECMAPattern, node: Int)] = []
        var others: Int?
    }

    case ref(Int)
    /// Nothing is allowed.
    case nothing
    case type(Types, said: String)
    case among(Set<Canonical>, said: String)
    case bound(Bound, Decimal, near: Double, said: String)
    case multiple(of: Decimal, said: String)
    case length(least: Int?, most: Int?)
    case pattern(ECMAPattern)
    case format(Format)
    case content(base64: Bool, json: Bool)
    case elements(first: [Int], rest: Int?)
    case count(least: Int?, most: Int?)
    case unique
    case contains(Int, least: Int, most: Int?)
    case members(Members)
    case memberCount(least: Int?, most: Int?)
    case required([String])
    case names(Int)
    case dependentNames(String, [String])
    case dependentSchema(String, Int)
    case all([Int])
    case any([Int])
    case one([Int])
    case not(Int)
    case condition(Int, then: Int?, otherwise: Int?)
}

/// A schema, read: its keywords in the order in which they are checked, and where it stands.
struct SchemaNode: Sendable {
    /// `#/properties/a`, with the document's address before it if it is not the first one.
    var place: String
    var rules: [(keyword: String, rule: SchemaRule)] = []
}
