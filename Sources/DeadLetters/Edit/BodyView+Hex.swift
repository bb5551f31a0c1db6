import EventModel

extension BodyView {
    static let rowBytes = 16

    /// `00000010:  48 65 6c 6c 6f 20 77 6f  72 6c 64                 |Hello world|`
    static func row(_ body: [UInt8], _ number: Int) -> String {
        let bytes = body[min(body.count, number * rowBytes)..<min(body.count, (number + 1) * rowBytes)]
        let offset = String(number * rowBytes, radix: 16)
        var out = Array((String(repeating: "0", count: max(0, 8 - offset.count)) + offset + ": ").utf8)
        let digits = Array("0123456789abcdef".utf8)
        for i in 0..<rowBytes {
            if i % 8 == 0 { out.append(0x20) }
            if i < bytes.count {
                let byte = bytes[bytes.startIndex + i]
                out += [digits[Int(byte >> 4)], digits[Int(byte & 15)], 0x20]
            } else {
                out += [0x20, 0x20, 0x20]
            }
        }
        out += [0x20, UInt8(ascii: "|")]
        out += bytes.map { $0 >= 0x20 && $0 < 0x7F ? $0 : UInt8(ascii: ".") }
        out.append(UInt8(ascii: "|"))
        return String(decoding: out, as: UTF8.self)
    }

    /// Reads rows back. An offset with a colon before the digits and whatever stands from `|` on are for the eye: bytes may be
    /// put in and taken out. Spaces between digits make no difference; digits alone, without offsets, are read too.
    static func hex(_ text: [UInt8]) throws(DeadLetterError) -> [UInt8] {
        var out: [UInt8] = []
        for (n, line) in text.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
            let end = line.firstIndex(of: UInt8(ascii: "|")) ?? line.endIndex
            var i = line.startIndex
            if let colon = line[..<end].firstIndex(of: UInt8(ascii: ":")),
                line[..<colon].allSatisfy({ hexDigit($0) != nil })
            {
                i = colon + 1
            }
            var high: UInt8?
            while i < end {
                let byte = line[i]
                let place = TextPlace(line: n + 1, column: i - line.startIndex + 1)
                if let digit = hexDigit(byte) {
                    if let first = high { out.append(first << 4 | digit) }
                    high = high == nil ? digit : nil
                } else if byte == 0x20 || byte == 0x09 || byte == 0x0D {
                    if high != nil { throw mistake(place, "a byte has two digits, and this one ends after its first") }
                } else {
                    let shown = Printable.line(CollectionOfOne(byte))
                    throw mistake(place, "'\(shown)' is no hexadecimal digit")
                }
                i += 1
            }
            if high != nil {
                let place = TextPlace(line: n + 1, column: end - line.startIndex + 1)
                throw mistake(place, "a byte has two digits, and this one ends after its first")
            }
        }
        return out
    }
}
