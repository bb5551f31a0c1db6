import EventModel
import Telemetry
import TerminalUI

/// Paints a flow's ruler and rows. Each row is formatted when it is painted, so the cost is what shows.
struct FlowPainter {
    let outline: FlowOutline
    let folding: FlowFolding
    let layout: FlowLayout
    let window: TimeWindow
    let extent: TimeWindow
    let now: Timestamp
    /// It is shown as it was: nothing is known behind ``now``.
    let isPast: Bool
    /// Hops that the search has found, in order.
    let found: [Int]
    /// What the ruler says of the search; empty where there is none.
    let searching: String

    /// Levels of indentation; a hop that lies deeper says its depth.
    private var deepest: Int { max(1, (layout.tree.count - 16) / 2) }

    func paintRuler(on canvas: inout Canvas) {
        let theme = canvas.theme
        let hops = layout.part(layout.tree, on: layout.ruler)
        let used = canvas.write(outline.isLog ? "Line" : "Hop", in: hops, theme.heading)
        var note = ""
        if folding.least != .none {
            let short = outline.short == 0 ? "nothing" : Figures.count(outline.short)
            note = "\(short) below \(folding.least.words) hidden"
        }
        if !searching.isEmpty { note = searching }
        canvas.write(note.truncated(to: max(0, hops.width - used - 2)), x: used + 2, in: hops, theme.accent)
        if !layout.service.isEmpty {
            canvas.write("Service", in: layout.part(layout.service, on: layout.ruler), theme.heading)
        }
        let area = layout.part(layout.waterfall, on: layout.ruler)
        let here = isPast ? column(of: now, area) : nil
        for tick in window.ticks(width: area.width, since: extent.start) {
            // The last label would be cut: it moves left of its tick.
            let x = min(tick.column, max(0, area.width - displayWidth(tick.label)))
            if let here, (x..<x + displayWidth(tick.label)).contains(here) { continue }
            canvas.write(tick.label, x: x, in: area, theme.dim)
        }
        if let here { canvas.write(theme.travelMark, x: here, in: area, theme.accent) }
        if window != extent {
            let factor = Double(extent.span) / Double(window.span)
            let note = "zoomed \(Figures.count(Int(factor.rounded())))\(theme.times)"
            let status = layout.part(layout.status, on: layout.ruler)
            canvas.write(note.rightAligned(to: status.width), in: status, theme.accent)
        }
    }

    func paintRow(_ index: Int, y: Int, selected: Bool, on canvas: inout Canvas) {
        let theme = canvas.theme, hop = outline.tree.hops[index]
        var row = FlowRow(
            index,
            in: outline.tree,
            folded: folding.isFolded(hop),
            theme: theme,
            now: isPast ? now : nil
        )
        if outline.isLog { tellLine(index, &row) }
        var style = theme.style(row.tone)
        if hop.critical, !outline.isLog { style.attributes.insert(.bold) }
        paintName(row, hop, index, y: y, style, on: &canvas)
        let service = layout.part(layout.service, y: y)
        canvas.write(
            row.service.truncated(to: service.width),
            in: service,
            hop.kind == .deadletter ? style : theme.dim
        )
        if hop.critical, !outline.isLog {
            canvas.write(theme.critical, x: layout.waterfall.lowerBound - 1, y: y, in: layout.rows, theme.accent)
        }
        paintBar(hop, index, y: y, theme.style(row.tone), on: &canvas)
        let status = layout.part(layout.status, y: y)
        canvas.write(row.status.rightAligned(to: status.width), in: status, theme.style(row.statusTone))
        if selected {
            canvas.write(theme.cursor, y: y, in: layout.rows, theme.accent)
            canvas.select(
                row: y,
                in: Rect(
                    x: layout.rows.x + layout.tree.lowerBound,
                    y: layout.rows.y,
                    width: layout.tree.count,
                    height: layout.rows.height
                )
            )
        }
    }

    /// Down the waterfall where nothing else stands: what is right of it had not happened.
    func paintTravelLine(rows: Int, on canvas: inout Canvas) {
        guard isPast else { return }
        for y in 0..<rows {
            let area = layout.part(layout.waterfall, y: y)
            guard let x = column(of: now, area), canvas.buffer[area.x + x, area.y].glyph == .space else { continue }
            canvas.write(canvas.theme.travelLine, x: x, in: area, canvas.theme.dim)
        }
    }

    private func column(of instant: Timestamp, _ area: Rect) -> Int? {
        let x = window.column(of: instant, width: area.width)
        return (0..<area.width).contains(x) ? x : nil
    }

