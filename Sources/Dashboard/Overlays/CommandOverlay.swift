package import TerminalUI

/// `:` a command line with completion. What can be typed is in ``Command``.
package struct CommandOverlay: Screen {
    private var field = TextField("", limit: 512)
    private var choice = Scroll()
    private var mistake: String?
    private let screen: [Binding]

    init(of screen: any Screen) { self.screen = screen.keymap.bindings }

    package var title: String { "Command" }
    package var interest: Interest {
        var interest = Interest()
        interest.pipeline = Command.namesPart(field.text)
        return interest
    }
    package var isOverlay: Bool { true }
    package var keymap: Keymap {
        Keymap([
            Binding(.tab, .nextPane, "complete", footer: true),
            Binding(.enter, .open, "do it", footer: true),
            Binding(.up, .up, "up"),
            Binding(.down, .down, "down"),
            Binding(.escape, .back, "leave", footer: true),
        ])
    }

    private func offers(_ snapshot: Snapshot) -> [Command.Offer] {
        Command.offers(for: field.text, screen, snapshot)
    }

    package mutating func settle(_ snapshot: Snapshot) {
        choice.update(count: offers(snapshot).count, height: 8)
    }

    package mutating func update(_ action: Action, _ snapshot: Snapshot) -> Reaction {
        let offers = offers(snapshot)
        switch action {
        case .up: choice.move(by: -1)
        case .down: choice.move(by: 1)
        case .nextPane:
            if offers.indices.contains(choice.selection) {
                field.text = offers[choice.selection].text
                mistake = nil
            }
        case .open:
            return run(offers)
        case .back:
            return .pop()
        default:
            return .ignored
        }
        return .handled()
    }

    private mutating func run(_ offers: [Command.Offer]) -> Reaction {
        let typed = field.text
        switch Command.action(typed, screen) {
        case .success(let action):
            return .answer(action)
        case .failure(let problem):
            // What is chosen in the list need not be typed out, unless it wants more words.
            if offers.indices.contains(choice.selection) {
                let offer = offers[choice.selection]
                if case .success(let action) = Command.action(offer.text, screen), typed.count < offer.text.count {
                    return .answer(action)
                }
                field.text = offer.text
            }
            mistake = problem.text
            return .handled()
        }
    }

    package mutating func type(_ key: Key, _ snapshot: Snapshot) -> Reaction {
        if key == .backspace && field.isEmpty { return .pop() }
        if field.handle(key) {
            mistake = nil
            choice.home()
        }
        return .handled()
    }

    package func render(_ snapshot: Snapshot, in area: Rect, on canvas: inout Canvas) {
        let theme = canvas.theme
        let offers = offers(snapshot)
        let rows = min(offers.count, 8)
        let bar = area.bottom(rows + 2).1
        canvas.clear(bar)
        canvas.rule(y: 0, in: bar, title: mistake ?? title)
        for (y, i) in choice.visible.enumerated() where i < offers.count {
            let row = Rect(x: bar.x + 1, y: bar.y + 1 + y, width: bar.width - 2, height: 1)
            canvas.write(offers[i].text, in: row.left(34).0, theme.accent)
            canvas.write(offers[i].explanation.truncated(to: row.width - 36), x: 36, in: row, theme.dim)
            if i == choice.selection { canvas.select(row: 0, in: row) }
        }
        let line = Rect(x: bar.x + 1, y: bar.maxY - 1, width: bar.width - 2, height: 1)
        canvas.write(":", in: line, theme.accent)
        canvas.cursor = field.draw(in: line.left(1).1, to: &canvas.buffer)
    }
}
