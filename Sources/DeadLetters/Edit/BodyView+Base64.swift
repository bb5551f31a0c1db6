import EventModel

extension BodyView {
    /// https://www.rfc-editor.org/rfc/rfc2045#section-6.8 has lines of 76 characters: 57 bytes.
    private static let base64Bytes = 57

    static func base64Lines(_ body: [UInt8], _ most: Int) -> [String] {
        var lines: [String] = []
        var start = 0
        while start < body.count, lines.count < most {
            let end = min(body.count, start + base64Bytes)
            lines.append(EventModel.base64(Array(body[start..<end])))
            start = end
        }
        return lines
    }

    /// Reads base64 strictly (https://www.rfc-editor.org/rfc/rfc4648#section-4), except that white space may stand anywhere.
    static func base64(_ text: [UInt8]) throws(DeadLetterError) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(text.count / 4 * 3)
        var word: UInt32 = 0
        var (digits, marks) = (0, 0)
        var place = TextPlace(line: 1, column: 1)
        for byte in text {
            defer {
                place.column += 1
                if byte == 0x0A { (place.line, place.column) = (place.line + 1, 1) }
            }
            if byte == 0x20 || (0x09...0x0D).contains(byte) { continue }
            if byte == UInt8(ascii: "=") {
                marks += 1
                guard marks + digits % 4 == 4 || marks == 1 && digits % 4 == 2 else {
                    throw mistake(place, "'=' cannot stand here: it fills up the last group of four")
                }
                continue
            }
            guard marks == 0 else { throw mistake(place, "nothing can stand after '='") }
            guard let digit = base64Digit(byte) else {
                throw mistake(place, "'\(Printable.line(CollectionOfOne(byte)))' is no base64 digit")
            }
            word = word << 6 | UInt32(digit)
            digits += 1
            if digits % 4 == 0 {
                out += [
                    UInt8(truncatingIfNeeded: word >> 16), UInt8(truncatingIfNeeded: word >> 8),
                    UInt8(truncatingIfNeeded: word),
                ]
                word = 0
            }
        }
        let rest = digits % 4
        guard rest == 0 && marks == 0 || rest + marks == 4 && rest > 1 else {
            throw mistake(place, "the last group of four is not complete: bytes are missing, or '=' after them")
        }
        // The digits of one or two bytes have bits to spare, which must be zero: else two texts would be the same bytes.
        let spare: UInt32 = rest == 2 ? 0x0F : rest == 3 ? 0x03 : 0
        guard word & spare == 0 else { throw mistake(place, "the last digit has bits that belong to no byte") }
        if rest == 2 { out.append(UInt8(truncatingIfNeeded: word >> 4)) }
        if rest == 3 { out += [UInt8(truncatingIfNeeded: word >> 10), UInt8(truncatingIfNeeded: word >> 2)] }
        return out
    }

    private static func base64Digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 65...90: byte - 65
        case 97...122: byte - 71
        case 48...57: byte + 4
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }
}
