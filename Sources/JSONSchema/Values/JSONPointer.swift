import EventModel

/// A JSON pointer (RFC 6901): from the root of a value to a place in it.
struct JSONPointer: Hashable, Sendable, CustomStringConvertible {
    var tokens: [String] = []

    /// `/a/b~1c`: with its escapes, empty for the root.
    var description: String { tokens.map { "/" + Self.escaped($0) }.joined() }

    init(_ tokens: [String] = []) { self.tokens = tokens }

    /// Reads a pointer's text; nil if it does not begin with `/` or has an escape that is none.
    init?(_ text: some StringProtocol) {
        if text.isEmpty { return }
        guard text.utf8.first == UInt8(ascii: "/") else { return nil }
        for part in text.unicodeScalars.dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
            var token = String.UnicodeScalarView()
            var isEscape = false
            for scalar in part {
                if isEscape {
                    guard scalar == "0" || scalar == "1" else { return nil }
                    token.append(scalar == "0" ? "~" : "/")
                    isEscape = false
                } else if scalar == "~" {
                    isEscape = true
                } else {
                    token.append(scalar)
                }
            }
            if isEscape { return nil }
            tokens.append(String(token))
        }
    }

    func appending(_ token: String) -> JSONPointer { JSONPointer(tokens + [token]) }

    static func escaped(_ token: String) -> String {
        guard token.utf8.contains(where: { $0 == UInt8(ascii: "~") || $0 == UInt8(ascii: "/") }) else { return token }
        var text = ""
        for scalar in token.unicodeScalars {
            switch scalar {
            case "~": text += "~0"
            case "/": text += "~1"
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text
    }

    /// The index of an array that a token names: digits without a leading zero.
    static func index(_ token: String) -> Int? {
        guard !token.isEmpty, token.utf8.allSatisfy({ $0 >= 48 && $0 <= 57 }), token == "0" || token.utf8.first != 48
        else { return nil }
        return Int(token)
    }
}

extension JSON {
    /// The child that a pointer's token names; nil if there is none.
    func child(_ token: String) -> JSON? {
        switch self {
        case .object(let object):
            let name = Name(token)
            return object.members.last { Name($0.name) == name }?.value
        case .array(let elements):
            guard let index = JSONPointer.index(token), index < elements.count else { return nil }
            return elements[index]
        default: return nil
        }
    }
}
