package import EventModel

/// The ways in which a body is shown, and given to an editor and read back.
package enum BodyView: String, Hashable, Sendable, CaseIterable {
    /// As it is; only for bodies that are UTF-8.
    case text
    /// Laid out with one member a line. What is not changed comes back with the white space that it had.
    case json
    /// Rows of an offset, 16 bytes as hexadecimal digits, and the same as ASCII.
    case hex
    /// Lines of 76 characters.
    case base64

    /// The view in which most of a body can be read.
    package static func fitting(_ body: [UInt8]) -> BodyView {
        if let first = body.first(where: { $0 > 0x20 }), "{[".utf8.contains(first), JSONLayout(body) != nil {
            return .json
        }
        guard let text = String(validating: body, as: UTF8.self) else { return .hex }
        let odd = text.utf8.lazy.filter { $0 < 0x20 && !(9...13).contains($0) && $0 != 0x1B }.count
        return odd * 10 > body.count ? .hex : .text
    }

    /// Lines for a screen, safe to show whatever is in the body. A body that is not JSON is shown as text in the JSON view; bytes
    /// that are not UTF-8 are shown as `\xFF` in either.
    ///
    /// - Parameter most: lines after which the rest is left out.
    package func lines(_ body: [UInt8], most: Int = .max) -> [String] {
        switch self {
        case .text: return Self.split(body, most).map { Printable.line($0) }
        case .json:
            guard let layout = JSONLayout(body) else { return BodyView.text.lines(body, most: most) }
            return Self.split(layout.indented(most: most), most).map { Printable.line($0) }
        case .hex:
            let rows = (body.count + Self.rowBytes - 1) / Self.rowBytes
            return (0..<min(rows, most)).map { Self.row(body, $0) }
        case .base64: return Self.base64Lines(body, most)
        }
    }

    /// The text that an editor is given.
    ///
    /// - Throws: ``DeadLetterError`` `badInput`: the body cannot be edited in this view; the message says in which it can.
    package func editable(_ body: [UInt8]) throws(DeadLetterError) -> [UInt8] {
        switch self {
        case .text:
            if let bad = firstInvalidUTF8(body) {
                throw DeadLetterError(.badInput, "the body is not UTF-8 at byte \(bad): edit it as hex or base64")
            }
            return body
        case .json:
            guard let layout = JSONLayout(body) else {
                throw DeadLetterError(.badInput, "the body is not JSON: edit it as text, hex or base64")
            }
            return layout.indented() + [0x0A]
        case .hex, .base64:
            return lines(body).reduce(into: []) { $0 += Array($1.utf8) + [0x0A] }
        }
    }

    /// The body that an editor handed back. A text that was not changed gives the original byte for byte in every view.
    ///
    /// - Parameters:
    ///   - edited: what the editor handed back.
    ///   - original: the body that ``editable(_:)`` was asked for. Where it ended without a line break, one that the editor has
    ///     added is taken off again.
    /// - Throws: ``DeadLetterError`` `badInput` with the line and the column of the mistake.
    package func body(from edited: [UInt8], original: [UInt8]) throws(DeadLetterError) -> [UInt8] {
        switch self {
        case .text:
            if let bad = firstInvalidUTF8(edited) {
                throw Self.mistake(TextPlace(bad, in: edited), "this is not UTF-8: edit the body as hex or base64")
            }
            return edited.last == 0x0A && original.last != 0x0A ? edited.dropLast() : edited
        case .json: return try Self.json(edited, original)
        case .hex: return try Self.hex(edited)
        case .base64: return try Self.base64(edited)
        }
    }

    static func mistake(_ place: TextPlace, _ why: String) -> DeadLetterError {
        DeadLetterError(.badInput, "\(place): \(why)")
    }

    /// Lines without their breaks, `\n` or `\r\n`. A break at the very end begins no line; an empty body has none.
    private static func split(_ bytes: [UInt8], _ most: Int) -> [ArraySlice<UInt8>] {
        var lines: [ArraySlice<UInt8>] = []
        var start = 0
        while start < bytes.count, lines.count < most {
            let end = bytes[start...].firstIndex(of: 0x0A) ?? bytes.count
            lines.append(bytes[start..<(end > start && end < bytes.count && bytes[end - 1] == 0x0D ? end - 1 : end)])
            start = end + 1
        }
        return lines
    }
}
