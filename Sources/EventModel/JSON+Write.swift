extension JSON: CustomStringConvertible {
    /// Compact JSON text.
    package var description: String { String(decoding: utf8, as: UTF8.self) }

    /// Compact JSON text as UTF-8.
    package var utf8: [UInt8] {
        var out: [UInt8] = []
        write(to: &out)
        return out
    }

    /// Appends compact JSON text.
    package func write(to out: inout [UInt8]) {
        switch self {
        case .null: out.append(contentsOf: "null".utf8)
        case .bool(let b): out.append(contentsOf: (b ? "true" : "false").utf8)
        case .number(let n): out.append(contentsOf: n.text.utf8)
        case .string(let s): JSON.write(s, to: &out)
        case .array(let elements):
            out.append(UInt8(ascii: "["))
            for (i, element) in elements.enumerated() {
                if i > 0 { out.append(UInt8(ascii: ",")) }
                element.write(to: &out)
            }
            out.append(UInt8(ascii: "]"))
        case .object(let object):
            out.append(UInt8(ascii: "{"))
            for (i, member) in object.members.enumerated() {
                if i > 0 { out.append(UInt8(ascii: ",")) }
                JSON.write(member.name, to: &out)
                out.append(UInt8(ascii: ":"))
                member.value.write(to: &out)
            }
            out.append(UInt8(ascii: "}"))
        }
    }

    /// Appends a JSON string with its quotes; control bytes become `\u00XX` or their short form.
    package static func write(_ text: String, to out: inout [UInt8]) {
        out.append(UInt8(ascii: "\""))
        write(characters: text, to: &out)
        out.append(UInt8(ascii: "\""))
    }

    /// The same without the quotation marks.
    package static func write(characters text: String, to out: inout [UInt8]) {
        var text = text
        // What needs no escape, as nearly everything, is appended in stretches.
        text.withUTF8 { bytes in
            var start = 0
            for i in 0..<bytes.count where needsEscape(bytes[i]) {
                out.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[start..<i]))
                escape(bytes[i], to: &out)
                start = i + 1
            }
            out.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[start...]))
        }
    }

    /// Appends one string of several parts.
    package static func write(parts: String..., to out: inout [UInt8]) {
        out.append(UInt8(ascii: "\""))
        for part in parts { write(characters: part, to: &out) }
        out.append(UInt8(ascii: "\""))
    }

    private static func needsEscape(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == 0x22 || byte == 0x5C || byte == 0x7F
    }

    private static func escape(_ byte: UInt8, to out: inout [UInt8]) {
        switch byte {
        case 0x22: out.append(contentsOf: [0x5C, 0x22])
        case 0x5C: out.append(contentsOf: [0x5C, 0x5C])
        case 0x0A: out.append(contentsOf: [0x5C, 0x6E])
        case 0x0D: out.append(contentsOf: [0x5C, 0x72])
        case 0x09: out.append(contentsOf: [0x5C, 0x74])
        default: out.append(contentsOf: [0x5C, 0x75, 0x30, 0x30, hex(byte >> 4), hex(byte & 15)])
        }
    }

    /// Appends an array of strings, without making values of them first.
    package static func write(_ strings: some Sequence<String>, to out: inout [UInt8]) {
        var separator = UInt8(ascii: "[")
        for string in strings {
            out.append(separator)
            write(string, to: &out)
            separator = UInt8(ascii: ",")
        }
        if separator == UInt8(ascii: "[") { out.append(separator) }
        out.append(UInt8(ascii: "]"))
    }

    private static func hex(_ nibble: UInt8) -> UInt8 { nibble < 10 ? 48 + nibble : 87 + nibble }

    /// Indented text for a person to read: two spaces a level, one member a line, empty containers on one line.
    package var pretty: String {
        var out: [UInt8] = []
        write(to: &out, level: 0)
        return String(decoding: out, as: UTF8.self)
    }

    private func write(to out: inout [UInt8], level: Int) {
        func newLine(_ level: Int) {
            out.append(0x0A)
            out.append(contentsOf: repeatElement(0x20, count: level * 2))
        }
        switch self {
        case .array(let elements) where !elements.isEmpty:
            out.append(UInt8(ascii: "["))
            for (i, element) in elements.enumerated() {
                if i > 0 { out.append(UInt8(ascii: ",")) }
                newLine(level + 1)
                element.write(to: &out, level: level + 1)
            }
            newLine(level)
            out.append(UInt8(ascii: "]"))
        case .object(let object) where !object.members.isEmpty:
            out.append(UInt8(ascii: "{"))
            for (i, member) in object.members.enumerated() {
                if i > 0 { out.append(UInt8(ascii: ",")) }
                newLine(level + 1)
                JSON.write(member.name, to: &out)
                out.append(contentsOf: [0x3A, 0x20])
                member.value.write(to: &out, level: level + 1)
            }
            newLine(level)
            out.append(UInt8(ascii: "}"))
        default: write(to: &out)
        }
    }
}
