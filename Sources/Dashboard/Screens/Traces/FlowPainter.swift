import EventModel
import Telemetry
import TerminalUI

/// Paints a flow's heading, ruler and rows. Each row is formatted when it is painted, so the cost is what shows.
struct FlowPainter {
    let outline: FlowOutline
    let folding: FlowFolding
    let layout: FlowLayout
    let window: TimeWindow
    let zoomed: Bool
    let now: Timestamp

    /// Levels of indentation; a node that lies deeper says its depth.
    private var deepest: Int { max(1, (layout.tree.count - 16) / 2) }

    func paintHeading(on canvas: inout Canvas) {
        let theme = canvas.theme, summary = outline.tree.summary
        var pieces: [(text: String, style: Style)] = [
            ("Flow ", theme.heading), (ShortID.text(summary.correlationID, theme), theme.id), ("   ", theme.text),
            (summary.root.truncated(to: 32), theme.strong), ("   ", theme.text), outcome(theme), ("   ", theme.text),
        ]
        let services = summary.services.count
        var counts = "\(Figures.count(services)) service\(services == 1 ? "" : "s"), "
        counts += "\(Figures.count(summary.records)) record\(summary.records == 1 ? "" : "s"), "
        let duration = Figures.duration(summary.duration)
        pieces.append(((layout.heading.width < 100 ? "" : counts) + duration, theme.text))
        if summary.deadLetters > 0 {
            pieces.append(
                (
                    "   \(theme.dead) \(Figures.count(summary.deadLetters))",
                    summary.status == .dead ? theme.error : theme.text
                )
            )
        }
        if outline.generation > 0 { pieces.append(("  \(theme.redriven) gen \(outline.generation)", theme.warning)) }
        if !outline.tree.labels.isEmpty {
            let labels = outline.tree.labels.map(\.rawValue).joined(separator: ", ")
            pieces.append(("   \(theme.raised) \(labels)", theme.warning))
        }
        canvas.write(pieces, x: 1, in: layout.heading)
    }

    private func outcome(_ theme: Theme) -> (text: String, style: Style) {
        let summary = outline.tree.summary
        let place = outline.fatal.map { " at " + $0.name.truncated(to: 32) } ?? ""
        switch summary.status {
        case .dead: return ("\(theme.failed) dead\(place)", theme.error)
        case .error where summary.awaitsRetry:
            return ("\(theme.raised) failing\(place), to be retried", theme.warning)
        case .error: return ("\(theme.failed) failed\(place)", theme.error)
        case .retried: return ("\(theme.redriven) ok after retries", theme.warning)
        case .ok where summary.redrives > 0: return ("\(theme.succeeded) ok after a redrive", theme.success)
        case .ok: return ("\(theme.succeeded) ok", theme.text)
        case .running: return ("\(theme.ellipsis) running", theme.text)
        case .unknown: return ("no status", theme.dim)
        }
    }

    func paintRuler(on canvas: inout Canvas) {
        let theme = canvas.theme
        if layout.service.isEmpty {
            canvas.write("Hop", x: layout.tree.lowerBound, in: layout.ruler, theme.heading)
        } else {
            canvas.write("Hop", x: layout.tree.lowerBound, in: layout.ruler, theme.heading)
            canvas.write("Service", x: layout.service.lowerBound, in: layout.ruler, theme.heading)
        }
        let area = Rect(
            x: layout.ruler.x + layout.waterfall.lowerBound,
            y: layout.ruler.y,
            width: layout.waterfall.count,
            height: layout.ruler.height
        )
        for tick in window.ticks(width: layout.waterfall.count, since: outline.extent(now: now).start) {
            let width = displayWidth(tick.label)
            // The last label would be cut: it moves left of its tick.
            canvas.write(tick.label, x: min(tick.column, max(0, area.width - width)), in: area, theme.dim)
        }
        if zoomed {
            let factor = Double(outline.extent(now: now).span) / Double(window.span)
            let note = "zoomed \(Figures.count(Int(factor.rounded())))\(theme.times)"
            canvas.write(
                note.rightAligned(to: layout.status.count),
                x: layout.status.lowerBound,
                in: layout.ruler,
                theme.accent
            )
        }
    }

