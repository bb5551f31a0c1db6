package import TerminalUI

/// The bar a search is typed in; Enter gives the page below ``Action/applySearch(_:)``. A search shows where something is and
/// hides nothing.
package struct SearchBar: Screen {
    private var field: TextField

    package init(_ text: String) { field = TextField(text) }

    package var title: String { "Search" }
    package var isOverlay: Bool { true }
    package var keymap: Keymap {
        Keymap([
            Binding(.enter, .open, "find", footer: true),
            Binding(.escape, .back, "leave", footer: true),
        ])
    }

    package mutating func update(_ action: Action, _ snapshot: Snapshot) -> Reaction {
        switch action {
        case .open: .answer(.applySearch(field.text))
        case .back: .pop()
        default: .ignored
        }
    }

    package mutating func type(_ key: Key, _ snapshot: Snapshot) -> Reaction {
        _ = field.handle(key)
        return .handled()
    }

    package func render(_ snapshot: Snapshot, in area: Rect, on canvas: inout Canvas) {
        let bar = area.bottom(2).1
        canvas.clear(bar)
        canvas.rule(y: 0, in: bar, title: title)
        let line = Rect(x: bar.x + 1, y: bar.y + 1, width: bar.width - 2, height: 1)
        canvas.write("/", in: line, canvas.theme.accent)
        canvas.cursor = field.draw(in: line.left(1).1, to: &canvas.buffer)
    }
}
