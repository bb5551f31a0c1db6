/// A W3C `tracestate` (https://www.w3.org/TR/trace-context-2/#tracestate-header, Level 2): what each tracing system on the way
/// has left for itself.
package struct TraceState: Hashable, Sendable {
    package struct Member: Hashable, Sendable {
        package let key: String
        package let value: String
    }

    /// In the order of the header, the newest first; a key that stands twice keeps its first value.
    package let members: [Member]

    /// Members that a header may have.
    package static let most = 32

    /// Reads the values of all `tracestate` headers of a request, in order; nil where one member is not well formed, or they are too
    /// many: the whole is to be dropped then. Empty members are allowed.
    package init?(_ headers: [String]) {
        var members: [Member] = []
        var keys: Set<String> = []
        var count = 0
        for part in headers.joined(separator: ",").utf8.split(separator: UInt8(ascii: ",")) {
            let member = Self.trimmed(part)
            if member.isEmpty { continue }
            count += 1
            guard count <= Self.most, let sign = member.firstIndex(of: UInt8(ascii: "=")) else { return nil }
            let (key, value) = (member[..<sign], member[member.index(after: sign)...])
            guard Self.isKey(key), Self.isValue(value) else { return nil }
            let name = String(decoding: key, as: UTF8.self)
            if keys.insert(name).inserted {
                members.append(Member(key: name, value: String(decoding: value, as: UTF8.self)))
            }
        }
        self.members = members
    }

    /// As one header's value.
    package var text: String { members.map { "\($0.key)=\($0.value)" }.joined(separator: ",") }

    /// Without the white space that may stand around a header's value and its members.
    static func trimmed(_ text: Substring.UTF8View) -> Substring.UTF8View {
        var text = text
        while let byte = text.first, byte == 0x20 || byte == 0x09 { text.removeFirst() }
        while let byte = text.last, byte == 0x20 || byte == 0x09 { text.removeLast() }
        return text
    }

    private static func isKey(_ key: Substring.UTF8View) -> Bool {
        guard let first = key.first, key.count <= 256 else { return false }
        func isPlain(_ byte: UInt8) -> Bool { (97...122).contains(byte) || (48...57).contains(byte) }
        return isPlain(first) && key.allSatisfy { isPlain($0) || "_-*/@".utf8.contains($0) }
    }

    /// Printable ASCII but `,` and `=`; not empty, and not ending in a space.
    private static func isValue(_ value: Substring.UTF8View) -> Bool {
        guard let last = value.last, value.count <= 256, last != 0x20 else { return false }
        return value.allSatisfy { (0x20...0x7E).contains($0) && $0 != UInt8(ascii: ",") && $0 != UInt8(ascii: "=") }
    }
}

/// What a request's headers say of the trace it belongs to.
package struct TraceHeaders: Hashable, Sendable {
    /// Nil where the header is not there, not well formed, or there twice.
    package let parent: TraceContext?
    /// Nil without a parent, where no header says anything, or where one is not well formed; the parent counts all the same.
    package let state: TraceState?

    /// - Parameter headers: names in any case; white space around a value does not count.
    package init(_ headers: [(name: String, value: String)]) {
        func values(_ name: String) -> [String] { headers.filter { $0.name.lowercased() == name }.map(\.value) }
        let parents = values("traceparent")
        if parents.count == 1 {
            let text = TraceState.trimmed(parents[0][...].utf8)
            parent = TraceContext(traceparent: String(decoding: text, as: UTF8.self))
        } else {
            parent = nil
        }
        let states = values("tracestate").filter { !TraceState.trimmed($0[...].utf8).isEmpty }
        state = parent == nil || states.isEmpty ? nil : TraceState(states)
    }
}
