import EventModel
import Telemetry
import TerminalUI

/// Paints a comparison: what differs at a glance first, then hop by hop.
struct ComparePainter {
    let rows: ComparedRows
    let layout: CompareLayout

    private var comparison: FlowComparison { rows.comparison }

    // MARK: Heading

    func paintHead(on canvas: inout Canvas) {
        let theme = canvas.theme, old = comparison.reference.summary, new = comparison.subject.summary
        var pieces: [(text: String, style: Style)] = [("Compare ", theme.heading)]
        pieces += flow(new, theme) + [("  with ", theme.dim)] + flow(old, theme) + [("   ", theme.text)]
        pieces += change(comparison.delta, comparison.ratio, theme)
        canvas.write(pieces, x: 1, in: layout.heading)
        canvas.write(verdict(theme), x: 1, y: 1, in: layout.heading)
        let titles = [
            (layout.hop, "Hop", false), (layout.reference, ShortID.text(old.correlationID, theme), true),
            (layout.subject, ShortID.text(new.correlationID, theme), true),
            (layout.delta, "difference", true), (layout.ratio, "times", true),
        ]
        for (columns, title, right) in titles {
            let area = layout.part(columns, on: layout.titles)
            let text = title.truncated(to: area.width)
            canvas.write(right ? text.rightAligned(to: area.width) : text, in: area, theme.heading)
        }
        let bars = layout.part(layout.bars, on: layout.titles)
        canvas.write("upper half \(ShortID.text(old.correlationID, theme)), lower half this", in: bars, theme.dim)
    }

    private func flow(_ flow: TraceSummary, _ theme: Theme) -> [(text: String, style: Style)] {
        let (mark, style) = flow.awaitsRetry ? (String(theme.redriven), theme.warning) : theme.mark(of: flow.status)
        return [
            (ShortID.text(flow.correlationID, theme), theme.id), (" \(mark) ", style),
            (Figures.duration(flow.duration), theme.strong),
        ]
    }

    private func change(_ delta: Duration, _ ratio: Double?, _ theme: Theme) -> [(text: String, style: Style)] {
        if delta == .zero { return [("equally long", theme.text)] }
        let times = ratio.map { " (\(Self.times($0, theme)))" } ?? ""
        let word = delta > .zero ? "slower by " : "faster by "
        return [(word, theme.dim), (Figures.duration(delta > .zero ? delta : .zero - delta) + times, theme.strong)]
    }

    /// Why: what failed in the one and not in the other, then where the time went.
    private func verdict(_ theme: Theme) -> [(text: String, style: Style)] {
        var pieces: [(text: String, style: Style)] = []
        if let failed = rows.telling.first(where: { isFailure(comparison.rows[$0]) }),
            let node = comparison.node(comparison.rows[failed])
        {
            let error = node.error.map { " with \($0.type)" } ?? ""
            pieces.append(
                ("\(theme.failed) \(node.name.truncated(to: 28)) failed\(error.truncated(to: 24))   ", theme.error)
            )
        }
        for (i, cause) in rows.causes.enumerated() {
            let row = comparison.rows[cause]
            guard let node = comparison.node(row) else { continue }
            let (old, new) = comparison.hops(row)
            let waited = (new?.wait ?? .zero) - (old?.wait ?? .zero)
            let worked = (new?.duration ?? .zero) - (old?.duration ?? .zero)
            let what = magnitude(waited) > magnitude(worked) ? "waiting for" : "in"
            let attempt = (new ?? old).map { $0.attempt > 1 ? " \($0.attempt)" : "" } ?? ""
            pieces.append(("\(i == 0 ? "" : ", ")\(signed(comparison.delta(row))) ", theme.strong))
            pieces.append(("\(what) \(node.name.truncated(to: 24))\(attempt)", theme.text))
        }
        if pieces.isEmpty {
            pieces = [(rows.telling.isEmpty ? "no hop differs notably" : "no single hop accounts for it", theme.dim)]
        }
        return pieces
    }

    /// It failed in the subject and not in the reference.
    private func isFailure(_ row: FlowComparison.Row) -> Bool {
        let (old, new) = comparison.hops(row)
        return new?.status == .error && old?.status != .error
    }

    // MARK: Rows

    func paintRow(_ index: Int, y: Int, selected: Bool, on canvas: inout Canvas) {
        let theme = canvas.theme, row = comparison.rows[index]
        guard let node = comparison.node(row) else { return }
        let (old, new) = comparison.hops(row)
        let delta = comparison.delta(row)
        let weight = rows.length > .zero ? abs(delta.inSeconds) / rows.length.inSeconds : 0
        // What weighs most, or ended differently, stands out; what is alike stands back.
        let style =
            rows.causes.contains(index)
            ? theme.strong : comparison.differs(row) || weight >= 0.01 ? theme.text : theme.dim

        let area = layout.part(layout.hop, on: layout.rows, y: y)
        let deepest = max(1, (area.width - 16) / 2)
        var x = 2 * min(row.depth, deepest)
        let mark = old == nil ? "+" : new == nil ? (theme.isASCII ? "-" : "−") : String(theme.leaf)
        canvas.write(mark, x: x, in: area, old == nil || new == nil ? theme.warning : theme.dim)
        x += 2
        let attempt = node.attempt.map { $0 > 1 ? " \($0)" : "" } ?? ""
        x += canvas.write(
            node.name.truncated(to: max(6, area.width - x - attempt.count)) + attempt,
            x: x,
            in: area,
            style
        )

        write(side(old, theme), layout.reference, y, on: &canvas)
        write(side(new, theme), layout.subject, y, on: &canvas)
        if delta != .zero { write((signed(delta), style), layout.delta, y, on: &canvas) }
        if let ratio = comparison.ratio(row), !(0.95...1.05).contains(ratio) {
            write((Self.times(ratio, theme), style), layout.ratio, y, on: &canvas)
        }
        paintBars(old, new, y, on: &canvas)
        if selected {
            canvas.write(theme.cursor, y: y, in: layout.rows, theme.accent)
            canvas.select(row: 0, in: area)
        }
    }

