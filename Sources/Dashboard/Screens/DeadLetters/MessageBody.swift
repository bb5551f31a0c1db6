package import DeadLetters
import EventModel
import TerminalUI

/// A message's body as lines to show: indented JSON, plain text, or hexadecimal where it is neither. Holds whatever the
/// sender wrote; the buffer makes control characters visible.
package struct MessageBody: Hashable, Sendable {
    /// What the bytes turned out to be.
    package enum Form: Hashable, Sendable { case json, text, binary, base64, empty }
    package let form: Form
    /// As they are shown, without their newlines.
    package let lines: [String]
    /// Only an event's `detail` is shown, without the envelope around it.
    package let isDetail: Bool
    /// How many bytes are not shown.
    package let omitted: Int

    /// Bodies are read up to here; brokers of this kind take no bigger ones, and a reader pages no further.
    package static let shown = 1 << 20
    /// Binary bodies are shown up to here.
    package static let shownInHexadecimal = 1 << 12

    /// - Parameter detail: of an event in its EventBridge envelope show the `detail` alone: that is what differs.
    package init(_ bytes: [UInt8], detail: Bool = false) {
        if bytes.isEmpty {
            self.init(.empty, ["(empty)"], omitted: 0)
        } else if bytes.count <= Self.shown, let json = try? JSON(parsing: bytes) {
            if detail, json["detail-type"] != nil, let inner = json["detail"] {
                self.init(.json, Self.lines(inner.pretty), omitted: 0, isDetail: true)
            } else {
                self.init(.json, Self.lines(json.pretty), omitted: 0)
            }
        } else if let text = Self.text(bytes.prefix(Self.shown)) {
            self.init(.text, Self.lines(text), omitted: max(0, bytes.count - Self.shown))
        } else {
            let shown = bytes.prefix(Self.shownInHexadecimal)
            self.init(.binary, Self.hexadecimal(shown), omitted: bytes.count - shown.count)
        }
    }

    /// The body in a view that was asked for, as far as it is shown at all.
    package init(_ bytes: [UInt8], as view: BodyView) {
        let limit = view == .hex || view == .base64 ? 1 << 16 : Self.shown
        let cut = bytes.count > limit ? Array(bytes.prefix(limit)) : bytes
        let form: Form =
            switch view {
            case .text: .text
            // What is no JSON is shown as text.
            case .json: (try? view.editable(cut)) == nil ? .text : .json
            case .hex: .binary
            case .base64: .base64
            }
        self.init(
            bytes.isEmpty ? .empty : form,
            bytes.isEmpty ? ["(empty)"] : view.lines(cut),
            omitted: bytes.count - cut.count
        )
    }

    /// What kind of body it is, and how big, in words.
    package func note(_ bytes: Int) -> String {
        let size = Figures.bytes(bytes)
        let kind: String =
            switch form {
            case .json: "JSON, \(size)"
            case .text: "text, \(size)"
            case .binary: "\(size), in hexadecimal"
            case .base64: "\(size), in base64"
            case .empty: ""
            }
        return omitted > 0 ? "\(kind), the last \(Figures.bytes(omitted)) not shown" : kind
    }

    private init(_ form: Form, _ lines: [String], omitted: Int, isDetail: Bool = false) {
        self.isDetail = isDetail
        self.form = form
        self.lines = lines
        self.omitted = omitted
    }

    /// Nil for what is not UTF-8 or holds a zero byte. A cut may have gone through a character: up to three bytes are let go.
    private static func text(_ bytes: ArraySlice<UInt8>) -> String? {
        if bytes.contains(0) { return nil }
        for cut in 0...3 {
            if let text = String(validating: bytes.dropLast(cut), as: UTF8.self) { return text }
            if bytes.count < shown { return nil }
        }
        return nil
    }

    private static func lines(_ text: String) -> [String] {
        text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }.map(String.init)
    }

    /// Eight bytes a line: offset, bytes, and the ones that are printable ASCII.
    private static func hexadecimal(_ bytes: ArraySlice<UInt8>) -> [String] {
        stride(from: bytes.startIndex, to: bytes.endIndex, by: 8).map { start in
            let row = bytes[start..<min(start + 8, bytes.endIndex)]
            var line = digits(start - bytes.startIndex, 4) + "  "
            for byte in row { line += digits(Int(byte), 2) + " " }
            line += String(repeating: "   ", count: 8 - row.count) + " "
            for byte in row { line.unicodeScalars.append(byte >= 0x20 && byte < 0x7F ? Unicode.Scalar(byte) : ".") }
            return line
        }
    }

    private static func digits(_ value: Int, _ width: Int) -> String {
        let text = String(value, radix: 16)
        return String(repeating: "0", count: max(0, width - text.count)) + text
    }
}
