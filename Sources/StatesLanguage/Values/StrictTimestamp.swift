import EventModel

extension Timestamp {
    /// Reads the profile of RFC 3339 that the language asks for (https://states-language.net/spec.html#timestamps): an upper-case
    /// `T` between date and time, and an offset or an upper-case `Z`. Nil for anything else.
    package init?(strict text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count > 19, bytes[10] == UInt8(ascii: "T"), !bytes.contains(UInt8(ascii: ",")) else { return nil }
        let hasOffset =
            bytes.last == UInt8(ascii: "Z")
            || bytes.count >= 25 && bytes[bytes.count - 3] == UInt8(ascii: ":")
                && (bytes[bytes.count - 6] == UInt8(ascii: "+") || bytes[bytes.count - 6] == UInt8(ascii: "-"))
        guard hasOffset else { return nil }
        self.init(rfc3339: text)
    }
}
