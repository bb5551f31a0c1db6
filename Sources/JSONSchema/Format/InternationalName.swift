import Foundation

/// A host name with letters of any script (RFC 5890 and 5891): which code points a label may have is derived as RFC 5892 says.
/// The direction of writing (RFC 5893) is not checked: the standard library does not know it.
enum InternationalName {
    static func isValid(_ text: String) -> Bool {
        let dots: Set<Unicode.Scalar> = [".", "\u{3002}", "\u{FF0E}", "\u{FF61}"]
        var length = -1
        for label in text.unicodeScalars.split(omittingEmptySubsequences: false, whereSeparator: { dots.contains($0) })
        {
            let scalars = Array(label)
            if scalars.allSatisfy(\.isASCII) {
                guard HostName.isLabel(scalars.map { UInt8($0.value) }[...]) else { return false }
                if !HostName.isEncoded(scalars.map { UInt8($0.value) }[...]), hasHyphens(scalars) { return false }
                length += scalars.count + 1
            } else {
                guard isLabel(scalars) else { return false }
                length += Punycode.encoded(scalars).count + 5
            }
        }
        return length <= 253
    }

    /// A label that begins with `xn--`: it must stand for a label, and be the spelling of it.
    static func isEncodedLabel(_ label: ArraySlice<UInt8>) -> Bool {
        let code = label.dropFirst(4)
        guard let scalars = Punycode.decoded(code), scalars.contains(where: { !$0.isASCII }), isLabel(scalars) else {
            return false
        }
        func lowercased(_ bytes: some Sequence<UInt8>) -> [UInt8] {
            bytes.map { (65...90).contains($0) ? $0 | 0x20 : $0 }
        }
        return lowercased(Punycode.encoded(scalars)) == lowercased(code)
    }

    private static func hasHyphens(_ scalars: [Unicode.Scalar]) -> Bool {
        scalars.count >= 4 && scalars[2] == "-" && scalars[3] == "-"
    }

    /// RFC 5891, section 5.4, for a label in Unicode.
    private static func isLabel(_ scalars: [Unicode.Scalar]) -> Bool {
        guard let first = scalars.first, Punycode.encoded(scalars).count <= 59 else { return false }
        if first == "-" || scalars.last == "-" || hasHyphens(scalars) { return false }
        switch first.properties.generalCategory {
        case .nonspacingMark, .spacingMark, .enclosingMark: return false
        default: break
        }
        let text = String(String.UnicodeScalarView(scalars))
        guard text.precomposedStringWithCanonicalMapping.unicodeScalars.elementsEqual(scalars) else { return false }
        return scalars.indices.allSatisfy { isPermitted(scalars, $0) }
    }

    private static func isPermitted(_ label: [Unicode.Scalar], _ n: Int) -> Bool {
        let scalar = label[n]
        func before(_ test: (Unicode.Scalar) -> Bool) -> Bool { n > 0 && test(label[n - 1]) }
        func after(_ test: (Unicode.Scalar) -> Bool) -> Bool { n + 1 < label.count && test(label[n + 1]) }
        switch scalar.value {
        // RFC 5892, section 2.6 and appendix A: exceptions, and what depends on its neighbours.
        case 0xDF, 0x3C2, 0x6FD, 0x6FE, 0xF0B, 0x3007: return true
        case 0x640, 0x7FA, 0x302E, 0x302F, 0x3031...0x3035, 0x303B: return false
        case 0x200C: return before { $0.properties.canonicalCombiningClass.rawValue == 9 } || Joining.joins(label, n)
        case 0x200D: return before { $0.properties.canonicalCombiningClass.rawValue == 9 }
        case 0xB7: return before { $0 == "l" } && after { $0 == "l" }
        case 0x375: return after { isIn($0, [0x370...0x3FF, 0x1F00...0x1FFF]) }
        case 0x5F3, 0x5F4: return before { isIn($0, [0x591...0x5F4, 0xFB1D...0xFB4F]) }
        case 0x30FB:
            return label.contains {
                isIn(
                    $0,
                    [
                        0x3005...0x3007, 0x3041...0x309F, 0x30A1...0x30FA, 0x30FD...0x30FF, 0x31F0...0x31FF,
                        0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF, 0xFF66...0xFF9D, 0x20000...0x3FFFF,
                    ]
                )
            }
        case 0x660...0x669: return !label.contains { isIn($0, [0x6F0...0x6F9]) }
        case 0x6F0...0x6F9: return !label.contains { isIn($0, [0x660...0x669]) }
        case 0x2D, 0x30...0x39, 0x61...0x7A: return true
        // Section 2.9: old Hangul letters.
        case 0x1100...0x11FF, 0xA960...0xA97C, 0xD7B0...0xD7FB: return false
        default: break
        }
        let properties = scalar.properties
        // Sections 2.2 to 2.4, 2.8: unstable under folding, ignorable, in a block that is left out.
        if properties.changesWhenNFKCCaseFolded || properties.isDefaultIgnorableCodePoint || properties.isWhitespace
            || properties.isNoncharacterCodePoint
            || isIn(scalar, [0x20D0...0x20FF, 0x1D100...0x1D1FF, 0x1D200...0x1D24F])
        {
            return false
        }
        switch properties.generalCategory {
        case .lowercaseLetter, .uppercaseLetter, .otherLetter, .decimalNumber, .modifierLetter, .nonspacingMark,
            .spacingMark:
            return true
        default: return false
        }
    }

    private static func isIn(_ scalar: Unicode.Scalar, _ ranges: [ClosedRange<UInt32>]) -> Bool {
        ranges.contains { $0.contains(scalar.value) }
    }
}

/// How letters of the Arabic and the Syriac script join (https://www.unicode.org/Public/UCD/latest/ucd/ArabicShaping.txt), for
/// the rule of RFC 5892, appendix A.1.
private enum Joining {
    /// A letter that joins what follows stands before, one that joins what precedes stands after; marks between do not count.
    static func joins(_ label: [Unicode.Scalar], _ n: Int) -> Bool {
        guard let left = label[..<n].last(where: { !isTransparent($0) }),
            let right = label[(n + 1)...].first(where: { !isTransparent($0) })
        else { return false }
        return isDual(left) && (isDual(right) || isRight(right))
    }

    private static func isTransparent(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: scalar.value != 0x200C && scalar.value != 0x200D
        default: false
        }
    }

    private static func isRight(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x622...0x625, 0x627, 0x629, 0x62F...0x632, 0x648, 0x671...0x673, 0x675...0x677, 0x688...0x699, 0x6C0,
            0x6C3...0x6CB, 0x6CD, 0x6CF, 0x6D2, 0x6D3, 0x6D5, 0x6EE, 0x6EF, 0x710, 0x715...0x719, 0x71E, 0x728, 0x72A,
            0x72C, 0x72F, 0x74D, 0x759...0x75B, 0x76B, 0x76C, 0x771, 0x773, 0x774, 0x778, 0x779, 0x8AA...0x8AC, 0x8AE,
            0x8B1, 0x8B2, 0x8B9:
            true
        default: false
        }
    }

    private static func isDual(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x621, 0x674, 0x6DD: false
        case 0x620...0x64A, 0x66E, 0x66F, 0x671...0x6D3, 0x6FA...0x6FC, 0x6FF, 0x712...0x72F, 0x74E...0x77F,
            0x7CA...0x7EA,
            0x8A0...0x8C7:
            !isRight(scalar) && scalar.properties.generalCategory != .decimalNumber
        default: false
        }
    }
}
