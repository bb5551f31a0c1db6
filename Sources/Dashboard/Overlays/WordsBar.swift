package import TerminalUI

/// The bar in which words are typed that rows must have. The page below hears ``Action/previewFilter(_:)`` with each key, Enter gives
/// it ``Action/applyFilter(_:)``, Esc ``Action/dropPreview``. Unlike ``FilterBar`` it takes any text as it is.
package struct WordsBar: Screen {
    private var field: TextField

    package init(_ words: String) { field = TextField(words, limit: 256) }

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
        case .open: return .answer(.applyFilter(field.text))
        case .back: return .answer(.dropPreview)
        case .top:
            field.text = ""
            return .tell(.previewFilter(""))
        default: return .ignored
        }
    }

    package mutating func type(_ key: Key, _ snapshot: Snapshot) -> Reaction {
        field.handle(key) ? .tell(.previewFilter(field.text)) : .handled()
    }

    package func render(_ snapshot: Snapshot, in area: Rect, on canvas: inout Canvas) {
        let bar = area.bottom(3).1
        canvas.clear(bar)
        canvas.rule(y: 0, in: bar, title: title)
        let line = Rect(x: bar.x + 1, y: bar.y + 1, width: bar.width - 2, height: 1)
        canvas.cursor = field.draw(in: line, to: &canvas.buffer)
        let hint = "Words that a row must have, all of them: its name, what it leads to, its state."
        canvas.write(hint.truncated(to: line.width), x: 1, y: 2, in: bar, canvas.theme.dim)
    }
}
