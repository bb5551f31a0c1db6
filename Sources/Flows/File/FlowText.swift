import EventModel

/// Reads the text of a flow file into values with places. A text that begins with a brace is JSON, any other is YAML.
package enum FlowText {
    /// More is no wiring.
    package static let mostBytes = 4 << 20
    /// Containers may nest this deep; deeper input is refused, so hostile input cannot exhaust the stack.
    static let mostDepth = 128
    /// Values that a text may have, those that YAML's aliases repeat among them.
    static let mostValues = 200_000

    /// - Throws: ``FlowMistake``, the first: what stands behind it can not be read.
    package static func read(_ bytes: [UInt8]) throws(FlowMistake) -> FlowValue {
        let start = FlowPlace(line: 1, column: 1)
        guard bytes.count <= mostBytes else {
            throw FlowMistake(
                start,
                "",
                "the file is longer than \(mostBytes >> 20) MiB",
                "split the flow into several files"
            )
        }
        var text = bytes[...]
        if text.starts(with: [0xEF, 0xBB, 0xBF]) { text = text.dropFirst(3) }
        let first = text.first { $0 != 0x20 && $0 != 0x09 && $0 != 0x0A && $0 != 0x0D }
        guard let first else { throw FlowMistake(start, "", "the file is empty", "name the flow and wire it") }
        return first == UInt8(ascii: "{") ? try json(Array(text)) : try yaml(Array(text))
    }

    /// Where a byte stands.
    static func place(of offset: Int, in bytes: [UInt8]) -> FlowPlace {
        let before = bytes[..<min(offset, bytes.count)]
        let line = before.reduce(1) { $1 == 0x0A ? $0 + 1 : $0 }
        let start = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        return FlowPlace(line: line, column: 1 + before[start...].count { $0 & 0xC0 != 0x80 })
    }
}
