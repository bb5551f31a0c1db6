/// A request's target, taken apart (https://www.rfc-editor.org/rfc/rfc9112#section-3.2).
package struct RequestTarget: Hashable, Sendable {
    /// As it was sent, without the query.
    package var path: String
    /// The decoded segments of the path.
    package var segments: [String]
    /// As it was sent, without the question mark; empty if there is none.
    package var query: String
    /// The decoded parameters of the query, in the order of their first appearance; the values of one that stands several times are
    /// joined by commas.
    package var parameters: [(name: String, value: String)] {
        var order: [String] = []
        var values: [String: String] = [:]
        for part in query.split(separator: "&") {
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = Self.lenient(pair[0])
            let value = pair.count > 1 ? Self.lenient(pair[1]) : ""
            if let before = values[name] {
                values[name] = "\(before),\(value)"
            } else {
                order.append(name)
                values[name] = value
            }
        }
        return order.map { ($0, values[$0] ?? "") }
    }

    /// Nil for what is no path: a target that does not begin with a slash, one with an escape that is broken, is not UTF-8 or stands
    /// for a control character.
    package init?(_ target: String) {
        var rest = target[...]
        // The absolute form, which a proxy sends.
        if let scheme = ["http://", "https://"].first(where: { rest.lowercased().hasPrefix($0) }) {
            rest = rest.dropFirst(scheme.count)
            rest = rest[(rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex)...]
            if !rest.hasPrefix("/") { rest = "/" + rest }
        }
        guard rest.hasPrefix("/") else { return nil }
        let mark = rest.firstIndex(of: "?") ?? rest.endIndex
        path = String(rest[..<mark])
        query = String(rest[mark...].dropFirst().prefix { $0 != "#" })
        var segments: [String] = []
        for part in path.dropFirst().split(separator: "/", omittingEmptySubsequences: false) where path != "/" {
            guard let segment = Self.decode(part.utf8, plusIsSpace: false),
                segment.unicodeScalars.allSatisfy({ $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) })
            else { return nil }
            segments.append(segment)
        }
        self.segments = segments
    }

    package static func == (a: RequestTarget, b: RequestTarget) -> Bool { a.path == b.path && a.query == b.query }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(path)
        hasher.combine(query)
    }

    /// A query is whatever somebody typed: what cannot be decoded stays as it is.
    private static func lenient(_ text: Substring) -> String { decode(text.utf8, plusIsSpace: true) ?? String(text) }

    /// Percent-decoding (https://www.rfc-editor.org/rfc/rfc3986#section-2.1); nil where an escape is broken or the result is no UTF-8.
    private static func decode(_ text: Substring.UTF8View, plusIsSpace: Bool) -> String? {
        var bytes: [UInt8] = []
        var at = text.startIndex
        func nibble(_ index: Substring.UTF8View.Index) -> UInt8? {
            guard index < text.endIndex else { return nil }
            return switch text[index] {
            case let digit where (48...57).contains(digit): digit - 48
            case let letter where (65...70).contains(letter): letter - 55
            case let letter where (97...102).contains(letter): letter - 87
            default: nil
            }
        }
        while at < text.endIndex {
            if text[at] == UInt8(ascii: "%") {
                let first = text.index(after: at)
                guard let high = nibble(first), let low = nibble(text.index(after: first)) else { return nil }
                bytes.append(high << 4 | low)
                at = text.index(at, offsetBy: 3)
            } else {
                bytes.append(plusIsSpace && text[at] == UInt8(ascii: "+") ? 0x20 : text[at])
                at = text.index(after: at)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }
}
