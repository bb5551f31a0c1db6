extension JSON {
    /// Why a text is not JSON, and where: `offset` counts bytes from 0.
    package struct ParseError: Error, Hashable, Sendable, CustomStringConvertible {
        package let offset: Int
        package let reason: String
        package var description: String { "not JSON at byte \(offset): \(reason)" }
    }

    /// Containers may nest this deep; deeper input is refused, so hostile input cannot exhaust the stack.
    package static let maximumDepth = 512

    /// Reads one JSON text, strictly by RFC 8259; white space around it is allowed, anything else after it is not.
    package init(parsing text: String) throws(ParseError) {
        try self.init(parsing: Array(text.utf8))
    }

    /// The same, from UTF-8 bytes; bytes that are not UTF-8 are refused.
    package init(parsing bytes: [UInt8]) throws(ParseError) {
        var parser = Parser(bytes: bytes)
        self = try parser.document()
    }

    /// Reads the first JSON value of a text as a reader of tokens does, who stops where it ends: what stands behind it is not
    /// looked at, and a name that stands twice in an object stands twice among its members. For languages whose meaning depends
    /// on either, such as event patterns.
    package init(leading bytes: [UInt8]) throws(ParseError) {
        var parser = Parser(bytes: bytes)
        parser.keepsRepeatedNames = true
        parser.skipSpace()
        self = try parser.value()
    }

    private struct Parser {
        let bytes: [UInt8]
        var i = 0
        var depth = 0
        var keepsRepeatedNames = false

        init(bytes: [UInt8]) { self.bytes = bytes }

        func fail(_ reason: String) -> ParseError { ParseError(offset: i, reason: reason) }

        mutating func document() throws(ParseError) -> JSON {
            skipSpace()
            let value = try self.value()
            skipSpace()
            guard i == bytes.count else { throw fail("text after the end of the value") }
            return value
        }

        mutating func skipSpace() {
            while i < bytes.count, bytes[i] == 0x20 || bytes[i] == 0x0A || bytes[i] == 0x0D || bytes[i] == 0x09 {
                i += 1
            }
        }

        mutating func value() throws(ParseError) -> JSON {
            guard i < bytes.count else { throw fail("the text ends where a value should be") }
            switch bytes[i] {
            case UInt8(ascii: "{"): return try object()
            case UInt8(ascii: "["): return try array()
            case UInt8(ascii: "\""): return .string(try string())
            case UInt8(ascii: "t"): return try word("true", .bool(true))
            case UInt8(ascii: "f"): return try word("false", .bool(false))
            case UInt8(ascii: "n"): return try word("null", .null)
            case UInt8(ascii: "-"), 48...57: return .number(try number())
            default: throw fail("a value cannot start here")
            }
        }

        mutating func word(_ word: StaticString, _ value: JSON) throws(ParseError) -> JSON {
            let n = word.utf8CodeUnitCount
            guard i + n <= bytes.count, (0..<n).allSatisfy({ bytes[i + $0] == word.utf8Start[$0] }) else {
                throw fail("a value cannot start here")
            }
            i += n
            return value
        }

        mutating func enter() throws(ParseError) {
            depth += 1
            guard depth <= JSON.maximumDepth else { throw fail("nested deeper than \(JSON.maximumDepth)") }
            i += 1
            skipSpace()
        }

        mutating func object() throws(ParseError) -> JSON {
            try enter()
            var members: [Member] = []
            var places: [String: Int] = [:]
            if i < bytes.count, bytes[i] == UInt8(ascii: "}") {
                i += 1
                depth -= 1
                return .object(Object())
            }
            while true {
                guard i < bytes.count, bytes[i] == UInt8(ascii: "\"") else {
                    throw fail("a member's name should be here")
                }
                let name = try string()
                skipSpace()
                guard i < bytes.count, bytes[i] == UInt8(ascii: ":") else { throw fail("':' should be here") }
                i += 1
                skipSpace()
                let value = try value()
                if keepsRepeatedNames {
                    members.append(Member(name, value))
                } else if let place = places[name] {
                    members[place].value = value
                } else {
                    places[name] = members.count
                    members.append(Member(name, value))
                }
                skipSpace()
                guard i < bytes.count else { throw fail("the object is not closed") }
                if bytes[i] == UInt8(ascii: "}") { break }
                guard bytes[i] == UInt8(ascii: ",") else { throw fail("',' or '}' should be here") }
                i += 1
                skipSpace()
            }
            i += 1
            depth -= 1
            return .object(Object(members))
        }

        mutating func array() throws(ParseError) -> JSON {
            try enter()
            var elements: [JSON] = []
            if i < bytes.count, bytes[i] == UInt8(ascii: "]") {
                i += 1
                depth -= 1
                return .array([])
            }
            while true {
                elements.append(try value())
                skipSpace()
                guard i < bytes.count else { throw fail("the array is not closed") }
                if bytes[i] == UInt8(ascii: "]") { break }
                guard bytes[i] == UInt8(ascii: ",") else { throw fail("',' or ']' should be here") }
                i += 1
                skipSpace()
            }
            i += 1
            depth -= 1
            return .array(elements)
        }

        mutating func digits() throws(ParseError) {
            let first = i
            while i < bytes.count, bytes[i] >= 48, bytes[i] <= 57 { i += 1 }
            guard i > first else { throw fail("a digit should be here") }
        }

        mutating func number() throws(ParseError) -> Number {
            let start = i
            if bytes[i] == UInt8(ascii: "-") { i += 1 }
            let first = i
            try digits()
            if bytes[first] == 48, i > first + 1 {
                i = first
                throw fail("a number has a leading zero")
            }
            if i < bytes.count, bytes[i] == UInt8(ascii: ".") {
                i += 1
                try digits()
            }
            if i < bytes.count, bytes[i] == UInt8(ascii: "e") || bytes[i] == UInt8(ascii: "E") {
                i += 1
                if i < bytes.count, bytes[i] == UInt8(ascii: "+") || bytes[i] == UInt8(ascii: "-") { i += 1 }
                try digits()
            }
            return Number(spelling: String(decoding: bytes[start..<i], as: UTF8.self))
        }

        mutating func string() throws(ParseError) -> String {
            i += 1
            let start = i
            while i < bytes.count, bytes[i] != UInt8(ascii: "\""), bytes[i] != UInt8(ascii: "\\"), bytes[i] >= 0x20 {
                i += 1
            }
            guard i < bytes.count else { throw fail("the string is not closed") }
            if bytes[i] == UInt8(ascii: "\"") {
                let text = String(validating: bytes[start..<i], as: UTF8.self)
                guard let text else { throw fail("the string is not UTF-8") }
                i += 1
                return text
            }
            var out = Array(bytes[start..<i])
            while true {
                guard i < bytes.count else { throw fail("the string is not closed") }
                let b = bytes[i]
                switch b {
                case UInt8(ascii: "\""):
                    guard let text = String(validating: out, as: UTF8.self) else {
                        throw fail("the string is not UTF-8")
                    }
                    i += 1
                    return text
                case UInt8(ascii: "\\"): try escape(into: &out)
                case 0..<0x20: throw fail("a control byte stands in a string")
                default:
                    out.append(b)
                    i += 1
                }
            }
        }

        mutating func escape(into out: inout [UInt8]) throws(ParseError) {
            i += 1
            guard i < bytes.count else { throw fail("the string is not closed") }
            let b = bytes[i]
            i += 1
            switch b {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): out.append(b)
            case UInt8(ascii: "b"): out.append(0x08)
            case UInt8(ascii: "f"): out.append(0x0C)
            case UInt8(ascii: "n"): out.append(0x0A)
            case UInt8(ascii: "r"): out.append(0x0D)
            case UInt8(ascii: "t"): out.append(0x09)
            case UInt8(ascii: "u"):
                var unit = try hex4()
                if unit >= 0xD800, unit < 0xDC00, i + 1 < bytes.count, bytes[i] == 0x5C, bytes[i + 1] == 0x75 {
                    let back = i
                    i += 2
                    let low = try hex4()
                    if low >= 0xDC00, low < 0xE000 {
                        unit = 0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00)
                    } else {
                        i = back
                    }
                }
                // A lone surrogate is no character: the replacement character stands for it.
                let scalar = Unicode.Scalar(unit) ?? "\u{FFFD}"
                out.append(contentsOf: UTF8.encode(scalar).map { Array($0) } ?? [])
            default:
                i -= 1
                throw fail("no such escape")
            }
        }

        mutating func hex4() throws(ParseError) -> UInt32 {
            guard i + 4 <= bytes.count else { throw fail("four hexadecimal digits should be here") }
            var v: UInt32 = 0
            for _ in 0..<4 {
                switch bytes[i] {
                case 48...57: v = v << 4 | UInt32(bytes[i] - 48)
                case 65...70: v = v << 4 | UInt32(bytes[i] - 55)
                case 97...102: v = v << 4 | UInt32(bytes[i] - 87)
                default: throw fail("four hexadecimal digits should be here")
                }
                i += 1
            }
            return v
        }
    }
}
