import EventModel
import Telemetry
import TerminalUI

/// The line below a flow's rows: the critical path's sum of waiting and work; at its right the legend, or, while zoomed, where
/// in the flow the window lies.
struct FlowFooting {
    let outline: FlowOutline
    let window: TimeWindow
    let extent: TimeWindow

    func paint(in area: Rect, on canvas: inout Canvas) {
        let used = outline.isLog ? paintSilence(in: area, on: &canvas) : paintCritical(in: area, on: &canvas)
        if window == extent {
            paintLegend(after: used, in: area, on: &canvas)
        } else {
            paintMap(after: used, in: area, on: &canvas)
        }
    }

    private func paintCritical(in area: Rect, on canvas: inout Canvas) -> Int {
        let theme = canvas.theme, tree = outline.tree
        let total = tree.criticalWait + tree.criticalWork
        guard total > .zero else { return 1 }
        let share = Int((tree.criticalWait.inSeconds / total.inSeconds * 100).rounded())
        let pieces = [
            ("\(theme.critical)", theme.accent), ("critical path ", theme.dim),
            (Figures.duration(total), theme.strong), (": waiting ", theme.dim),
            (Figures.duration(tree.criticalWait), theme.text), (" (\(share) %), handlers ", theme.dim),
            (Figures.duration(tree.criticalWork), theme.text),
        ]
        return 1 + canvas.write(pieces.map { (text: $0.0, style: $0.1) }, x: 0, in: area)
    }

    /// A flow of log lines has no path; what stands out in it is when nothing was said.
    private func paintSilence(in area: Rect, on canvas: inout Canvas) -> Int {
        let theme = canvas.theme
        guard let index = outline.longestSilence, let silence = outline.silence(before: index), silence > .zero else {
            return 1
        }
        let name = outline.tree.node(index).name.truncated(to: max(12, area.width - 48))
        return 1
            + canvas.write(
                [
                    ("longest silence ", theme.dim), (Figures.duration(silence), theme.strong), (" before ", theme.dim),
                    (name, theme.text),
                ],
                x: 1,
                in: area
            )
    }

    private func paintLegend(after used: Int, in area: Rect, on canvas: inout Canvas) {
        let theme = canvas.theme, tree = outline.tree
        var legend = [
            ("\(theme.waiting) wait", theme.wait), ("\(theme.working) handler", theme.work),
            ("\(theme.criticalWaiting)\(theme.criticalWorking) critical", theme.text),
        ]
        let full = legend.reduce(0) { $0 + displayWidth($1.0) + 2 }
        if used + full > area.width {
            // Rather both glyphs at each word than bars on the critical path that no word explains.
            legend = [
                ("\(theme.waiting)\(theme.criticalWaiting) wait", theme.wait),
                ("\(theme.working)\(theme.criticalWorking) handler", theme.work),
            ]
        }
        if outline.isLog { legend = [("\(theme.waiting) silence", theme.wait)] }
        if outline.failures.contains(where: { tree.hops[$0].kind == .deadletter }) {
            legend.append(("\(theme.dead) dead", tree.summary.status == .ok ? theme.text : theme.error))
        }
        // As much of the legend as there is room for, at the right.
        func width() -> Int { legend.reduce(0) { $0 + displayWidth($1.0) + 2 } }
        while !legend.isEmpty, used + width() > area.width { legend.removeLast() }
        var x = area.width - width()
        for (text, style) in legend { x += canvas.write(text, x: x, in: area, style) + 2 }
    }

    /// The whole flow in a few columns, high where many hops start, with the window's part of it marked.
    private func paintMap(after used: Int, in area: Rect, on canvas: inout Canvas) {
        let theme = canvas.theme
        let width = min(FlowOutline.densityColumns, area.width - used - 14)
        guard width >= 8 else { return }
        let end = Figures.duration(extent.end - extent.start)
        var x = area.width - width - displayWidth(end) - 4
        x += canvas.write("0 ", x: x, in: area, theme.dim)
        let first = min(max(0, extent.column(of: window.start, width: width)), width - 1)
        let last = min(max(first, extent.column(of: window.end, width: width)), width - 1)
        let highest = max(1, outline.density.max() ?? 1)
        for column in 0..<width {
            // Each column of the map stands for one or more of those counted.
            let from = column * FlowOutline.densityColumns / width
            let to = max(from + 1, (column + 1) * FlowOutline.densityColumns / width)
            let count = outline.density[from..<to].max() ?? 0
            let level = count == 0 ? 0 : 1 + count * 6 / highest
            let inside = (first...last).contains(column)
            var style = inside ? theme.accent : theme.dim
            if inside { style.attributes.insert(.reverse) }
            x += canvas.write(theme.level(level), x: x, in: area, style)
        }
        canvas.write(" \(end)", x: x, in: area, theme.dim)
    }
}

extension Theme {
    /// A column so many eighths high, 0 to 7.
    fileprivate func level(_ eighths: Int) -> Character {
        let blocks: [Character] =
            isASCII ? [".", ".", ":", ":", "|", "|", "#", "#"] : [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇"]
        return blocks[min(max(0, eighths), 7)]
    }
}
