import EventModel
package import TerminalUI

/// One execution: its states from the first to the last, the current one marked, and what went in and came out.
package struct ExecutionScreen: Screen {
    private let id: String
    /// The selected state; nil as long as it is the one to look at.
    private var state: Int?
    private var path: ExecutionPath?
    private var outline = PipelineOutline()
    private var row: PipelineOutline.Row?
    private var isReadOnly = false

    package init(_ id: String) { self.id = id }

    package var title: String { "Execution" }

    package var keymap: Keymap {
        let acts = isReadOnly || row == nil ? [] : PipelineActs(outline, row).bindings.filter(\.inFooter)
        return Keymap(acts.filter { $0.action != .publish })
            + Keymap([
                Binding("t", .openFlow, "its flow", footer: true),
                Binding("d", .detail, "all that went in and came out", footer: true, caption: "detail"),
                Binding("L", .openRecords, "its log lines", footer: true, caption: "log"),
                Binding("y", .copy, "copy the id", footer: true, caption: "copy"),
                Binding(.escape, .back, "back", footer: true),
            ]) + .moving
    }

    package var interest: Interest {
        var interest = Interest()
        interest.pipeline = true
        interest.execution = id
        return interest
    }

    package mutating func settle(_ snapshot: Snapshot) {
        if outline.parts != snapshot.pipeline.parts || outline.trend != snapshot.pipeline.trend {
            outline = PipelineOutline(snapshot.pipeline)
        }
        row = outline.row(of: .execution(id))
        isReadOnly = snapshot.pipeline.isReadOnly
        if let new = snapshot.pipeline.execution, new.execution.id == id { path = new }
    }

    private func layout(_ area: Rect) -> (heading: Rect, states: Rect, lower: Rect) {
        let (heading, rest) = area.top(2)
        let wanted = max(4, min((path?.states.count ?? 0) + 1, rest.height - 6))
        let (states, lower) = rest.top(area.height < 12 ? rest.height : wanted)
        return (heading, states, lower)
    }

    private func view(_ area: Rect) -> ListPlace.View {
        let height = max(1, layout(area).states.height)
        let states = path.map { ExecutionStateList($0) }
        let count = states?.states.count ?? 0
        let selected = min(max(0, state ?? states?.focus ?? 0), max(0, count - 1))
        let first = max(0, min(selected - max(0, height - 1) / 2, count - height))
        return ListPlace.View(selected: selected, offset: first, count: count, height: height)
    }

    package mutating func update(_ action: Action, _ snapshot: Snapshot) -> Reaction {
        let view = view(snapshot.body)
        if let target = ListPlace.target(action, in: view) {
            if view.count > 0 { state = min(max(0, target), view.count - 1) }
            return .handled()
        }
        if action == .back { return .pop() }
        if row != nil, let reaction = PipelineActs(outline, row).reaction(to: action, now: snapshot.now) {
            return reaction
        }
        let flow = path?.execution.correlationID
        switch action {
        case .openFlow: return flow.map { .go(.trace($0)) } ?? .handled()
        case .openRecords: return flow.map { .go(.logs(query: QueryText.equal("correlation_id", $0))) } ?? .handled()
        case .copy: return .handled([.copy(id)])
        case .detail: return .push(PartScreen(.execution(id)))
        default: return .ignored
        }
    }

    package func render(_ snapshot: Snapshot, in area: Rect, on canvas: inout Canvas) {
        let theme = canvas.theme
        guard let path else {
            let isGone = snapshot.pipeline.missingExecution == id
            let words = isGone ? "No execution has the id \(id)." : "Asking for the execution\(theme.ellipsis)"
            canvas.write(
                (snapshot.pipeline.failure ?? words).truncated(to: area.width - 4),
                x: 2,
                y: 1,
                in: area,
                theme.dim
            )
            return
        }
        let layout = layout(area)
        paintHeading(path, snapshot.now, in: layout.heading, on: &canvas)
        let view = view(area)
        let states = Rect(x: area.x + 1, y: layout.states.y, width: area.width - 2, height: layout.states.height)
        ExecutionStateList(path).paint(
            from: view.offset,
            selected: view.selected,
            now: snapshot.now,
            in: states,
            on: &canvas
        )
        guard layout.lower.height > 1 else { return }
        paintLower(path, view.selected, in: layout.lower, on: &canvas)
    }

    private func paintHeading(_ path: ExecutionPath, _ now: Timestamp, in area: Rect, on canvas: inout Canvas) {
        let theme = canvas.theme, execution = path.execution
        let (mark, style): (String, Style) =
            execution.hasFailed
            ? (String(theme.failed), theme.error)
            : execution.isRunning ? (theme.isASCII ? ">" : "▶", theme.accent) : (theme.succeeded, theme.dim)
        var pieces = [
            ("\(mark) ", style), (execution.status.lowercased(), style),
            // Where the execution does not say where it failed, its states do.
            (path.place.map { execution.hasFailed ? " at \($0)" : " in \($0)" } ?? "", theme.text),
        ]
        if execution.status == "SUCCEEDED" { pieces.removeLast() }
        let took = Figures.duration(max(.zero, (execution.ended ?? now) - execution.started))
        pieces.append(("   \(execution.isRunning ? "for" : "took") \(took)", theme.dim))
        pieces.append(
            ("   started \(execution.started.clock()), \(Figures.age(now - execution.started)) ago", theme.dim)
        )
        if execution.redrives > 0 {
            pieces.append(
                (
                    "   \(theme.redriven) redriven \(execution.redrives == 1 ? "once" : "\(execution.redrives) times")",
                    theme.warning
                )
            )
        }
        let inside = Rect(x: area.x + 1, y: area.y, width: area.width - 2, height: area.height)
        canvas.writeShortened([(execution.machine, theme.strong), ("   ", theme.text)] + pieces, in: inside)
        canvas.writeShortened([("execution ", theme.dim), (execution.name, theme.id)], y: 1, in: inside)
    }

    /// What the selected state met, and what the execution was given and gave.
    private func paintLower(_ path: ExecutionPath, _ selected: Int, in area: Rect, on canvas: inout Canvas) {
        let theme = canvas.theme
        canvas.rule(y: 0, in: area, title: "Input")
        let inside = Rect(x: area.x + 1, y: area.y + 1, width: area.width - 2, height: area.height - 1)
        let half = inside.width / 2
        let (left, right) = inside.left(half)
        Self.paint(
            JSONLines.plain(path.input, width: half - 2, folded: true).map { ($0, theme.text) },
            in: left,
            on: &canvas
        )
        var lines: [(text: String, style: Style)] = []
        let title: String
        if let output = path.output {
            title = "Output"
            lines = JSONLines.plain(output, width: right.width - 1, folded: true).map { ($0, theme.text) }
        } else {
            title = path.states.indices.contains(selected) ? path.states[selected].name : "State"
            if path.states.indices.contains(selected) {
                let state = path.states[selected]
                var words = state.type
                if state.entered > 1 { words += ", entered \(Figures.count(state.entered)) times" }
                if state.attempts > 0 {
                    words += ", \(Figures.count(state.attempts)) attempt\(state.attempts == 1 ? "" : "s")"
                }
                lines.append((words, theme.dim))
                if let error = state.error {
                    lines += WrappedText(error, width: right.width - 1, limit: 4).lines.map { ($0, theme.error) }
                }
            }
            if let cause = path.cause {
                lines += [("", theme.text), ("Cause", theme.heading)]
                lines += WrappedText(cause, width: right.width - 1, limit: 6).lines.map { ($0, theme.text) }
            }
        }
        canvas.write(" \(title.truncated(to: max(4, right.width - 4))) ", x: half, in: area, theme.heading)
        Self.paint(lines, in: right, on: &canvas)
    }

    /// As many lines as there is room for, and how many more there are.
    private static func paint(_ lines: [(text: String, style: Style)], in area: Rect, on canvas: inout Canvas) {
        for (y, line) in lines.prefix(area.height).enumerated() {
            if y == area.height - 1, lines.count > area.height {
                let words = "\(Figures.count(lines.count - y)) more lines, d shows all"
                canvas.write(words, y: y, in: area, canvas.theme.dim)
            } else {
                canvas.write(line.text, y: y, in: area, line.style)
            }
        }
    }
}

extension ExecutionPath {
    /// The state that it is in, or failed in.
    var place: String? {
        execution.state ?? states.last { $0.mark == (execution.hasFailed ? .failed : .current) }?.name
    }
}
