import EventModel
package import Telemetry
package import TerminalUI

/// Chooses the flow to set another one beside: those of the same kind, what went well first. Typing looks any other up by its
/// id.
package struct FlowPicker: Screen {
    private let flow: TraceSummary
    private var field = TextField("", limit: 256)
    private var scroll = Scroll()
    /// What began the flow is no event type that others have: a flow of log lines is named by its first message.
    private var byText = false

    package init(beside flow: TraceSummary) { self.flow = flow }

    package var title: String { "Compare with" }
    package var isOverlay: Bool { true }
    package var keymap: Keymap {
        Keymap([
            Binding(.enter, .open, "compare", footer: true),
            Binding(.up, .up, "up", footer: true),
            Binding(.down, .down, "down", footer: true),
            Binding(.escape, .back, "leave", footer: true),
        ])
    }

    package var interest: Interest {
        var interest = Interest()
        interest.traces = TracesRequest(sort: .latest, query: query, limit: 200)
        if !field.isEmpty { interest.prefix = field.text }
        return interest
    }

    private var query: String {
        if flow.root.isEmpty { return "" }
        return byText
            ? QueryText.quoted(String(flow.root.prefix(120))) : QueryText.equal("event_type", flow.root)
    }

    /// The flows to choose from: of the same kind, those that went well first, the latest first among them.
    private func flows(_ snapshot: Snapshot) -> [TraceSummary] {
        let others = field.isEmpty ? snapshot.traces?.flows ?? [] : snapshot.candidates
        let same = others.filter { $0.correlationID != flow.correlationID && (!field.isEmpty || $0.root == flow.root) }
        guard field.isEmpty else { return same }
        func rank(_ other: TraceSummary) -> Int {
            let ended = other.status == .ok ? 0 : other.status == .retried ? 1 : other.status == .running ? 3 : 2
            // A flow that came by the same services went the same way.
            return ended * 2 + (Set(other.services) == Set(flow.services) ? 0 : 1)
        }
        return same.enumerated().sorted { (rank($0.element), $0.offset) < (rank($1.element), $1.offset) }.map(\.element)
    }

    private func area(_ body: Rect) -> Rect {
        body.centred(Size(width: min(96, body.width - 4), height: min(16, body.height)))
    }

    package mutating func settle(_ snapshot: Snapshot) {
        if !byText, field.isEmpty, let list = snapshot.traces, list.request.query == query, flows(snapshot).isEmpty {
            byText = true
        }
        scroll.update(count: flows(snapshot).count, height: max(1, area(snapshot.body).height - 4))
    }

    package mutating func update(_ action: Action, _ snapshot: Snapshot) -> Reaction {
        switch action {
        case .up: scroll.move(by: -1)
        case .down: scroll.move(by: 1)
        case .open:
            let flows = flows(snapshot)
            if flows.indices.contains(scroll.selection) {
                return .answer(.compareWith(flows[scroll.selection].correlationID))
            }
            let typed = field.text.filter { !$0.isWhitespace }
            return typed.isEmpty ? .handled() : .answer(.compareWith(typed))
        case .back: return .pop()
        default: return .ignored
        }
        return .handled()
    }

    package mutating func type(_ key: Key, _ snapshot: Snapshot) -> Reaction {
        if field.handle(key) { scroll.home() }
        return .handled()
    }

    package func render(_ snapshot: Snapshot, in area: Rect, on canvas: inout Canvas) {
        let theme = canvas.theme
        let what = flow.root.truncated(to: 24)
        let inside = canvas.box(self.area(area), title: "Compare this \(what.isEmpty ? "flow" : what) with")
        let prompt = canvas.write("of its kind, or by id ", in: inside, theme.dim)
        let (line, list) = inside.top(1)
        canvas.cursor = field.draw(in: line.left(prompt).1, to: &canvas.buffer)
        let rows = list.top(1).1
        let flows = flows(snapshot)
        if flows.isEmpty {
            let wait = field.isEmpty && snapshot.traces == nil
            let none =
                field.isEmpty ? "No other flow of this kind. Type the id of any flow." : "No flow has this id so far."
            canvas.write(wait ? "Looking for flows of its kind\(theme.ellipsis)" : none, in: rows, theme.dim)
        }
        let table = Table([
            .init("", 2), .init("", 12, share: 3), .init("", 9, .right), .init("", 12, priority: 1, .right),
            .init("", 5, priority: 2, .right),
        ])
        let placed = table.layout(rows.width)
        for (y, i) in scroll.visible.enumerated() where i < flows.count {
            let other = flows[i]
            table.write(placed, at: Point(x: rows.x, y: rows.y + y), to: &canvas.buffer, clip: rows) { column in
                switch column {
                case 0: other.awaitsRetry ? (String(theme.redriven), theme.warning) : theme.mark(of: other.status)
                case 1: (other.correlationID, theme.id)
                case 2: (Figures.duration(other.duration), theme.text)
                case 3: ("\(Figures.count(other.records)) records", theme.dim)
                default: (Figures.age(snapshot.now - other.ended), theme.dim)
                }
            }
            if i == scroll.selection { canvas.select(row: y, in: rows) }
        }
    }
}
