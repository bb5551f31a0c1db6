package import EventModel
package import Telemetry
package import TerminalUI

/// Everything about one record, as lines: message, error with its stack, plain fields in two columns, nested ones as JSON.
package struct RecordDetail: Sendable {
    package typealias Line = [(text: String, style: Style)]

    /// Lines beyond these are counted and not made: a record may be a megabyte.
    private static let limit = 2_000
    /// Lines of one text, and of a stack, that are left when it is folded.
    private static let foldedText = 4, foldedStack = 6

    package private(set) var lines: [Line] = []
    private let theme: Theme
    private let width: Int
    private let folded: Bool

    /// - Parameters:
    ///   - raw: the line as it came; nil if it is no longer in its file.
    ///   - width: columns a line may take.
    ///   - folded: long values are cut, and say by how much.
    package init(_ row: RecordRow, fields: JSON?, raw: [UInt8]?, width: Int, folded: Bool = false, theme: Theme) {
        self.theme = theme
        self.width = max(20, width)
        self.folded = folded
        if let fields, case .object(let object) = fields {
            show(row, object)
        } else if let raw {
            show(row, raw: raw)
        } else {
            showKept(row)
        }
        if lines.count > Self.limit {
            let more = lines.count - Self.limit
            lines.removeLast(more)
            lines.append([("\(Figures.count(more)) more lines; y copies the record", theme.dim)])
        }
    }

    private mutating func show(_ row: RecordRow, _ object: JSON.Object) {
        let failure = object["error"]
        if failure?["message"]?.string != row.message || row.message.isEmpty { wrap(row.message, theme.text) }
        if case .object(let error)? = failure { show(error: error) }
        var plain: [(name: String, value: String)] = []
        var nested: [(name: String, value: JSON)] = []
        for member in object.members where member.value.string != row.message || member.name == "body" {
            switch member.value {
            case .object(let inner):
                if member.name != "error" || error(isSaidBy: inner) == false {
                    nested.append((member.name, member.value))
                }
            case .array(let items) where !items.isEmpty:
                nested.append((member.name, member.value))
            case .string(let text):
                plain.append((member.name, text))
            default:
                plain.append((member.name, member.value.description))
            }
        }
        plain.append(source(row))
        if !lines.isEmpty { lines.append([]) }
        show(plain)
        for (name, value) in nested { show(name, value) }
    }

    /// Whether the lines about the error say all of it.
    private func error(isSaidBy object: JSON.Object) -> Bool {
        object.members.allSatisfy { ["type", "message", "stack"].contains($0.name) && $0.value.string != nil }
    }

    private mutating func show(error: JSON.Object) {
        let type = error["type"]?.string, message = error["message"]?.string
        if type == nil && message == nil { return }
        let said = [type, message].compactMap { $0 }.joined(separator: ": ")
        wrap("\(theme.failed) \(said)", theme.error)
        guard let stack = error["stack"]?.string else { return }
        let frames = stack.split(separator: "\n")
        let shown = folded && frames.count > Self.foldedStack + 1 ? Self.foldedStack : frames.count
        for frame in frames.prefix(shown) { wrap("  \(frame.drop { $0 == " " || $0 == "\t" })", theme.dim) }
        if shown < frames.count {
            lines.append([("  … \(Figures.count(frames.count - shown)) more frames", theme.dim)])
        }
    }

    /// Name and value, two pairs a line where both fit into half of it.
    private mutating func show(_ fields: [(name: String, value: String)]) {
        let column = min(fields.map { displayWidth($0.name) }.max() ?? 0, 20) + 2
        let half = (width - 2) / 2
        var left: Line?
        for field in fields {
            let name = field.name.leftAligned(to: column)
            let isShort = column + displayWidth(field.value) <= half && !field.value.contains { $0.isNewline }
            if let pair = left {
                left = nil
                if isShort {
                    let pad = half + 2 - pair.reduce(0) { $0 + displayWidth($1.text) }
                    lines.append(
                        pair + [(String(repeating: " ", count: pad), theme.text)] + [
                            (name, theme.dim), (field.value, theme.text),
                        ]
                    )
                    continue
                }
                lines.append(pair)
            }
            if isShort && width >= 70 {
                left = [(name, theme.dim), (field.value, theme.text)]
            } else {
                for (i, part) in wrapped(field.value, width - column).enumerated() {
                    let lead = i == 0 ? name : String(repeating: " ", count: column)
                    lines.append([(lead, theme.dim), (part, theme.text)])
                }
            }
        }
        if let left { lines.append(left) }
    }

    private mutating func show(_ name: String, _ value: JSON) {
        let text = JSONLines(name, value, width: width, folded: folded).lines
        for (i, line) in text.enumerated() {
            if i == 0 {
                lines.append([("\(name)  ", theme.dim), (String(line.dropFirst(name.count + 2)), theme.text)])
            } else {
                lines.append([(line, theme.text)])
            }
        }
    }

    private mutating func show(_ row: RecordRow, raw: [UInt8]) {
        lines.append([("\(theme.raised) not a JSON object; the line as it came:", theme.warning)])
        wrap(RawText.shown(raw), theme.text)
        lines.append([])
        show([source(row), ("received", row.received.rfc3339())])
    }

    /// What the store keeps of a record whose line is gone.
    private mutating func showKept(_ row: RecordRow) {
        lines.append([("\(theme.raised) the line is no longer in its file; this was kept of it:", theme.warning)])
        let fields: [(String, String?)] = [
            ("severity", row.severity?.name), ("service", row.service), ("event_type", row.eventType),
            ("correlation_id", row.correlationID), ("resource", row.resource), ("hop", row.hop?.rawValue),
            ("attempt", row.attempt.map(String.init)), ("duration", row.duration.map(Figures.duration)),
            ("error.type", row.errorType), ("timestamp", row.timestamp?.rfc3339(digits: 6)),
            ("received", row.received.rfc3339()),
        ]
        show(fields.compactMap { name, value in value.map { (name, $0) } } + [source(row)])
    }

    private func source(_ row: RecordRow) -> (String, String) {
        ("source", row.line > 0 ? "\(row.file):\(row.line)" : row.file)
    }

    private mutating func wrap(_ text: String, _ style: Style) {
        for line in wrapped(text, width) { lines.append([(line, style)]) }
    }

    /// A text in pieces of so many columns; folded, the first few.
    private func wrapped(_ text: String, _ columns: Int) -> [String] {
        let (pieces, isWhole) = text.wrapped(columns, lines: folded ? Self.foldedText : Self.limit)
        return isWhole ? pieces : pieces + ["… \(Figures.bytes(text.utf8.count)) in all"]
    }

    /// Paints the lines from `first` on.
    package func paint(from first: Int, in area: Rect, on canvas: inout Canvas) {
        for y in 0..<area.height where lines.indices.contains(first + y) {
            canvas.write(lines[first + y], y: y, in: area)
        }
    }
}
