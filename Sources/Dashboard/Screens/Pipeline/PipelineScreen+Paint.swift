import EventModel
package import TerminalUI

extension PipelineScreen {
    package func render(_ snapshot: Snapshot, in area: Rect, on canvas: inout Canvas) {
        let pipeline = snapshot.pipeline
        guard pipeline.available else { return paintLines(Self.withoutDesk, in: area, on: &canvas) }
        guard pipeline.loaded else {
            let words = pipeline.failure.map { ["The pipeline does not answer.", $0] }
            return paintLines(words ?? ["Asking the pipeline\(canvas.theme.ellipsis)"], in: area, on: &canvas)
        }
        let layout = PipelineLayout(area)
        paintHeading(snapshot, in: layout.heading, on: &canvas)
        if layout.isStacked {
            paintStrip(in: layout.sections, on: &canvas)
        } else {
            paintSections(snapshot, in: layout.sections, on: &canvas)
            canvas.buffer.fill(layout.divider, with: canvas.theme.vertical, canvas.theme.rule)
        }
        if rows.isEmpty {
            let list = Rect(
                x: layout.titles.x,
                y: layout.titles.y,
                width: layout.titles.width,
                height: layout.rows.height + 1
            )
            paintLines(emptyWords, in: list, on: &canvas)
        } else {
            PipelineTable(
                section: section,
                outline: outline,
                rows: rows,
                view: view(layout),
                now: snapshot.now,
                search: search
            ).paint(titles: layout.titles, rows: layout.rows, on: &canvas)
        }
        paintLower(snapshot, layout, on: &canvas)
    }

    private func paintLines(_ lines: [String], in area: Rect, on canvas: inout Canvas) {
        var y = 1
        for (row, line) in lines.enumerated() {
            for part in WrappedText(line, width: area.width - 4).lines {
                canvas.write(part, x: 2, y: y, in: area, row == 0 ? canvas.theme.text : canvas.theme.dim)
                y += 1
            }
        }
    }

    // MARK: Heading and sections

    /// What is wrong, the worst first, and what it costs.
    private func paintHeading(_ snapshot: Snapshot, in area: Rect, on canvas: inout Canvas) {
        let theme = canvas.theme, parts = outline.parts
        var right: [(text: String, style: Style)] = []
        if let failure = snapshot.pipeline.failure {
            right.append(("\(theme.raised) \(failure.truncated(to: 40))  ", theme.warning))
        }
        if !parts.isRunning { right.append(("\(theme.raised) nothing runs  ", theme.warning)) }
        right += Self.cost(parts.cost, theme)
        let width = right.reduce(0) { $0 + displayWidth($1.text) }
        let x = max(0, area.width - width - 1)
        canvas.write(right, x: x, in: area)

        var left: [(text: String, style: Style)] = []
        let shown = preview ?? filter
        if !shown.isEmpty { left += [("filter ", theme.dim), (shown, theme.accent), ("   ", theme.dim)] }
        if !search.isEmpty { left += [("search ", theme.dim), (search, theme.accent), ("   ", theme.dim)] }
        let room = x - 3
        var used = left.reduce(0) { $0 + displayWidth($1.text) }
        var told = 0
        // The list below says it all.
        let troubles = section == .attention ? [] : outline.troubles.prefix(6)
        for trouble in troubles {
            let (mark, style) = trouble.kind.mark(theme)
            let words = "\(mark) \(trouble.part.name.truncated(to: 24)) \(trouble.kind.word)"
            let width = displayWidth(words)
            // Room is kept for how many more there are.
            guard used + width + (told + 1 < outline.troubles.count ? 12 : 0) <= room else { break }
            left += [(words, style), ("   ", theme.text)]
            used += width + 3
            told += 1
        }
        let more = outline.troubles.count - told
        if more > 0 {
            left.append(
                (told > 0 ? "+\(Figures.count(more)) more" : "\(Figures.count(more)) need attention", theme.warning)
            )
        } else if outline.troubles.isEmpty {
            left.append(("Nothing is wrong.", theme.dim))
        }
        canvas.write(left, x: 1, in: area.left(max(0, x - 1)).0)
    }

