/// A media type without its parameters, in lower case (https://www.rfc-editor.org/rfc/rfc9110#section-8.3.1).
struct MediaType: Hashable, Sendable, CustomStringConvertible {
    let type: String
    let subtype: String
    var description: String { "\(type)/\(subtype)" }

    /// Nil for what is none.
    init?(_ header: String) {
        let essence = header.prefix { $0 != ";" }.lowercased()
        let parts = essence.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2 else { return nil }
        func token(_ part: Substring) -> String? {
            var part = part
            while part.last == " " || part.last == "\t" { part.removeLast() }
            while part.first == " " || part.first == "\t" { part.removeFirst() }
            return !part.isEmpty && part.utf8.count <= 127 && part.utf8.allSatisfy(Self.isToken) ? String(part) : nil
        }
        guard let type = token(parts[0]), let subtype = token(parts[1]) else { return nil }
        self.type = type
        self.subtype = subtype
    }

    /// Whether it is what `pattern` says, in which a star stands for any subtype.
    func matches(_ pattern: MediaType) -> Bool {
        (pattern.type == type || pattern.description == "*/*") && (pattern.subtype == subtype || pattern.subtype == "*")
    }

    var isJSON: Bool { description == "application/json" || subtype.hasSuffix("+json") }

    /// Whether a body of it goes to a function as text, and not in base64.
    var isText: Bool {
        type == "text" || isJSON || subtype.hasSuffix("+xml")
            || ["application/javascript", "application/xml", "application/x-www-form-urlencoded"].contains(description)
    }

    private static func isToken(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (97...122).contains(byte) || "!#$&-^_.+*".utf8.contains(byte)
    }
}
