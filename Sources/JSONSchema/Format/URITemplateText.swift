/// A URI template by the grammar of RFC 6570, section 2.
enum URITemplateText {
    static func isValid(_ text: String) -> Bool {
        var rest = Array(text.unicodeScalars)[...]
        while let scalar = rest.popFirst() {
            switch scalar {
            case "{":
                guard let end = rest.firstIndex(of: "}"), isExpression(rest[..<end]) else { return false }
                rest = rest[(end + 1)...]
            case "%":
                guard isEscape(rest.prefix(2)) else { return false }
                rest = rest.dropFirst(2)
            default: guard isLiteral(scalar) else { return false }
            }
        }
        return true
    }

    private static func isEscape(_ digits: ArraySlice<Unicode.Scalar>) -> Bool {
        digits.count == 2 && digits.allSatisfy { $0.isASCII && URIText.isHexDigit(UInt8($0.value)) }
    }

    private static func isLiteral(_ scalar: Unicode.Scalar) -> Bool {
        guard scalar.isASCII else { return URIText.isInternational(scalar) || URIText.isPrivate(scalar) }
        return scalar.value > 32 && scalar.value < 127 && !"\"%<>\\^`{|}".unicodeScalars.contains(scalar)
    }

    private static func isExpression(_ text: ArraySlice<Unicode.Scalar>) -> Bool {
        var rest = text
        // The last five are kept for extensions.
        if let first = rest.first, "+#./;?&=,!@|".unicodeScalars.contains(first) { rest = rest.dropFirst() }
        return rest.split(separator: ",", omittingEmptySubsequences: false).allSatisfy(isVariable)
    }

    private static func isVariable(_ text: ArraySlice<Unicode.Scalar>) -> Bool {
        var name = text
        if name.last == "*" {
            name = name.dropLast()
        } else if let colon = name.firstIndex(of: ":") {
            let digits = name[(colon + 1)...]
            guard (1...4).contains(digits.count), digits.first != "0",
                digits.allSatisfy({ (48...57).contains($0.value) })
            else { return false }
            name = name[..<colon]
        }
        guard !name.isEmpty else { return false }
        var mayBeDot = false
        var rest = name
        while let scalar = rest.popFirst() {
            if scalar == "." {
                guard mayBeDot, !rest.isEmpty else { return false }
                mayBeDot = false
                continue
            }
            mayBeDot = true
            if scalar == "%" {
                guard isEscape(rest.prefix(2)) else { return false }
                rest = rest.dropFirst(2)
            } else {
                guard scalar.isASCII,
                    scalar.properties.isAlphabetic || (48...57).contains(scalar.value) || scalar == "_"
                else { return false }
            }
        }
        return true
    }
}
