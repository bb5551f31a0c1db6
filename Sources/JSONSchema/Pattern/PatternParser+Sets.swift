/// Sets, `[a-z\d]`, and the escapes that stand for one.
extension PatternParser {
    /// What an escape means: a set, and the code point if it is just one.
    struct Escape {
        var set: ScalarSet
        var scalar: UInt32?
    }

    mutating func set() throws(ECMAPattern.Failure) -> ScalarSet {
        let start = at
        at += 1
        var isNegated = false
        if here == "^" {
            isNegated = true
            at += 1
        }
        var ranges: [ClosedRange<UInt32>] = []
        var properties: [UnicodeProperty] = []
        func add(_ escape: Escape) {
            ranges += escape.set.isNegated ? ScalarSet.complement(escape.set.ranges) : escape.set.ranges
            properties += escape.set.properties
        }
        while let scalar = here, scalar != "]" {
            let from = at
            let first = try member()
            guard here == "-", at + 1 < text.count, text[at + 1] != "]" else {
                add(first)
                continue
            }
            at += 1
            let second = try member()
            guard let low = first.scalar, let high = second.scalar else {
                guard !strict else { throw fail("has a range with an end that is no character", at: from) }
                add(first)
                add(second)
                ranges.append(45...45)
                continue
            }
            guard low <= high else { throw fail("has a range whose ends are out of order", at: from) }
            ranges.append(low...high)
        }
        guard here == "]" else { throw fail("has a [ that is not closed", at: start) }
        at += 1
        return ScalarSet(ranges, properties: properties, negated: isNegated)
    }

    private mutating func member() throws(ECMAPattern.Failure) -> Escape {
        guard let scalar = here else { throw fail("has a [ that is not closed") }
        if scalar == "\\" { return try setEscape(inSet: true) }
        at += 1
        return single(scalar.value)
    }

    private func single(_ value: UInt32) -> Escape { Escape(set: ScalarSet([value...value]), scalar: value) }

    /// A backslash and what belongs to it.
    mutating func setEscape(inSet: Bool) throws(ECMAPattern.Failure) -> Escape {
        let start = at
        guard at + 1 < text.count else { throw fail("ends with a backslash: write \\\\ for the sign itself") }
        let scalar = text[at + 1]
        at += 2
        switch scalar {
        case "d": return Escape(set: ScalarSet(ScalarSet.digits))
        case "D": return Escape(set: ScalarSet(ScalarSet.digits, negated: true))
        case "w": return Escape(set: ScalarSet(ScalarSet.words))
        case "W": return Escape(set: ScalarSet(ScalarSet.words, negated: true))
        case "s": return Escape(set: ScalarSet(ScalarSet.spaces))
        case "S": return Escape(set: ScalarSet(ScalarSet.spaces, negated: true))
        case "p", "P": return Escape(set: ScalarSet(properties: [try property(negated: scalar == "P", start)]))
        case "t": return single(9)
        case "n": return single(10)
        case "v": return single(11)
        case "f": return single(12)
        case "r": return single(13)
        case "b" where inSet: return single(8)
        case "-" where inSet: return single(45)
        case "0":
            guard here.map({ $0.value < 48 || $0.value > 57 }) ?? true else {
                throw fail("has an octal escape: write \\xHH", at: start)
            }
            return single(0)
        case "c":
            guard let letter = here, letter.isASCII, letter.properties.isAlphabetic else {
                throw fail("needs a letter after \\c", at: start)
            }
            at += 1
            return single(letter.value & 31)
        case "x":
            guard let value = hexadecimal(2) else { throw fail("needs two hexadecimal digits after \\x", at: start) }
            return single(value)
        case "u": return single(try unicode(start))
        default:
            let isSyntax = "^$\\.*+?()[]{}|/".unicodeScalars.contains(scalar)
            let isWord = scalar.isASCII && (scalar.properties.isAlphabetic || (48...57).contains(scalar.value))
            guard isSyntax || (!strict && !isWord) else {
                throw fail("has an escape \\\(scalar) that ECMA-262 does not have", at: start)
            }
            return single(scalar.value)
        }
    }

    private mutating func hexadecimal(_ count: Int) -> UInt32? {
        guard at + count <= text.count else { return nil }
        var value: UInt32 = 0
        for scalar in text[at..<(at + count)] {
            guard scalar.isASCII, let digit = Character(scalar).hexDigitValue else { return nil }
            value = value << 4 | UInt32(digit)
        }
        at += count
        return value
    }

    /// What follows `\u`: four digits, two times four for a pair of surrogates, or `{…}`.
    private mutating func unicode(_ start: Int) throws(ECMAPattern.Failure) -> UInt32 {
        if here == "{" {
            let end = text[at...].firstIndex(of: "}") ?? at
            let digits = String(String.UnicodeScalarView(text[(at + 1)..<max(end, at + 1)]))
            guard digits.utf8.allSatisfy({ $0 != 43 && $0 != 45 }), let value = UInt32(digits, radix: 16),
                value <= 0x10_FFFF
            else { throw fail("needs a code point in \\u{ }", at: start) }
            at = end + 1
            return value
        }
        guard let high = hexadecimal(4) else { throw fail("needs four hexadecimal digits after \\u", at: start) }
        if (0xD800..<0xDC00).contains(high), isNext("\\u") {
            let back = at
            at += 2
            if let low = hexadecimal(4), (0xDC00..<0xE000).contains(low) {
                return 0x10000 + (high - 0xD800) << 10 + (low - 0xDC00)
            }
            at = back
        }
        return high
    }

    private mutating func property(negated: Bool, _ start: Int) throws(ECMAPattern.Failure) -> UnicodeProperty {
        guard here == "{", let end = text[at...].firstIndex(of: "}") else {
            throw fail("needs a property in { } after \\p", at: start)
        }
        let name = String(String.UnicodeScalarView(text[(at + 1)..<end]))
        guard let property = UnicodeProperty(name, negated: negated) else {
            throw fail("names a property \(name) that is not known", at: start)
        }
        at = end + 1
        return property
    }
}