    private static func cost(_ cost: PipelineParts.Cost, _ theme: Theme) -> [(text: String, style: Style)] {
        guard let budget = cost.budget, budget > 0 else {
            return [("cost ", theme.dim), (Dollars.text(cost.total), theme.text)]
        }
        let share = cost.spent / budget
        let style = share >= 1 ? theme.error : share >= PipelineTrouble.budgetShare ? theme.warning : theme.text
        return [
            ("cost ", theme.dim), (Dollars.text(cost.spent), style),
            (" of \(Dollars.text(budget)) this month (\(Figures.decimal(share * 100)) %)", theme.dim),
        ]
    }

    /// A line for each section, with what is wrong there.
    private func paintSections(_ snapshot: Snapshot, in area: Rect, on canvas: inout Canvas) {
        let theme = canvas.theme
        for (y, section) in PipelineSection.allCases.enumerated() {
            let (count, worst) = outline.summary(of: section)
            let row = Rect(x: area.x, y: area.y + 1 + y, width: area.width - 1, height: 1)
            if let worst {
                let (mark, style) = worst.kind.mark(theme)
                canvas.write(mark, x: 1, in: row, style)
            }
            let isOpen = section == self.section
            if isOpen { canvas.write(theme.folded, x: 3, in: row, theme.accent) }
            canvas.write(section.title, x: 5, in: row, isOpen ? theme.accent : theme.text)
            let figure = Figures.count(count).rightAligned(to: 6)
            canvas.write(figure, x: row.width - 6, in: row, theme.dim)
        }
        let below = area.top(PipelineSection.allCases.count + 2).1
        guard below.height > 3 else { return }
        let cost = outline.parts.cost
        canvas.write("Cost at list prices", x: 5, in: below, theme.dim)
        canvas.write(Dollars.text(cost.total), x: 5, y: 1, in: below)
        guard let budget = cost.budget, budget > 0 else {
            canvas.write("no budget is set", x: 5, y: 2, in: below, theme.dim)
            return
        }
        let share = cost.spent / budget, width = area.width - 7
        let filled = share.isFinite ? Int(min(1, max(0, share)) * Double(width)) : 0
        let style = share >= 1 ? theme.error : share >= PipelineTrouble.budgetShare ? theme.warning : theme.work
        canvas.write(
            [
                (String(repeating: theme.working, count: filled), style),
                (String(repeating: theme.waiting, count: width - filled), theme.wait),
            ],
            x: 5,
            y: 2,
            in: below
        )
        canvas.write("\(Figures.decimal(share * 100)) % of \(Dollars.text(budget))", x: 5, y: 3, in: below, theme.dim)
    }

    /// The sections in one line, with their figures where there is room for all.
    private func paintStrip(in area: Rect, on canvas: inout Canvas) {
        let theme = canvas.theme
        func pieces(_ section: PipelineSection, _ withFigure: Bool) -> [(text: String, style: Style)] {
            let (count, worst) = outline.summary(of: section)
            let isOpen = section == self.section
            var pieces: [(text: String, style: Style)] = []
            if let mark = worst?.kind.mark(theme) { pieces.append(mark) }
            if isOpen { pieces.append((String(theme.folded), theme.accent)) }
            pieces.append((section.shortTitle, isOpen ? theme.accent : theme.text))
            if withFigure { pieces.append((" \(Figures.count(count))", theme.dim)) }
            return pieces + [("  ", theme.text)]
        }
        func line(_ withFigures: (PipelineSection) -> Bool) -> [(text: String, style: Style)] {
            PipelineSection.allCases.flatMap { pieces($0, withFigures($0)) }
        }
        let whole = line { _ in true }
        let fits = whole.reduce(0) { $0 + displayWidth($1.text) } <= area.width + 1
        canvas.write(fits ? whole : line { $0 == section }, x: 1, in: area)
    }

    // MARK: Detail