    func paintRow(_ index: Int, y: Int, selected: Bool, on canvas: inout Canvas) {
        let theme = canvas.theme, node = outline.tree.nodes[index]
        let row = FlowRow(node, in: outline, folded: folding.isFolded(node), theme: theme)

        let tree = layout.part(layout.tree, y: y)
        var x = 2 * min(node.depth, deepest)
        if node.depth > deepest {
            let depth = "\(node.depth)\(theme.goesOnAfter)"
            x = max(0, x - displayWidth(depth))
            x += canvas.write(depth, x: x, in: tree, theme.dim)
        }
        let style = theme.style(row.tone)
        canvas.write(String(row.mark), x: x, in: tree, row.tone == .plain ? theme.dim : style)
        x += 2
        let room = tree.width - x - (row.labels.isEmpty ? 0 : displayWidth(row.labels) + 1)
        x += canvas.write(row.name.truncated(to: max(6, room)), x: x, in: tree, style) + 1
        if !row.labels.isEmpty { canvas.write(row.labels, x: x, in: tree, theme.warning) }

        let service = layout.part(layout.service, y: y)
        canvas.write(
            row.service.truncated(to: service.width),
            in: service,
            node.kind == .deadletter ? style : theme.dim
        )
        paintBar(node, y: y, style, on: &canvas)
        let status = layout.part(layout.status, y: y)
        canvas.write(row.status.rightAligned(to: status.width), in: status, theme.style(row.statusTone))
        if selected {
            canvas.write(theme.cursor, y: y, in: layout.rows, theme.accent)
            canvas.select(
                row: y,
                in: Rect(x: tree.x, y: layout.rows.y, width: layout.tree.count, height: layout.rows.height)
            )
        }
    }

    /// - Parameter tone: how a failure looks in this row.
    private func paintBar(_ node: TraceNode, y: Int, _ tone: Style, on canvas: inout Canvas) {
        let theme = canvas.theme, area = layout.part(layout.waterfall, y: y)
        guard area.width > 0 else { return }
        let bar = WaterfallBar(node, in: window, width: area.width, now: now)
        func span(_ columns: Range<Int>) -> Rect {
            Rect(x: area.x + columns.lowerBound, y: area.y, width: columns.count, height: 1)
        }
        canvas.buffer.fill(span(bar.wait), with: node.critical ? theme.criticalWaiting : theme.waiting, theme.wait)
        switch node.kind {
        case .deadletter: canvas.buffer.fill(span(bar.work.prefix(1)), with: theme.dead, tone)
        case .redrive: canvas.buffer.fill(span(bar.work.prefix(1)), with: theme.redriven, theme.warning)
        default:
            let moment = node.duration.map { $0 <= .zero } ?? (node.status != .running)
            let style = node.hasFailed ? tone : theme.work
            let glyph = moment ? theme.moment : node.critical ? theme.criticalWorking : theme.working
            canvas.buffer.fill(span(bar.work), with: glyph, style)
        }
        if bar.before { canvas.write(theme.goesOnBefore, in: area, theme.dim) }
        if bar.after { canvas.write(theme.goesOnAfter, x: area.width - 1, in: area, theme.dim) }
    }

    func paintCritical(on canvas: inout Canvas) {
        let theme = canvas.theme, tree = outline.tree, area = layout.critical
        let total = tree.criticalWait + tree.criticalWork
        var used = 1
        if total > .zero {
            let share = Int((tree.criticalWait.inSeconds / total.inSeconds * 100).rounded())
            used += canvas.write(
                [
                    ("critical path ", theme.dim), (Figures.duration(total), theme.strong), (": waiting ", theme.dim),
                    (Figures.duration(tree.criticalWait), theme.text), (" (\(share) %), handlers ", theme.dim),
                    (Figures.duration(tree.criticalWork), theme.text),
                ],
                x: 1,
                in: area
            )
        }
        let legend = [
            ("\(theme.waiting) wait", theme.wait), ("\(theme.working) handler", theme.work),
            ("\(theme.criticalWaiting)\(theme.criticalWorking) critical", theme.text),
            ("\(theme.dead) dead", tree.summary.status == .ok ? theme.text : theme.error),
        ]
        // As much of the legend as there is room for, at the right.
        var shown = outline.failures.contains { tree.nodes[$0].kind == .deadletter } ? legend : legend.dropLast()
        func width() -> Int { shown.reduce(0) { $0 + displayWidth($1.0) + 2 } }
        while !shown.isEmpty, used + width() > area.width { shown.removeLast() }
        var x = area.width - width()
        for (text, style) in shown { x += canvas.write(text, x: x, in: area, style) + 2 }
    }
}

extension Theme {
    /// The style of a part of a row.
    func style(_ tone: FlowRow.Tone) -> Style {
        switch tone {
        case .plain: text
        case .quiet: dim
        case .bad: error
        case .warning: warning
        case .good: success
        }
    }
}
