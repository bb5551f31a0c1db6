/// URIs and references by the grammar of RFC 3986, IRIs by that of RFC 3987.
enum URIText {
    static func isHexDigit(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (97...102).contains(byte | 0x20) && byte < 128
    }

    static func isValid(_ text: String, relative: Bool, international: Bool) -> Bool {
        let uri = URIReference(text)
        // Taken apart, a URI is the same text again, but for a colon in the first part of a path.
        if let scheme = uri.scheme {
            guard
                scheme.utf8.allSatisfy({
                    (48...57).contains($0) || (97...122).contains($0 | 0x20) && $0 < 128 || "+-.".utf8.contains($0)
                })
            else { return false }
        } else {
            guard relative else { return false }
            if uri.authority == nil, uri.path.prefix(while: { $0 != "/" }).contains(":") { return false }
        }
        if let authority = uri.authority {
            guard isAuthority(authority, international) else { return false }
            if !uri.path.isEmpty, uri.path.utf8.first != UInt8(ascii: "/") { return false }
        } else if uri.path.hasPrefix("//") {
            return false
        }
        return isText(uri.path, ":@/", international)
            && uri.query.map { isText($0, ":@/?", international, isQuery: true) } ?? true
            && uri.fragment.map { isText($0, ":@/?", international) } ?? true
    }

    private static func isAuthority(_ text: String, _ international: Bool) -> Bool {
        var host = text[...]
        if let sign = host.lastIndex(of: "@") {
            guard isText(String(host[..<sign]), ":", international) else { return false }
            host = host[host.index(after: sign)...]
        }
        if host.utf8.first == UInt8(ascii: "[") {
            guard let end = host.firstIndex(of: "]") else { return false }
            let rest = host[host.index(after: end)...]
            guard rest.isEmpty || rest.utf8.first == UInt8(ascii: ":"), isPort(rest.dropFirst()) else { return false }
            let literal = Array(host[host.index(after: host.startIndex)..<end].utf8)
            return InternetAddress.isVersion6(literal[...]) || isFutureAddress(literal)
        }
        if let colon = host.lastIndex(of: ":") {
            guard isPort(host[host.index(after: colon)...]) else { return false }
            host = host[..<colon]
        }
        return isText(String(host), "", international)
    }

    private static func isPort(_ text: Substring) -> Bool { text.utf8.allSatisfy { (48...57).contains($0) } }

    /// `v1.…`
    private static func isFutureAddress(_ bytes: [UInt8]) -> Bool {
        guard bytes.first.map({ $0 | 0x20 }) == UInt8(ascii: "v"), let dot = bytes.firstIndex(of: UInt8(ascii: "."))
        else {
            return false
        }
        let version = bytes[1..<dot]
        let rest = String(decoding: bytes[(dot + 1)...], as: UTF8.self)
        return !version.isEmpty && version.allSatisfy(isHexDigit) && !rest.isEmpty && !rest.contains("%")
            && isText(rest, ":", false)
    }

    /// Unreserved characters, sub-delimiters, escapes, and what else is allowed there.
    private static func isText(_ text: String, _ others: String, _ international: Bool, isQuery: Bool = false) -> Bool {
        let scalars = Array(text.unicodeScalars)
        var n = 0
        while n < scalars.count {
            let scalar = scalars[n]
            if scalar == "%" {
                guard n + 2 < scalars.count, scalars[n + 1].isASCII, scalars[n + 2].isASCII,
                    isHexDigit(UInt8(scalars[n + 1].value)), isHexDigit(UInt8(scalars[n + 2].value))
                else { return false }
                n += 3
                continue
            }
            n += 1
            if scalar.isASCII {
                let isPlain = scalar.properties.isAlphabetic || (48...57).contains(scalar.value)
                guard
                    isPlain || "-._~!$&'()*+,;=".unicodeScalars.contains(scalar)
                        || others.unicodeScalars.contains(scalar)
                else { return false }
            } else {
                guard international, isInternational(scalar) || (isQuery && isPrivate(scalar)) else { return false }
            }
        }
        return true
    }

    /// `ucschar`.
    static func isInternational(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0xA0...0xD7FF, 0xF900...0xFDCF, 0xFDF0...0xFFEF: true
        case 0x10000...0xEFFFD: scalar.value & 0xFFFF <= 0xFFFD && !(0xE0000..<0xE1000).contains(scalar.value)
        default: false
        }
    }

    /// `iprivate`.
    static func isPrivate(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0xE000...0xF8FF, 0xF0000...0xFFFFD, 0x100000...0x10FFFD: true
        default: false
        }
    }
}
