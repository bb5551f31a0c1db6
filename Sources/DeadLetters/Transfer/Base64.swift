/// The bytes of a base64 text (https://www.rfc-editor.org/rfc/rfc4648#section-4), its padding wanted; nil if it is not one.
func bytes(base64 text: String) -> [UInt8]? {
    let text = Array(text.utf8)
    guard text.count % 4 == 0 else { return nil }
    let padding = text.reversed().prefix(2).prefix { $0 == UInt8(ascii: "=") }.count
    var out: [UInt8] = []
    out.reserveCapacity(text.count / 4 * 3)
    var word: UInt32 = 0
    for (i, byte) in text.enumerated() {
        let value: UInt32
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): value = UInt32(byte - 65)
        case UInt8(ascii: "a")...UInt8(ascii: "z"): value = UInt32(byte - 97 + 26)
        case UInt8(ascii: "0")...UInt8(ascii: "9"): value = UInt32(byte - 48 + 52)
        case UInt8(ascii: "+"): value = 62
        case UInt8(ascii: "/"): value = 63
        case UInt8(ascii: "=") where i >= text.count - padding: value = 0
        default: return nil
        }
        word = word << 6 | value
        if i % 4 == 3 {
            out.append(UInt8(word >> 16 & 255))
            out.append(UInt8(word >> 8 & 255))
            out.append(UInt8(word & 255))
            word = 0
        }
    }
    out.removeLast(padding)
    return out
}
