import EventModel
import TerminalUI

/// A JSON value as lines of text: what fits is on one line, what does not is spread over several.
struct JSONLines {
    /// Elements of an array, lines of a text, that are left when it is folded.
    private static let elements = 3, textLines = 3
    /// Lines beyond these are not made.
    private static let limit = 2_000
    private static let indent = 2
    private static let narrowest = 16

    private(set) var lines: [String] = []
    private let width: Int
    private let folded: Bool

    /// - Parameters:
    ///   - width: columns a line may take.
    ///   - folded: long arrays and texts are cut, and say by how much.
    init(_ name: String, _ value: JSON, width: Int, folded: Bool) {
        self.width = max(Self.narrowest, width)
        self.folded = folded
        add(value, after: name + "  ", before: "", level: 0)
    }

    private mutating func add(_ value: JSON, after lead: String, before trail: String, level: Int) {
        guard lines.count < Self.limit else { return }
        let margin = String(repeating: " ", count: min(level * Self.indent, width / 2))
        var line = margin + lead
        let room = width - displayWidth(line) - trail.utf8.count
        if append(value, to: &line, upTo: line.utf8.count + room * 4),
            displayWidth(line) + trail.utf8.count <= width
        {
            lines.append(line + trail)
            return
        }
        switch value {
        case .object(let object):
            lines.append(margin + lead + "{")
            for (i, member) in object.members.enumerated() {
                let comma = i + 1 < object.members.count ? "," : ""
                add(member.value, after: JSON.string(member.name).description + ": ", before: comma, level: level + 1)
            }
            lines.append(margin + "}" + trail)
        case .array(let items) where items.allSatisfy(\.isShort):
            lines.append(margin + lead + "[")
            addRow(items, level + 1)
            lines.append(margin + "]" + trail)
        case .array(let items):
            lines.append(margin + lead + "[")
            let shown = folded && items.count > Self.elements + 1 ? Self.elements : items.count
            for (i, item) in items.prefix(shown).enumerated() {
                add(item, after: "", before: i + 1 < items.count ? "," : "", level: level + 1)
            }
            if shown < items.count {
                lines.append(margin + "  … \(Figures.count(items.count - shown)) more of \(Figures.count(items.count))")
            }
            lines.append(margin + "]" + trail)
        default:
            addText(lead + value.description + trail, margin)
        }
    }

    /// Numbers, short words: as many on a line as there is room for.
    private mutating func addRow(_ items: [JSON], _ level: Int) {
        let margin = String(repeating: " ", count: min(level * Self.indent, width / 2))
        let most = lines.count + (folded ? Self.textLines : Self.limit)
        var line = margin
        for (i, item) in items.enumerated() {
            let text = item.description + (i + 1 < items.count ? "," : "")
            if displayWidth(line) + 1 + displayWidth(text) > width, line.utf8.count > margin.utf8.count {
                lines.append(line)
                line = margin
                if lines.count >= most {
                    lines.append("\(margin)… \(Figures.count(items.count - i)) more of \(Figures.count(items.count))")
                    return
                }
            }
            line += (line.utf8.count > margin.utf8.count ? " " : "") + text
        }
        lines.append(line)
    }

    /// A text that is longer than a line.
    private mutating func addText(_ text: String, _ margin: String) {
        let room = width - margin.utf8.count
        let most = folded ? Self.textLines : Self.limit
        let (pieces, isWhole) = text.wrapped(room, lines: most)
        lines += pieces.map { margin + $0 }
        if !isWhole { lines.append(margin + "  … \(Figures.bytes(text.utf8.count)) in all") }
    }

    /// Writes a value on one line; false if it takes more bytes than so many, or is longer than is quickly read.
    private func append(_ value: JSON, to line: inout String, upTo limit: Int) -> Bool {
        guard line.utf8.count <= limit else { return false }
        switch value {
        case .object(let object):
            if object.members.isEmpty { line += "{}" }
            for (i, member) in object.members.enumerated() {
                line += (i == 0 ? "{ " : ", ") + JSON.string(member.name).description + ": "
                guard append(member.value, to: &line, upTo: limit) else { return false }
            }
            if !object.members.isEmpty { line += " }" }
        case .array(let items):
            line += "["
            for (i, item) in items.enumerated() {
                if i > 0 { line += ", " }
                guard append(item, to: &line, upTo: limit) else { return false }
            }
            line += "]"
        case .string(let text) where text.utf8.count > limit: return false
        default: line += value.description
        }
        return line.utf8.count <= limit
    }
}

extension JSON {
    /// No more than a word or a number.
    fileprivate var isShort: Bool {
        switch self {
        case .array, .object: false
        case .string(let text): text.utf8.count <= 12
        default: true
        }
    }
}

extension String {
    /// The text in pieces of so many columns, at its own line ends first; and whether that is all of it.
    func wrapped(_ columns: Int, lines limit: Int) -> (pieces: [String], isWhole: Bool) {
        var out: [String] = []
        var piece = ""
        var used = 0
        for character in self {
            if character.isNewline {
                out.append(piece)
                piece = ""
                used = 0
            } else {
                let width = displayWidth(String(character))
                if used + width > columns, used > 0 {
                    out.append(piece)
                    piece = ""
                    used = 0
                }
                if out.count >= limit { return (out, false) }
                piece.append(character)
                used += width
            }
            if out.count > limit { return (Array(out.prefix(limit)), false) }
        }
        out.append(piece)
        return out.count > limit ? (Array(out.prefix(limit)), false) : (out, true)
    }
}
