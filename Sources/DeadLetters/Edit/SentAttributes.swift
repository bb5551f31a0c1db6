package import EventModel

/// The attributes that a dead letter is sent with where they are classed: those of its death and of its broker are left out, those of its trace go on
/// with a new span, the rest stay as they are.
package struct SentAttributes: Hashable, Sendable {
    package let attributes: [String: String]

    /// The same letter always gives the same: both copies of a message that was sent twice after a crash are equal.
    package init(_ letter: DeadLetter) {
        self.init(letter.attributes, seed: "\(letter.queue) \(letter.id) \(letter.generation)")
    }

    /// - Parameter seed: what the new span's id is made of.
    init(_ attributes: [String: String], seed: String) {
        let names = Array(attributes.keys)
        var hash = StableHash()
        hash.add(seed)
        let span = hash.hex(digits: 16)
        var sent: [String: String] = [:]
        for (name, value) in attributes {
            switch HeaderClass(name, among: names) {
            case .keep: sent[name] = value
            case .strip: break
            case .regenerate: sent[name] = Self.next(name.lowercased(), value, of: attributes, span: span)
            }
        }
        self.attributes = sent
    }

    /// The trace header with the new span in place of the old; nil where it cannot be read, since half a trace misleads.
    private static func next(_ name: String, _ value: String, of all: [String: String], span: String) -> String? {
        switch name {
        case "traceparent":
            guard let context = TraceContext(traceparent: value) else { return nil }
            let flags = String(context.flags, radix: 16)
            return "00-\(context.traceID)-\(span)-\(flags.count < 2 ? "0" : "")\(flags)"
        case "awstraceheader", "x-amzn-trace-id":
            var fields = value.split(separator: ";").map(String.init)
            guard fields.contains(where: { $0.hasPrefix("Root=") }) else { return nil }
            if let i = fields.firstIndex(where: { $0.hasPrefix("Parent=") }) {
                fields[i] = "Parent=\(span)"
            } else {
                fields.append("Parent=\(span)")
            }
            return fields.joined(separator: ";")
        case "b3":
            var fields = value.split(separator: "-", omittingEmptySubsequences: false).map(String.init)
            // One field is a decision whether to sample, and no trace.
            guard fields.count > 1 else { return value }
            if fields.count > 3 { fields[3] = fields[1] }
            fields[1] = span
            return fields.joined(separator: "-")
        case "x-b3-spanid": return span
        default: return all.first { $0.key.lowercased() == "x-b3-spanid" }?.value
        }
    }
}
