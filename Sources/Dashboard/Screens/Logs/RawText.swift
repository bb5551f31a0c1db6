/// The bytes of a line as text that says what they are.
enum RawText {
    /// Bytes that are no UTF-8 as `\xNN`; control characters stay, and are made visible by whoever paints them.
    static func shown(_ bytes: [UInt8]) -> String {
        var text = String.UnicodeScalarView()
        var decoder = UTF8()
        var rest = bytes[...].makeIterator()
        var at = 0
        while true {
            switch decoder.decode(&rest) {
            case .scalarValue(let scalar):
                text.append(scalar)
                at += UTF8.width(scalar)
            case .emptyInput:
                return String(text)
            case .error:
                text.append(contentsOf: "\\x".unicodeScalars)
                text.append(contentsOf: hex(bytes[at]).unicodeScalars)
                at += 1
                rest = bytes[at...].makeIterator()
                decoder = UTF8()
            }
        }
    }

    private static func hex(_ byte: UInt8) -> String { (byte < 16 ? "0" : "") + String(byte, radix: 16) }
}