    private func paintLower(_ snapshot: Snapshot, _ layout: PipelineLayout, on canvas: inout Canvas) {
        guard layout.lower.height > 0 else { return }
        let theme = canvas.theme, area = layout.lower
        guard let selected else {
            canvas.rule(y: 0, in: area)
            if !layout.isStacked { canvas.write(theme.junctionUp, x: layout.divider.x - area.x, in: area, theme.rule) }
            return
        }
        let inside = Rect(x: area.x + 1, y: area.y + 1, width: area.width - 2, height: area.height - 1)
        let half = inside.width / 2
        let detail = PipelineDetail(
            selected,
            outline,
            execution: snapshot.pipeline.execution,
            now: snapshot.now,
            width: inside.width,
            asideWidth: half - 2,
            theme
        )
        canvas.rule(y: 0, in: area)
        if !layout.isStacked { canvas.write(theme.junctionUp, x: layout.divider.x - area.x, in: area, theme.rule) }
        canvas.write(" \(detail.title.truncated(to: max(10, half - 6))) ", x: 2, in: area, theme.heading)
        let hasAside = !detail.aside.isEmpty
        let (left, right) = inside.left(hasAside ? half : inside.width)
        Self.paint(detail.facts, in: hasAside ? left.left(half - 1).0 : left, on: &canvas)
        guard hasAside else { return }
        canvas.write(" \(detail.asideTitle) ", x: half, in: area, theme.heading)
        // Of an execution the states around the current one.
        var first = 0
        if case .execution = selected.part, let path = snapshot.pipeline.execution {
            first = ExecutionStateList(path).first(right.height)
        }
        Self.paint(Array(detail.aside.dropFirst(first)), in: right, on: &canvas)
    }

    private static func paint(_ lines: [PipelineDetail.Line], in area: Rect, on canvas: inout Canvas) {
        let fits = lines.count <= area.height
        for (y, line) in lines.prefix(fits ? area.height : max(0, area.height - 1)).enumerated() {
            canvas.writeShortened(line, y: y, in: area)
        }
        if !fits, area.height > 0 {
            let words = "\(Figures.count(lines.count - area.height + 1)) more lines, d shows all"
            canvas.write(words, y: area.height - 1, in: area, canvas.theme.dim)
        }
    }

    // MARK: Where there is nothing

    private static let withoutDesk = [
        "No pipeline here: only files are watched.",
        "tailrace without arguments runs the bundled pipeline; this page then shows its buses and rules, queues, functions, state "
            + "machines and archives, and acts on them.",
        "5 shows what the records tell of such parts.",
    ]

    private var emptyWords: [String] {
        if !(preview ?? filter).isEmpty {
            return ["Nothing here has these words.", "f changes the filter, Esc removes it."]
        }
        let asks = isReadOnly ? "" : "Under Functions, I injects a fault: watch it fail, die and be redriven."
        return switch section {
        case .attention:
            [
                "Nothing needs attention.",
                "Functions that fail, paused consumers, disabled rules, queues that grow, failed executions and dead letters "
                    + "are listed here.",
                asks,
            ].filter { !$0.isEmpty }
        case .rules: ["No bus.", "A flow's file wires rules to a bus: which events go to which targets."]
        case .queues: ["No queue.", "A flow's file declares queues, and which function takes from them."]
        case .functions: ["No function.", "A flow's file declares functions; what they do, take and cost stands here."]
        case .machines:
            [
                "No state machine.",
                "A flow's file declares state machines; their executions stand here, each with its states. "
                    + "tailrace demo --flows saga has one.",
            ]
        case .archives:
            [
                "No archive.",
                "An archive keeps every event of a bus; a replay puts those of a stretch of time on the bus again.",
            ]
        }
    }
}

extension PipelineTrouble.Kind {
    /// What is wrong in a word or two, after the part's name.
    var word: String {
        switch self {
        case .failing: "fails"
        case .deadLetters: "has dead letters"
        case .failedExecutions: "has failed executions"
        case .failedReplay: "failed"
        case .fault: "has a fault injected"
        case .paused: "paused"
        case .disabled: "disabled"
        case .waiting: "waits"
        case .budget: "nearly spent"
        }
    }
}
