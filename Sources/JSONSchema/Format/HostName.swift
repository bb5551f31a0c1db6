/// A host name of RFC 1123, section 2.1: labels of ASCII letters, digits and inner hyphens, 63 bytes at most, 253 together.
enum HostName {
    static func isValid(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard bytes.count <= 253 else { return false }
        return bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy(isLabel)
    }

    static func isLabel(_ label: ArraySlice<UInt8>) -> Bool {
        guard (1...63).contains(label.count), label.first != UInt8(ascii: "-"), label.last != UInt8(ascii: "-"),
            label.allSatisfy({ $0 < 128 && ((48...57).contains($0) || (97...122).contains($0 | 0x20) || $0 == 45) })
        else { return false }
        return isEncoded(label) ? InternationalName.isEncodedLabel(label) : true
    }

    /// It begins with `xn--`.
    static func isEncoded(_ label: ArraySlice<UInt8>) -> Bool {
        label.prefix(4).map { $0 | 0x20 }.elementsEqual("xn--".utf8)
    }
}
