/// The white space between the tokens of a JSON text. Tokens are never touched: what was laid out over lines for an editor and is
/// joined again is the same text, byte for byte, wherever nothing else was changed.
package struct JSONSpacing: Hashable, Sendable {
    /// What follows a comma or a colon.
    private let gap: [UInt8]

    /// How a text is spaced; nil where it is none of the two ways in which programs write JSON on one line.
    package init?(of text: [UInt8]) {
        for gap in [[], [UInt8(ascii: " ")]] {
            self.gap = gap
            if joined(text) == text { return }
        }
        return nil
    }

    /// On one line, spaced as the text that this was made of.
    package func joined(_ text: [UInt8]) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(text.count)
        Self.tokens(text) { token in
            out += token
            if token.first == UInt8(ascii: ",") || token.first == UInt8(ascii: ":") { out += gap }
        }
        return out
    }

    /// A member or an element a line, with a newline at the end.
    package static func spread(_ text: [UInt8]) -> [UInt8] {
        var out: [UInt8] = []
        var depth = 0
        var opened = false
        func newline() { out += [UInt8(ascii: "\n")] + Array(repeating: UInt8(ascii: " "), count: 2 * depth) }
        tokens(text) { token in
            switch token.first {
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                if opened { newline() }
                out += token
                depth += 1
                opened = true
                return
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth = max(0, depth - 1)
                if !opened { newline() }
                out += token
            case UInt8(ascii: ","):
                out += token
                newline()
            case UInt8(ascii: ":"): out += token + [UInt8(ascii: " ")]
            default:
                if opened { newline() }
                out += token
            }
            opened = false
        }
        return out + [UInt8(ascii: "\n")]
    }

    /// Strings, brackets, commas, colons, and runs of everything else, in turn.
    private static func tokens(_ text: [UInt8], _ body: (ArraySlice<UInt8>) -> Void) {
        var i = 0
        while i < text.count {
            let start = i
            switch text[i] {
            case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\t"):
                i += 1
                continue
            case UInt8(ascii: "\""):
                i += 1
                while i < text.count, text[i] != UInt8(ascii: "\"") { i += text[i] == UInt8(ascii: "\\") ? 2 : 1 }
                i = min(i + 1, text.count)
            case let byte where isMark(byte): i += 1
            default:
                while i < text.count, !isMark(text[i]), text[i] > 0x20, text[i] != UInt8(ascii: "\"") { i += 1 }
                // A control byte is no token of JSON; it is kept all the same.
                if i == start { i += 1 }
            }
            body(text[start..<i])
        }
    }

    private static func isMark(_ byte: UInt8) -> Bool { "{}[],:".utf8.contains(byte) }
}