    private func paintName(
        _ row: FlowRow,
        _ hop: TraceHop,
        _ index: Int,
        y: Int,
        _ style: Style,
        on canvas: inout Canvas
    ) {
        let theme = canvas.theme, tree = layout.part(layout.tree, y: y)
        let depth = outline.isLog ? outline.lane(of: index) : Int(hop.depth)
        var x = 2 * min(depth, deepest)
        if depth > deepest {
            let note = "\(depth)\(theme.goesOnAfter)"
            x = max(0, x - displayWidth(note))
            x += canvas.write(note, x: x, in: tree, theme.dim)
        }
        canvas.write(String(row.mark), x: x, in: tree, row.tone == .plain ? theme.dim : style)
        x += 2
        var name = style
        if found.contains(sorted: index) { theme.highlight(&name) }
        let room = tree.width - x - (row.labels.isEmpty ? 0 : displayWidth(row.labels) + 1)
        x += canvas.write(row.name.truncated(to: max(6, room)), x: x, in: tree, name) + 1
        if !row.labels.isEmpty {
            x += canvas.write(row.labels, x: x, in: tree, theme.warning) + 1
        }
        guard hop.logLines > 0 else { return }
        let lines = "\(theme.logLines)\(Figures.count(Int(hop.logLines)))"
        if x + displayWidth(lines) <= tree.width { canvas.write(lines, x: x, in: tree, theme.dim) }
    }

    /// A line of a flow that has only lines: its severity, and how long it was silent before.
    private func tellLine(_ index: Int, _ row: inout FlowRow) {
        if layout.service.isEmpty, !row.service.isEmpty,
            index == 0 || outline.tree.hops[index - 1].service != outline.tree.hops[index].service
        {
            row.name = "\(row.service.truncated(to: 14)): \(row.name)"
        }
        guard let silence = outline.silence(before: index), silence > .zero else { return }
        row.status = "+\(Figures.duration(silence))"
        row.statusTone = silence.inSeconds * 10 > extent.end.inSeconds(since: extent.start) ? .plain : .quiet
    }

    /// - Parameter tone: how a failure looks in this row.
    private func paintBar(_ hop: TraceHop, _ index: Int, y: Int, _ tone: Style, on canvas: inout Canvas) {
        let theme = canvas.theme, area = layout.part(layout.waterfall, y: y)
        guard area.width > 0 else { return }
        let silence = outline.silence(before: index)
        let bar = WaterfallBar(hop, silence: silence, in: window, width: area.width, now: now)
        func span(_ columns: Range<Int>) -> Rect {
            Rect(x: area.x + columns.lowerBound, y: area.y, width: columns.count, height: 1)
        }
        let critical = hop.critical && !outline.isLog
        canvas.buffer.fill(span(bar.wait), with: critical ? theme.criticalWaiting : theme.waiting, theme.wait)
        switch hop.kind {
        case .deadletter: canvas.buffer.fill(span(bar.work.prefix(1)), with: theme.dead, tone)
        case .redrive: canvas.buffer.fill(span(bar.work.prefix(1)), with: theme.redriven, theme.warning)
        default:
            let moment = hop.duration.map { $0 <= .zero } ?? (hop.status != .running)
            let style = hop.hasFailed ? tone : theme.work
            if moment {
                canvas.buffer.fill(span(bar.work.prefix(1)), with: theme.moment, style)
            } else {
                paintWork(bar, span, critical: critical, style, on: &canvas)
            }
        }
        if bar.before { canvas.write(theme.goesOnBefore, in: area, theme.dim) }
        if bar.after { canvas.write(theme.goesOnAfter, x: area.width - 1, in: area, theme.dim) }
    }
}

extension FlowPainter {
    /// Eighths of a column go with solid bars; beside a shaded one they would look like something else, so that it ends with
    /// the nearest column.
    private func paintWork(
        _ bar: WaterfallBar,
        _ span: (Range<Int>) -> Rect,
        critical: Bool,
        _ style: Style,
        on canvas: inout Canvas
    ) {
        let theme = canvas.theme
        if let tail = theme.eighths(bar.tail), critical || bar.work.count == 1 {
            canvas.buffer.fill(span(bar.work), with: theme.criticalWorking, style)
            canvas.buffer.fill(span(bar.work.suffix(1)), with: tail, style)
        } else {
            let columns = critical || bar.tail >= 4 || bar.work.count == 1 ? bar.work : bar.work.dropLast()
            canvas.buffer.fill(span(columns), with: critical ? theme.criticalWorking : theme.working, style)
        }
    }
}

extension Timestamp {
    fileprivate func inSeconds(since other: Timestamp) -> Double { (self - other).inSeconds }
}

extension [Int] {
    /// Whether an ascending list has a number.
    fileprivate func contains(sorted number: Int) -> Bool {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if self[middle] < number { low = middle + 1 } else { high = middle }
        }
        return low < count && self[low] == number
    }
}
