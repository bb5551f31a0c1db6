/// The operand of `StringMatches`: `*` stands for any number of characters, `\*` for itself and `\\` for a backslash
/// (https://states-language.net/spec.html#choice-state).
struct StringPattern {
    private enum Unit: Equatable {
        case any
        case byte(UInt8)
    }
    private var units: [Unit] = []

    init(_ text: String) {
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "\\"), let next = rest.first, next == UInt8(ascii: "*") || next == byte {
                units.append(.byte(next))
                rest.removeFirst()
            } else {
                units.append(byte == UInt8(ascii: "*") ? .any : .byte(byte))
            }
        }
    }

    /// In a time that is at most the product of the two lengths: it goes back to the last star only.
    func matches(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        var (i, p) = (0, 0)
        var star: (unit: Int, byte: Int)?
        while i < bytes.count {
            if p < units.count, units[p] == .any {
                star = (p, i)
                p += 1
            } else if p < units.count, units[p] == .byte(bytes[i]) {
                p += 1
                i += 1
            } else if let back = star {
                star = (back.unit, back.byte + 1)
                p = back.unit + 1
                i = back.byte + 1
            } else {
                return false
            }
        }
        return units[p...].allSatisfy { $0 == .any }
    }
}
