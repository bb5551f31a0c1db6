import Telemetry
package import TerminalUI

/// The bar a filter is typed in. While it is typed the page below hears ``Action/previewFilter(_:)`` for each text that is a
/// query, Enter gives it ``Action/applyFilter(_:)``, Esc ``Action/dropPreview``. A text that is no query shows the place of the
/// mistake and changes nothing.
package struct FilterBar: Screen {
    private var field: TextField
    private var mistake: QueryError?

    /// - Parameters:
    ///   - filter: the filter that is set.
    package init(_ filter: String) { field = TextField(filter) }

    package var title: String { "Filter" }
    package var isOverlay: Bool { true }
    package var keymap: Keymap {
        Keymap([
            Binding(.enter, .open, "keep this filter", footer: true),
            Binding(.escape, .back, "leave the old one", footer: true),
            Binding(.control("u"), .top, "clear", footer: true),
        ])
    }

    package mutating func update(_ action: Action, _ snapshot: Snapshot) -> Reaction {
        switch action {
        case .open: return mistake == nil ? .answer(.applyFilter(field.text)) : .handled()
        case .back: return .answer(.dropPreview)
        case .top:
            field.text = ""
            return preview(snapshot)
        default: return .ignored
        }
    }

    package mutating func type(_ key: Key, _ snapshot: Snapshot) -> Reaction {
        let before = field.text
        guard field.handle(key) else { return .handled() }
        return field.text == before ? .handled() : preview(snapshot)
    }

    private mutating func preview(_ snapshot: Snapshot) -> Reaction {
        do {
            _ = try Query(field.text, now: snapshot.now)
            mistake = nil
            return .tell(.previewFilter(field.text))
        } catch {
            mistake = error
            return .handled()
        }
    }

    package func render(_ snapshot: Snapshot, in area: Rect, on canvas: inout Canvas) {
        let theme = canvas.theme
        let bar = area.bottom(3).1
        canvas.clear(bar)
        canvas.rule(y: 0, in: bar, title: title)
        let line = Rect(x: bar.x + 1, y: bar.y + 1, width: bar.width - 2, height: 1)
        canvas.cursor = field.draw(in: line, to: &canvas.buffer)
        let below = Rect(x: bar.x + 1, y: bar.y + 2, width: bar.width - 2, height: 1)
        if let mistake {
            paint(mistake, line, below, on: &canvas)
            return
        }
        var x = 0
        if let counted = counted(snapshot) { x += canvas.write(counted + "   ", in: below, theme.text) }
        let hint = "level>=warn  service=a,b  type~\"^Order\"  duration>250ms  \"text\"  not x=1"
        canvas.write(hint.truncated(to: below.width - x), x: x, in: below, theme.dim)
    }

    private func counted(_ snapshot: Snapshot) -> String? {
        if let traces = snapshot.traces, snapshot.matches.available.isEmpty {
            return "\(Figures.count(traces.total)) flows"
        }
        let matches = snapshot.matches
        guard !matches.available.isEmpty else { return nil }
        let searched = !matches.isSearching ? "" : " (\(Int(matches.progress * 100))% searched)"
        return "\(Figures.count(matches.count)) of \(Figures.count(matches.available.count))\(searched)"
    }

    /// The character at fault underlined, and what is wrong with it.
    private func paint(_ mistake: QueryError, _ line: Rect, _ below: Rect, on canvas: inout Canvas) {
        let theme = canvas.theme
        let text = field.text
        let before = displayWidth(String(text.prefix(mistake.offset)))
        let place = Rect(x: line.x + min(before, line.width - 1), y: line.y, width: 1, height: 1)
        // A long line is scrolled; then the words below must do.
        if displayWidth(text) < line.width {
            canvas.buffer.restyle(place) { style in
                style = theme.error
                style.attributes.insert(.underline)
            }
        }
        let words = "\(theme.failed) character \(mistake.offset + 1): \(mistake.message)"
        canvas.write(words.truncated(to: below.width), in: below, theme.error)
    }
}
