package import TerminalUI

/// The states of a state machine as a list, the current one marked: those that an execution has been through, or all that
/// its definition has.
package struct StateList: Hashable, Sendable {
    package enum Mark: Hashable, Sendable {
        case current, done
        /// It failed, and another state caught that.
        case caught
        case failed
        /// It has not been entered.
        case ahead
    }
    package struct Row: Hashable, Sendable {
        package var name: String
        package var mark: Mark
        /// How long it took, how often it was tried, why it failed: what stands behind the name.
        package var note: String
        /// How many states it lies within: 0 for one of the machine itself.
        package var depth: Int

        package init(_ name: String, _ mark: Mark, note: String = "", depth: Int = 0) {
            self.name = name
            self.mark = mark
            self.note = note
            self.depth = depth
        }
    }
    package var rows: [Row]

    package init(_ rows: [Row]) { self.rows = rows }

    /// Pieces of text with their styles, one line after the other.
    package typealias Line = [(text: String, style: Style)]

    /// At most so many lines, the current state among them; what is left out is counted.
    package func lines(height: Int, width: Int, _ theme: Theme) -> [Line] {
        guard height > 0 else { return [] }
        let names = min(rows.map { 2 * min($0.depth, 8) + displayWidth($0.name) }.max() ?? 0, max(12, width * 2 / 3))
        guard rows.count > height else { return rows.map { line($0, names, width, theme) } }
        // Room for the words on what is left out, above and below.
        let here = rows.lastIndex { $0.mark == .current } ?? rows.count - 1
        let room = max(1, height - 1)
        let first = min(max(0, here - room + 2), rows.count - room)
        var lines = rows[first..<first + room].map { line($0, names, width, theme) }
        let after = rows.count - first - room
        let notes = [first > 0 ? "\(first) before" : "", after > 0 ? "\(after) after" : ""].filter { !$0.isEmpty }
        if height > 1 { lines.append([("  \(notes.joined(separator: ", "))", theme.dim)]) }
        return lines
    }

    private func line(_ row: Row, _ names: Int, _ width: Int, _ theme: Theme) -> Line {
        let (mark, style) = look(row.mark, theme)
        let indent = String(repeating: " ", count: 2 * min(row.depth, 8))
        let name = (indent + row.name).truncated(to: names)
        let note = row.note.truncated(to: max(0, width - names - 5))
        return [
            (mark.leftAligned(to: 3), style), (name.leftAligned(to: names), style),
            ("  \(note)", noteStyle(row, theme)),
        ]
    }

    private func look(_ mark: Mark, _ theme: Theme) -> (String, Style) {
        switch mark {
        case .current: (theme.isASCII ? ">" : "▶", theme.accent)
        case .done: (theme.succeeded, theme.text)
        case .caught: (String(theme.failed), theme.warning)
        case .failed: (String(theme.failed), theme.error)
        case .ahead: (String(theme.unmarked), theme.dim)
        }
    }

    private func noteStyle(_ row: Row, _ theme: Theme) -> Style {
        switch row.mark {
        case .failed: theme.error
        case .caught: theme.warning
        case .current: theme.text
        case .done, .ahead: theme.dim
        }
    }
}
