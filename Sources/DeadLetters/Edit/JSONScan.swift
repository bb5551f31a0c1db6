/// Finds where the values of a JSON text (RFC 8259) begin and end, without building any: the bytes between are never rewritten.
///
/// Containers are followed on a stack of its own, one byte a level, so that no depth can exhaust the program's.
struct JSONScan: Sendable {
    /// Why the text is not JSON; `offset` counts bytes from 0.
    struct Problem: Error, Hashable, Sendable {
        var offset: Int
        var reason: String
    }

    /// What a token is; the opening and the closing marks of a container are tokens of their own.
    enum Kind: Hashable, Sendable { case open, close, comma, colon, string, number, word }

    struct Token: Hashable, Sendable {
        var kind: Kind
        var range: Range<Int>
    }

    let bytes: [UInt8]
    /// The byte that is read next.
    private(set) var offset: Int

    init(_ bytes: [UInt8], at offset: Int = 0) {
        self.bytes = bytes
        self.offset = offset
    }

    /// Reads the whole text, which must be one value with nothing but white space around it; calls `visit` with each token.
    mutating func document(_ visit: (Token) -> Void = { _ in }) throws(Problem) {
        try value(visit)
        skipSpace()
        guard offset == bytes.count else { throw fail("text after the end of the value") }
        if let bad = firstInvalidUTF8(bytes) { throw Problem(offset: bad, reason: "the text is not UTF-8") }
    }

    /// Reads the value that begins after white space here, and answers its bytes.
    @discardableResult mutating func value(_ visit: (Token) -> Void = { _ in }) throws(Problem) -> Range<Int> {
        skipSpace()
        let start = offset
        // The closing mark of every container that is open.
        var open: [UInt8] = []
        repeat {
            skipSpace()
            guard let byte = peek else { throw fail("the text ends where a value should be") }
            if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") {
                mark(.open, visit)
                let close = byte + 2
                skipSpace()
                if peek != close {
                    open.append(close)
                    if byte == UInt8(ascii: "{") { try name(visit) }
                    continue
                }
                mark(.close, visit)
            } else {
                visit(try scalar(byte))
            }
            try ends(&open, visit)
        } while !open.isEmpty
        return start..<offset
    }

    /// After a value: closes the containers that end here, or goes on to the next value of the innermost.
    private mutating func ends(_ open: inout [UInt8], _ visit: (Token) -> Void) throws(Problem) {
        while let close = open.last {
            skipSpace()
            let isObject = close == UInt8(ascii: "}")
            guard let byte = peek else { throw fail("the \(isObject ? "object" : "array") is not closed") }
            if byte == close {
                mark(.close, visit)
                open.removeLast()
            } else if byte == UInt8(ascii: ",") {
                mark(.comma, visit)
                if isObject { try name(visit) }
                return
            } else {
                throw fail("',' or '\(isObject ? "}" : "]")' should be here")
            }
        }
    }

    /// A member's name and the colon after it.
    private mutating func name(_ visit: (Token) -> Void) throws(Problem) {
        skipSpace()
        guard peek == UInt8(ascii: "\"") else { throw fail("a member's name should be here") }
        visit(Token(kind: .string, range: try string()))
        skipSpace()
        guard peek == UInt8(ascii: ":") else { throw fail("':' should be here") }
        mark(.colon, visit)
    }

    private mutating func mark(_ kind: Kind, _ visit: (Token) -> Void) {
        visit(Token(kind: kind, range: offset..<offset + 1))
        offset += 1
    }

    private mutating func scalar(_ byte: UInt8) throws(Problem) -> Token {
        switch byte {
        case UInt8(ascii: "\""): return Token(kind: .string, range: try string())
        case UInt8(ascii: "-"), 48...57: return Token(kind: .number, range: try number())
        case UInt8(ascii: "t"): return Token(kind: .word, range: try word("true"))
        case UInt8(ascii: "f"): return Token(kind: .word, range: try word("false"))
        case UInt8(ascii: "n"): return Token(kind: .word, range: try word("null"))
        default: throw fail("a value cannot start here")
        }
    }

    var peek: UInt8? { offset < bytes.count ? bytes[offset] : nil }

    mutating func skipSpace() {
        while let byte = peek, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { offset += 1 }
    }

    mutating func advance() { offset += 1 }

    private func fail(_ reason: String) -> Problem { Problem(offset: offset, reason: reason) }

    private mutating func word(_ word: StaticString) throws(Problem) -> Range<Int> {
        let start = offset
        let isHere = word.withUTF8Buffer { bytes[start...].starts(with: $0) }
        guard isHere else { throw fail("a value cannot start here") }
        offset += word.utf8CodeUnitCount
        return start..<offset
    }

    /// A string with its marks.
    mutating func string() throws(Problem) -> Range<Int> {
        let start = offset
        offset += 1
        while let byte = peek {
            switch byte {
            case UInt8(ascii: "\""):
                offset += 1
                return start..<offset
            case UInt8(ascii: "\\"): try escape()
            case 0..<0x20: throw fail("a control byte stands in a string")
            default: offset += 1
            }
        }
        throw fail("the string is not closed")
    }

    private mutating func escape() throws(Problem) {
        offset += 1
        guard let byte = peek else { throw fail("the string is not closed") }
        guard "\"\\/bfnrtu".utf8.contains(byte) else { throw fail("no such escape") }
        offset += 1
        guard byte == UInt8(ascii: "u") else { return }
        for _ in 0..<4 {
            guard let digit = peek, hexDigit(digit) != nil else { throw fail("four hexadecimal digits should be here") }
            offset += 1
        }
    }

    private mutating func number() throws(Problem) -> Range<Int> {
        let start = offset
        if peek == UInt8(ascii: "-") { offset += 1 }
        let first = offset
        try digits()
        if bytes[first] == 48, offset > first + 1 {
            throw Problem(offset: first, reason: "a number has a leading zero")
        }
        if peek == UInt8(ascii: ".") {
            offset += 1
            try digits()
        }
        if let byte = peek, byte | 0x20 == UInt8(ascii: "e") {
            offset += 1
            if let sign = peek, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { offset += 1 }
            try digits()
        }
        return start..<offset
    }

    private mutating func digits() throws(Problem) {
        let first = offset
        while let byte = peek, byte >= 48, byte <= 57 { offset += 1 }
        guard offset > first else { throw fail("a digit should be here") }
    }
}

/// The value of a hexadecimal digit of either case; nil for anything else.
func hexDigit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 48...57: byte - 48
    case 65...70: byte - 55
    case 97...102: byte - 87
    default: nil
    }
}
