import EventModel

/// The intrinsic functions (https://docs.aws.amazon.com/step-functions/latest/dg/intrinsic-functions.html).
enum Intrinsic: String, Hashable, Sendable, CaseIterable {
    case format = "States.Format"
    case stringToJSON = "States.StringToJson"
    case jsonToString = "States.JsonToString"
    case array = "States.Array"
    case arrayPartition = "States.ArrayPartition"
    case arrayContains = "States.ArrayContains"
    case arrayRange = "States.ArrayRange"
    case arrayGetItem = "States.ArrayGetItem"
    case arrayLength = "States.ArrayLength"
    case arrayUnique = "States.ArrayUnique"
    case base64Encode = "States.Base64Encode"
    case base64Decode = "States.Base64Decode"
    case hash = "States.Hash"
    case jsonMerge = "States.JsonMerge"
    case mathRandom = "States.MathRandom"
    case mathAdd = "States.MathAdd"
    case stringSplit = "States.StringSplit"
    case uuid = "States.UUID"

    /// Why a call has no value.
    struct Failure: Error {
        let reason: String
    }

    /// What an argument must be.
    enum Kind {
        case any, array, number, text, bool
    }

    /// What it takes, in order, and how many of it at least; nil: any number of anything.
    var takes: (kinds: [Kind], least: Int)? {
        switch self {
        case .array, .format: nil
        case .stringToJSON, .base64Encode, .base64Decode: ([.text], 1)
        case .jsonToString: ([.any], 1)
        case .arrayPartition, .arrayGetItem: ([.array, .number], 2)
        case .arrayContains: ([.array, .any], 2)
        case .arrayRange: ([.number, .number, .number], 3)
        case .arrayLength, .arrayUnique: ([.array], 1)
        case .hash, .stringSplit: ([.text, .text], 2)
        case .jsonMerge: ([.any, .any, .bool], 3)
        case .mathRandom: ([.number, .number, .number], 2)
        case .mathAdd: ([.number, .number], 2)
        case .uuid: ([], 0)
        }
    }

    /// Why a definition can not have this call; nil if it can. Only what does not depend on the input.
    func refusal(of arguments: [Expression.Argument]) -> String? {
        guard let takes else {
            guard self == .format else { return nil }
            switch arguments.first {
            case nil: return "\(rawValue) needs a template"
            case .literal: return "the first argument of \(rawValue) must be a text"
            case .text(let template) where Template.places(in: template) != arguments.count - 1:
                return "\(rawValue) has \(arguments.count - 1) values for \(Template.places(in: template)) {}"
            default: return nil
            }
        }
        if arguments.count < takes.least || arguments.count > takes.kinds.count {
            let most = takes.kinds.count == takes.least ? "" : " to \(takes.kinds.count)"
            return "\(rawValue) takes \(takes.least)\(most) arguments, not \(arguments.count)"
        }
        for (n, (kind, argument)) in zip(takes.kinds, arguments).enumerated() {
            switch (kind, argument) {
            case (.any, _), (_, .path), (_, .call), (.text, .text), (.number, .literal(.number)),
                (.bool, .literal(.bool)):
                continue
            default: return "argument \(n + 1) of \(rawValue) must be \(kind.words)"
            }
        }
        return nil
    }

    func call(_ values: [JSON], _ random: inout RandomStream) throws(Failure) -> JSON {
        if let takes, values.count < takes.least || values.count > takes.kinds.count {
            throw Failure(reason: "it takes \(takes.least) arguments, not \(values.count)")
        }
        return switch self {
        case .format: .string(try Self.format(values))
        case .stringToJSON: try Self.parsed(values[0])
        case .jsonToString: .string(values[0].description)
        case .array: .array(values)
        case .arrayPartition: try Self.partitioned(values[0], values[1])
        case .arrayContains: .bool(try Self.array(values[0]).contains { $0.means(values[1]) })
        case .arrayRange: try Self.range(values)
        case .arrayGetItem: try Self.item(values[0], values[1])
        case .arrayLength: .int(try Self.array(values[0]).count)
        case .arrayUnique: .array(Self.unique(try Self.array(values[0])))
        case .base64Encode: .string(try Self.base64(values[0]))
        case .base64Decode: .string(try Self.plain(values[0]))
        case .hash: .string(try Self.hash(values[0], values[1]))
        case .jsonMerge: try Self.merged(values)
        case .mathRandom: try Self.randomInteger(values, &random)
        case .mathAdd: try Self.sum(values[0], values[1])
        case .stringSplit: try Self.split(values[0], values[1])
        case .uuid: .string(random.uuid())
        }
    }

    static func array(_ value: JSON) throws(Failure) -> [JSON] {
        guard let array = value.array else { throw Failure(reason: "an array was expected, not \(value.kindWords)") }
        return array
    }

    static func text(_ value: JSON) throws(Failure) -> String {
        guard let text = value.string else { throw Failure(reason: "a string was expected, not \(value.kindWords)") }
        return text
    }

    /// A whole number: others are rounded, halves up.
    static func integer(_ value: JSON) throws(Failure) -> Int {
        guard let number = value.number else { throw Failure(reason: "a number was expected, not \(value.kindWords)") }
        let rounded = (number + 0.5).rounded(.down)
        guard abs(rounded) <= 9_007_199_254_740_992 else { throw Failure(reason: "the number is out of range") }
        return value.integer ?? Int(rounded)
    }
}

extension Intrinsic.Kind {
    var words: String {
        switch self {
        case .any: "a value"
        case .array: "a path to an array"
        case .number: "a number or a path"
        case .text: "a text or a path"
        case .bool: "true, false or a path"
        }
    }
}

extension JSON {
    /// `null`, `a string`, …
    var kindWords: String {
        switch self {
        case .null: "null"
        case .bool: "a boolean"
        case .number: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }
}
