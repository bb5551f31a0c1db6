import EventModel
import Telemetry
package import TerminalUI

/// `T`: finds a flow by its correlation id, or by a part of it.
package struct LookUpOverlay: Screen {
    private var field = TextField("", limit: 256)
    private var scroll = Scroll()

    init() {}

    package var title: String { "Look up a flow" }
    package var isOverlay: Bool { true }
    package var interest: Interest {
        var interest = Interest()
        interest.prefix = field.text
        return interest
    }
    package var keymap: Keymap {
        Keymap([
            Binding(.enter, .open, "open the flow", footer: true),
            Binding(.up, .up, "up", footer: true),
            Binding(.down, .down, "down", footer: true),
            Binding(.escape, .back, "leave", footer: true),
        ])
    }

    private func area(_ body: Rect) -> Rect {
        body.centred(Size(width: min(100, body.width - 4), height: min(16, body.height)))
    }

    package mutating func settle(_ snapshot: Snapshot) {
        scroll.update(count: snapshot.candidates.count, height: max(1, area(snapshot.body).height - 4))
    }

    package mutating func update(_ action: Action, _ snapshot: Snapshot) -> Reaction {
        switch action {
        case .up: scroll.move(by: -1)
        case .down: scroll.move(by: 1)
        case .open:
            let typed = field.text.filter { !$0.isWhitespace }
            // What was typed may be newer than the candidates: the whole id is enough.
            if snapshot.candidates.indices.contains(scroll.selection) {
                let id = snapshot.candidates[scroll.selection].correlationID
                if typed.isEmpty || id.contains(typed) { return .answer(.go(.trace(id))) }
            }
            return typed.isEmpty ? .handled() : .answer(.go(.trace(typed)))
        case .back:
            return .pop()
        default:
            return .ignored
        }
        return .handled()
    }

    package mutating func type(_ key: Key, _ snapshot: Snapshot) -> Reaction {
        if field.handle(key) { scroll.home() }
        return .handled()
    }

    package func render(_ snapshot: Snapshot, in area: Rect, on canvas: inout Canvas) {
        let theme = canvas.theme
        let inside = canvas.box(self.area(area), title: title)
        let prompt = canvas.write("correlation id ", in: inside, theme.dim)
        let (line, list) = inside.top(1)
        canvas.cursor = field.draw(in: line.left(prompt).1, to: &canvas.buffer)
        let rows = list.top(1).1
        if snapshot.candidates.isEmpty {
            canvas.write(
                field.isEmpty
                    ? "No flows yet. A flow is every record with one correlation id."
                    : "No flow has this id so far. Enter waits for it.",
                in: rows,
                theme.dim
            )
        }
        let table = Table([
            .init("", 2), .init("", 12, share: 3), .init("", 12, share: 2), .init("", 7, priority: 1, .right),
            .init("", 5, priority: 2, .right),
        ])
        let placed = table.layout(rows.width)
        for (y, i) in scroll.visible.enumerated() where i < snapshot.candidates.count {
            let flow = snapshot.candidates[i]
            let point = Point(x: rows.x, y: rows.y + y)
            table.write(placed, at: point, to: &canvas.buffer, clip: rows) { column in
                switch column {
                case 0: flow.awaitsRetry ? (String(theme.raised), theme.warning) : theme.mark(of: flow.status)
                case 1: (flow.correlationID, theme.id)
                case 2: (flow.root, theme.text)
                case 3: (Figures.duration(flow.duration), theme.text)
                default: (Figures.age(snapshot.now - flow.started), theme.dim)
                }
            }
            if i == scroll.selection { canvas.select(row: y, in: rows) }
        }
    }
}
