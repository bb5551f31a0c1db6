/// Text that is safe to show wherever it came from: nothing in it moves a cursor, rings, colours or turns the direction of writing.
enum Printable {
    /// One line: control characters become their pictures (`␛`), what has no shape of its own its number in braces, `{202E}`.
    static func line(_ text: String) -> String {
        if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text }
        var out = String.UnicodeScalarView()
        for scalar in text.unicodeScalars { append(scalar, to: &out) }
        return String(out)
    }

    /// One line of bytes; those that are not UTF-8 as `\xFF`.
    static func line(_ bytes: some Sequence<UInt8>) -> String {
        var out = String.UnicodeScalarView()
        var parser = Unicode.UTF8.ForwardParser()
        var input = Array(bytes).makeIterator()
        // A parser that finds a mistake does not say which bytes were wrong: it is asked again for each.
        let all = Array(bytes)
        var place = 0
        reading: while true {
            switch parser.parseScalar(from: &input) {
            case .valid(let encoded):
                append(Unicode.UTF8.decode(encoded), to: &out)
                place += encoded.count
            case .error(let length):
                for byte in all[place..<min(all.count, place + length)] {
                    out.append(contentsOf: "\\x\(hex(byte))".unicodeScalars)
                }
                place += length
            case .emptyInput: break reading
            }
        }
        return String(out)
    }

    /// Two upper-case digits.
    static func hex(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 16, uppercase: true)
        return byte < 16 ? "0" + digits : digits
    }

    private static func append(_ scalar: Unicode.Scalar, to out: inout String.UnicodeScalarView) {
        switch scalar.value {
        case 0...0x1F: out.append(Unicode.Scalar(0x2400 + scalar.value) ?? "\u{FFFD}")
        case 0x20...0x7E: out.append(scalar)
        case 0x7F: out.append("\u{2421}")
        default:
            let properties = scalar.properties
            switch properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned:
                // A joiner between two emoji is part of what is seen.
                if scalar == "\u{200D}" { out.append(scalar) } else { named(scalar, to: &out) }
            default:
                if properties.isDefaultIgnorableCodePoint, !properties.isVariationSelector {
                    named(scalar, to: &out)
                } else {
                    out.append(scalar)
                }
            }
        }
    }

    private static func named(_ scalar: Unicode.Scalar, to out: inout String.UnicodeScalarView) {
        out.append(contentsOf: "{\(String(scalar.value, radix: 16, uppercase: true))}".unicodeScalars)
    }
}
