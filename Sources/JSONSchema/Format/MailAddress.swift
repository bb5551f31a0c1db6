/// A mailbox of RFC 5321, section 4.1.2; with letters of any script, of RFC 6531, section 3.3.
enum MailAddress {
    static func isValid(_ text: String, international: Bool) -> Bool {
        let bytes = Array(text.utf8)
        func isText(_ byte: UInt8) -> Bool {
            byte >= 128 ? international : isLetterOrDigit(byte) || "!#$%&'*+-/=?^_`{|}~".utf8.contains(byte)
        }
        guard let sign = bytes.lastIndex(of: UInt8(ascii: "@")), (1...64).contains(sign) else { return false }
        let local = bytes[..<sign]
        let domain = bytes[(sign + 1)...]
        if local.first == UInt8(ascii: "\"") {
            guard isQuoted(local, international: international) else { return false }
        } else {
            let atoms = local.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
            guard atoms.allSatisfy({ !$0.isEmpty && $0.allSatisfy(isText) }) else { return false }
        }
        if domain.first == UInt8(ascii: "[") {
            guard domain.last == UInt8(ascii: "]"), domain.count > 2 else { return false }
            let literal = domain.dropFirst().dropLast()
            if String(decoding: literal.prefix(5), as: UTF8.self).lowercased() == "ipv6:" {
                return InternetAddress.isVersion6(literal.dropFirst(5))
            }
            return InternetAddress.isVersion4(literal)
        }
        guard domain.count <= 255 else { return false }
        return domain.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy { label in
            !label.isEmpty && label.count <= 63 && label.first != UInt8(ascii: "-") && label.last != UInt8(ascii: "-")
                && label.allSatisfy { $0 >= 128 ? international : isLetterOrDigit($0) || $0 == UInt8(ascii: "-") }
        }
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (97...122).contains(byte | 0x20) && byte < 128
    }

    private static func isQuoted(_ bytes: ArraySlice<UInt8>, international: Bool) -> Bool {
        guard bytes.count >= 2, bytes.last == UInt8(ascii: "\"") else { return false }
        var isEscaped = false
        for byte in bytes.dropFirst().dropLast() {
            if isEscaped {
                guard (32...126).contains(byte) else { return false }
                isEscaped = false
            } else if byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else {
                guard byte >= 128 ? international : (32...126).contains(byte) && byte != UInt8(ascii: "\"") else {
                    return false
                }
            }
        }
        return !isEscaped
    }
}
