import EventModel

/// Fills the holes of a message template (https://messagetemplates.org), as CLEF leaves to the reader: `{Name}` becomes
/// the member of that name, `{{…}}` braces; a hole without a member stays as it is, and so do braces that were not doubled to open.
enum MessageTemplate {
    static func fill(_ template: UnsafeBufferPointer<UInt8>, _ tape: JSONTape) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(template.count)
        var rest = template[...]
        var doubled = 0
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "{"), rest.first == byte {
                rest.removeFirst()
                doubled += 1
                text.append(byte)
            } else if byte == UInt8(ascii: "}"), rest.first == byte, doubled > 0 {
                rest.removeFirst()
                doubled -= 1
                text.append(byte)
            } else if byte == UInt8(ascii: "{"), let close = rest.firstIndex(of: UInt8(ascii: "}")),
                let value = tape.member(name(rest[..<close]), of: JSONTape.top)
            {
                if tape.kind(value) == .string {
                    text.append(contentsOf: tape.bytes(value))
                } else {
                    text.append(contentsOf: tape.json(value).description.utf8)
                }
                rest = rest[(close + 1)...]
            } else {
                text.append(byte)
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The name in a hole, without what says how to print it: `@` or `$` before, `,width` and `:format` behind.
    private static func name(_ hole: Slice<UnsafeBufferPointer<UInt8>>) -> Slice<UnsafeBufferPointer<UInt8>> {
        var name = hole.prefix { $0 != UInt8(ascii: ":") && $0 != UInt8(ascii: ",") }
        if name.first == UInt8(ascii: "@") || name.first == UInt8(ascii: "$") { name.removeFirst() }
        return name
    }
}
