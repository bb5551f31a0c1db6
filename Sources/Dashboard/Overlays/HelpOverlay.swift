package import TerminalUI

/// The keys of the screen below and of the frame, searchable by typing; Enter does what the chosen one does.
package struct HelpOverlay: Screen {
    private let screen: String
    private let bindings: [Binding]
    private var field = TextField("", limit: 80)
    private var scroll = Scroll()

    init(of screen: any Screen) {
        self.screen = screen.title
        var seen: Set<Key> = []
        bindings = (screen.keymap + .frame).bindings.filter { binding in
            // A key that the screen has taken from the frame is listed once.
            binding.keys.contains { seen.insert($0).inserted }
        }
    }

    package var title: String { "Keys" }
    package var isOverlay: Bool { true }
    package var keymap: Keymap {
        Keymap([
            Binding(.up, .up, "up"),
            Binding(.down, .down, "down"),
            Binding(.pageUp, .pageUp, "page up"),
            Binding(.pageDown, .pageDown, "page down"),
            Binding(.enter, .open, "do it", footer: true),
            Binding(.escape, .back, "close", footer: true),
        ])
    }

    private func found(_ theme: Theme = Theme()) -> [Binding] {
        let words = field.text.lowercased()
        guard !words.isEmpty else { return bindings }
        return bindings.filter {
            $0.caption.lowercased().contains(words) || $0.keys.contains { $0.label(theme) == field.text }
        }
    }

    private func area(_ body: Rect) -> Rect {
        body.centred(Size(width: min(64, body.width - 4), height: min(bindings.count + 4, body.height)))
    }

    package mutating func settle(_ snapshot: Snapshot) {
        scroll.update(count: found().count, height: max(1, area(snapshot.body).height - 4))
    }

    package mutating func update(_ action: Action, _ snapshot: Snapshot) -> Reaction {
        switch action {
        case .up: scroll.move(by: -1)
        case .down: scroll.move(by: 1)
        case .pageUp: scroll.pageUp()
        case .pageDown: scroll.pageDown()
        case .open:
            let found = found()
            return found.indices.contains(scroll.selection) ? .answer(found[scroll.selection].action) : .handled()
        case .back:
            return .pop()
        default:
            return .ignored
        }
        return .handled()
    }

    package mutating func type(_ key: Key, _ snapshot: Snapshot) -> Reaction {
        if key == .character("?") && field.isEmpty { return .pop() }
        if field.handle(key) {
            scroll.update(count: found().count, height: scroll.height)
            scroll.home()
        }
        return .handled()
    }

    package func render(_ snapshot: Snapshot, in area: Rect, on canvas: inout Canvas) {
        let theme = canvas.theme
        let box = self.area(area)
        let inside = canvas.box(box, title: "Keys: \(screen)")
        let prompt = canvas.write("find ", in: inside, theme.dim)
        let (line, list) = inside.top(1)
        canvas.cursor = field.draw(in: line.left(prompt).1, to: &canvas.buffer)
        let rows = list.top(1).1
        let found = found(theme)
        if found.isEmpty { canvas.write("No key does that here.", in: rows, theme.dim) }
        for (y, i) in scroll.visible.enumerated() where i < found.count {
            canvas.write(found[i].allKeys(theme), y: y, in: rows.left(18).0, theme.accent)
            canvas.write(found[i].caption, x: 19, y: y, in: rows)
            if i == scroll.selection { canvas.select(row: y, in: rows) }
        }
        let below = found.count - scroll.visible.upperBound
        if below > 0 { canvas.write(" \(below) more below ", x: 1, y: box.height - 1, in: box, theme.dim) }
    }
}
