package import EventModel
package import TerminalUI

/// All that is known of one part of the pipeline, for where the pane below the list has no room for it. What can be done to the part
/// can be done from here.
package struct PartScreen: Screen {
    private let part: PipelinePart
    private let history: [PipelineCommand]
    /// The first line that shows.
    private var top = 0
    private var outline = PipelineOutline()
    /// Nil when the part is gone.
    private var row: PipelineOutline.Row?
    private var isReadOnly = false

    package init(_ part: PipelinePart, history: [PipelineCommand] = []) {
        self.part = part
        self.history = history
    }

    package var title: String { "Detail" }

    package var keymap: Keymap {
        let acts = isReadOnly || row == nil ? [] : PipelineActs(outline, row).bindings.filter(\.inFooter)
        return Keymap(acts)
            + Keymap([
                Binding("t", .openFlow, "flows", footer: true),
                Binding("L", .openRecords, "its records in the log", footer: true, caption: "log"),
                Binding("y", .copy, "copy the name", footer: true, caption: "copy"),
                Binding(.escape, .back, "back", footer: true),
            ]) + .moving
    }

    package var interest: Interest {
        var interest = Interest()
        interest.pipeline = true
        if case .execution(let id) = part { interest.execution = id }
        return interest
    }

    package mutating func settle(_ snapshot: Snapshot) {
        if outline.parts != snapshot.pipeline.parts || outline.trend != snapshot.pipeline.trend {
            outline = PipelineOutline(snapshot.pipeline)
        }
        row = outline.row(of: part)
        isReadOnly = snapshot.pipeline.isReadOnly
    }

    private func lines(_ snapshot: Snapshot, width: Int, _ theme: Theme) -> [PipelineDetail.Line] {
        guard let row else { return [[("The \(part.words) is gone.", theme.dim)]] }
        let execution = snapshot.pipeline.execution
        let detail = PipelineDetail(
            row,
            outline,
            execution: execution,
            now: snapshot.now,
            width: width,
            asideWidth: width,
            theme
        )
        var lines: [PipelineDetail.Line] = [[(detail.title, theme.heading)], []] + detail.facts
        if !detail.aside.isEmpty { lines += [[], [(detail.asideTitle, theme.heading)]] + detail.aside }
        if case .execution(let id) = part, let path = execution, path.execution.id == id {
            func add(_ title: String, _ json: JSON) {
                lines += [[], [(title, theme.heading)]]
                lines += JSONLines.plain(json, width: width, folded: false).map { [($0, theme.text)] }
            }
            if let cause = path.cause {
                lines += [[], [("Cause", theme.heading)]]
                lines += WrappedText(cause, width: width, limit: 200).lines.map { [($0, theme.text)] }
            }
            if let output = path.output { add("Output", output) }
            add("Input", path.input)
        }
        return lines
    }

    package mutating func update(_ action: Action, _ snapshot: Snapshot) -> Reaction {
        let height = max(1, snapshot.body.height)
        let count = lines(snapshot, width: snapshot.body.width - 2, Theme()).count
        let view = ListPlace.View(selected: top, offset: top, count: count, height: height)
        if let target = ListPlace.target(action, in: view) {
            top = max(0, min(target, count - height))
            return .handled()
        }
        if action == .back { return .pop() }
        // The page below remembers what was done from forms.
        if case .perform = action { return .tell(action) }
        guard let row else { return .ignored }
        if let reaction = PipelineActs(outline, row, history: history).reaction(to: action, now: snapshot.now) {
            return reaction
        }
        switch action {
        case .openFlow: return outline.flows(of: row)
        case .openRecords: return .go(.logs(query: outline.records(of: row)))
        case .copy: return .handled([.copy(part.name)])
        default: return .ignored
        }
    }

    package func render(_ snapshot: Snapshot, in area: Rect, on canvas: inout Canvas) {
        let lines = lines(snapshot, width: area.width - 2, canvas.theme)
        let first = max(0, min(top, lines.count - area.height))
        let inside = Rect(x: area.x + 1, y: area.y, width: area.width - 2, height: area.height)
        for (y, line) in lines.dropFirst(first).prefix(area.height).enumerated() {
            canvas.writeShortened(line, y: y, in: inside)
        }
        if lines.count > area.height {
            let last = min(lines.count, first + area.height)
            let note = "\(last) of \(Figures.count(lines.count)) lines"
            canvas.write(note, x: area.width - displayWidth(note) - 1, in: area, canvas.theme.dim)
        }
    }
}
