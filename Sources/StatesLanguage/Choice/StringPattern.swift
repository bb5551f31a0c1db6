/// The operand of `StringMatches`: `*` stands for any number of characters, `\*` for itself and `\\` for a backslash
/// (https://states-language.net/spec.html#choice-state).
struct StringPattern {
    /// What is between the stars.
    private var parts: [[UInt8]] = [[]]

    init(_ text: String) {
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "*") {
                parts.append([])
            } else if byte == UInt8(ascii: "\\"), let next = rest.first, next == UInt8(ascii: "*") || next == byte {
                parts[parts.count - 1].append(next)
                rest.removeFirst()
            } else {
                parts[parts.count - 1].append(byte)
            }
        }
    }

    /// In a time that is in proportion to the text and the pattern, whatever they are.
    func matches(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard parts.count > 1 else { return bytes == parts[0] }
        let (head, tail) = (parts[0], parts[parts.count - 1])
        guard bytes.count >= head.count + tail.count, bytes.starts(with: head),
            bytes.suffix(tail.count).elementsEqual(tail)
        else { return false }
        var rest = bytes[head.count..<bytes.count - tail.count]
        // The first place of each part leaves most for the next.
        for part in parts[1..<parts.count - 1] {
            guard let end = Self.end(ofFirst: part, in: rest) else { return false }
            rest = rest[end...]
        }
        return true
    }

    /// Where the first occurrence ends, by the method of Knuth, Morris and Pratt.
    private static func end(ofFirst part: [UInt8], in bytes: ArraySlice<UInt8>) -> Int? {
        guard !part.isEmpty else { return bytes.startIndex }
        var border = [Int](repeating: 0, count: part.count)
        var k = 0
        for i in part.indices.dropFirst() {
            while k > 0, part[i] != part[k] { k = border[k - 1] }
            if part[i] == part[k] { k += 1 }
            border[i] = k
        }
        k = 0
        for i in bytes.indices {
            while k > 0, bytes[i] != part[k] { k = border[k - 1] }
            if bytes[i] == part[k] { k += 1 }
            if k == part.count { return i + 1 }
        }
        return nil
    }
}
