/// Escapes of half a surrogate pair: JSON's grammar allows them (RFC 8259, section 8.2), though they spell no character.
/// Programs that cut texts by UTF-16 units write them.
enum LoneSurrogates {
    /// The text with each replaced by the escape of U+FFFD, which is as long; nil if there is none.
    static func replaced(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        var result: [UInt8]?
        var i = 0
        while i < text.count {
            guard text[i] == UInt8(ascii: "\\") else {
                i += 1
                continue
            }
            guard let unit = unit(text, i) else {
                i += 2
                continue
            }
            if unit >= 0xD800, unit < 0xDC00, let low = self.unit(text, i + 6), low >= 0xDC00, low < 0xE000 {
                i += 12
                continue
            }
            if unit >= 0xD800, unit < 0xE000 {
                var bytes = result ?? Array(text)
                bytes.replaceSubrange((i + 2)..<(i + 6), with: "fffd".utf8)
                result = bytes
            }
            i += 6
        }
        return result
    }

    /// The UTF-16 unit that `\uXXXX` at `i` spells.
    private static func unit(_ text: UnsafeBufferPointer<UInt8>, _ i: Int) -> UInt32? {
        guard i + 6 <= text.count, text[i] == UInt8(ascii: "\\"), text[i + 1] == UInt8(ascii: "u") else { return nil }
        var value: UInt32 = 0
        for digit in text[(i + 2)..<(i + 6)] {
            switch digit {
            case 48...57: value = value << 4 | UInt32(digit - 48)
            case 65...70, 97...102: value = value << 4 | UInt32((digit | 0x20) - 87)
            default: return nil
            }
        }
        return value
    }
}