    /// How long it took in all, and how it ended if not well.
    private func side(_ hop: TraceHop?, _ theme: Theme) -> (String, Style) {
        guard let hop else { return (theme.isASCII ? "-" : "–", theme.dim) }
        let time = hop.occupied > .zero ? Figures.duration(hop.occupied) : ""
        switch hop.status {
        case .error,
            .dead where hop.hasFailed:
            return ("\(time) \(hop.kind == .deadletter ? theme.dead : theme.failed)", theme.error)
        case .retried: return ("\(time) \(theme.redriven)", theme.warning)
        case .running: return ("\(theme.ellipsis)running", theme.dim)
        default: return (time, theme.text)
        }
    }

    private func write(_ text: (String, Style), _ columns: Range<Int>, _ y: Int, on canvas: inout Canvas) {
        let area = layout.part(columns, on: layout.rows, y: y)
        canvas.write(text.0.truncated(to: area.width).rightAligned(to: area.width), in: area, text.1)
    }

    /// Both flows from their starts on one axis: the reference in the upper half of the row, the subject in the lower.
    private func paintBars(_ old: TraceHop?, _ new: TraceHop?, _ y: Int, on canvas: inout Canvas) {
        let theme = canvas.theme, area = layout.part(layout.bars, on: layout.rows, y: y)
        guard area.width > 4 else { return }
        func columns(_ hop: TraceHop?, _ flow: TraceSummary) -> (wait: Range<Int>, work: Range<Int>)? {
            guard let hop else { return nil }
            let window = TimeWindow(from: flow.started, to: flow.started + rows.length)
            let bar = WaterfallBar(hop, in: window, width: area.width, now: flow.ended)
            return (bar.wait, bar.work)
        }
        let upper = columns(old, comparison.reference.summary)
        let lower = columns(new, comparison.subject.summary)
        for x in 0..<area.width {
            let top = upper.map { $0.work.contains(x) ? 2 : $0.wait.contains(x) ? 1 : 0 } ?? 0
            let bottom = lower.map { $0.work.contains(x) ? 2 : $0.wait.contains(x) ? 1 : 0 } ?? 0
            guard top + bottom > 0 else { continue }
            let (glyph, style) = theme.halves(top, bottom)
            canvas.write(glyph, x: x, in: area, style)
        }
    }

    // MARK: Detail

    /// Both sides of a row in words.
    func paintDetail(_ index: Int, on canvas: inout Canvas) {
        guard layout.detail.height > 2 else { return }
        let theme = canvas.theme, row = comparison.rows[index]
        guard let node = comparison.node(row) else { return }
        canvas.rule(y: 0, in: layout.detail, title: "\(node.kind.rawValue) \(node.name.truncated(to: 48))")
        for (y, side) in [(row.reference, comparison.reference), (row.subject, comparison.subject)].enumerated() {
            var pieces: [(text: String, style: Style)] = [
                (ShortID.text(side.1.summary.correlationID, theme).leftAligned(to: 13), theme.id)
            ]
            if let index = side.0 {
                pieces += facts(side.1.node(index), side.1, theme)
            } else {
                pieces.append(("has no such hop", theme.warning))
            }
            canvas.write(pieces, x: 1, y: 1 + y, in: layout.detail)
        }
    }

    private func facts(_ node: TraceNode, _ tree: TraceTree, _ theme: Theme) -> [(text: String, style: Style)] {
        let dot = theme.isASCII ? ", " : " · "
        var text = "+\(Figures.duration(node.start - tree.summary.started))"
        if let wait = node.wait, wait > .zero { text += "\(dot)waited \(Figures.duration(wait))" }
        if let duration = node.duration, duration > .zero { text += "\(dot)took \(Figures.duration(duration))" }
        if let attempt = node.attempt { text += "\(dot)attempt \(attempt)" }
        text += "\(dot)\(node.status.rawValue)"
        if node.critical { text += "\(dot)critical" }
        guard let error = node.error else { return [(text, theme.text)] }
        return [(text, theme.text), ("  \(error.type): \(error.message)", theme.error)]
    }

    // MARK: Figures

    private func magnitude(_ duration: Duration) -> Duration { duration < .zero ? .zero - duration : duration }

    private func signed(_ duration: Duration) -> String {
        duration > .zero ? "+\(Figures.duration(duration))" : Figures.duration(duration)
    }

    private static func times(_ ratio: Double, _ theme: Theme) -> String {
        ratio < 0.1 ? "<0.1\(theme.times)" : "\(Figures.decimal(ratio))\(theme.times)"
    }
}

extension Theme {
    /// A column whose upper and lower half are empty (0), waiting (1) or working (2).
    fileprivate func halves(_ top: Int, _ bottom: Int) -> (Character, Style) {
        if isASCII { return (top > 0 && bottom > 0 ? ":" : top > 0 ? "'" : ".", max(top, bottom) == 2 ? work : wait) }
        func style(_ half: Int) -> Style { half == 2 ? work : wait }
        if bottom == 0 { return ("▀", style(top)) }
        if top == 0 { return ("▄", style(bottom)) }
        if top == bottom { return ("█", style(top)) }
        var both = style(top)
        both.background = style(bottom).foreground
        return ("▀", both)
    }
}
