/// Internet addresses as text: four decimal numbers without leading zeros (RFC 2673, section 3.2), and RFC 4291, section 2.2.
enum InternetAddress {
    static func isVersion4(_ bytes: ArraySlice<UInt8>) -> Bool {
        let parts = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return parts.count == 4
            && parts.allSatisfy { part in
                guard (1...3).contains(part.count), part.allSatisfy({ $0 >= 48 && $0 <= 57 }) else { return false }
                if part.first == 48, part.count > 1 { return false }
                return part.reduce(0) { $0 * 10 + Int($1 - 48) } <= 255
            }
    }

    static func isVersion6(_ bytes: ArraySlice<UInt8>) -> Bool {
        let colon = UInt8(ascii: ":")
        var gap: Int?
        for n in bytes.indices.dropLast() where bytes[n] == colon && bytes[n + 1] == colon {
            // A second gap, or three colons.
            if gap != nil { return false }
            gap = n
        }
        guard let gap else { return groups(bytes, mayEndWithVersion4: true) == 8 }
        guard let before = groups(bytes[..<gap], mayEndWithVersion4: false),
            let after = groups(bytes[(gap + 2)...], mayEndWithVersion4: true)
        else { return false }
        return before + after <= 7
    }

    /// How many groups of 16 bits there are; nil if one is none.
    private static func groups(_ bytes: ArraySlice<UInt8>, mayEndWithVersion4: Bool) -> Int? {
        if bytes.isEmpty { return 0 }
        let parts = bytes.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        var count = 0
        for (n, part) in parts.enumerated() {
            if (1...4).contains(part.count), part.allSatisfy(URIText.isHexDigit) {
                count += 1
            } else if mayEndWithVersion4, n == parts.count - 1, isVersion4(part) {
                count += 2
            } else {
                return nil
            }
        }
        return count
    }
}
