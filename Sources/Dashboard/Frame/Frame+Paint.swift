import EventModel
import Telemetry
import TerminalUI

extension Frame {
    /// Header, tabs and the rule below them.
    static func paintTop(_ dashboard: Dashboard, _ snapshot: Snapshot, on canvas: inout Canvas) {
        let (header, rest) = Rect(snapshot.size).top(1)
        let (tabs, below) = rest.top(1)
        paintHeader(dashboard.configuration, snapshot, in: header, on: &canvas)
        paintTabs(dashboard.page, snapshot, in: tabs, on: &canvas)
        canvas.rule(y: 0, in: below)
    }

    /// What is watched, whether it is live, how fast it comes, what was lost, and the time.
    private static func paintHeader(
        _ configuration: Configuration,
        _ snapshot: Snapshot,
        in area: Rect,
        on canvas: inout Canvas
    ) {
        let theme = canvas.theme
        let clock = "\(snapshot.now.clock()) UTC"
        let clockX = area.width - clock.count - 1
        canvas.write(clock, x: clockX, in: area, theme.dim)

        var state: [(text: String, style: Style)] = []
        if configuration.isReadOnly || snapshot.deadLetters.isReadOnly || snapshot.pipeline.isReadOnly {
            state.append(("read-only  ", theme.warning))
        }
        if let loading = snapshot.loading {
            state.append(("loading \(Int(loading * 100))%", theme.accent))
        } else {
            state.append(snapshot.live ? ("\(theme.live) live", theme.text) : ("read whole", theme.text))
        }
        if snapshot.live || snapshot.loading != nil {
            // Eight columns, so that what follows keeps its place.
            let rate = Figures.count(Int(snapshot.recordsPerSecond.rounded())).rightAligned(to: 8)
            state.append(("\(rate) rec/s", theme.text))
        } else {
            state.append(("   \(Figures.count(snapshot.counters.records)) records", theme.text))
        }
        let lost = snapshot.counters.missed
        state.append(("   lost \(Figures.count(lost))", lost > 0 ? theme.error : theme.dim))
        var width = state.reduce(0) { $0 + displayWidth($1.text) }
        if snapshot.counters.dropped > 0 {
            let old = "   \(Figures.count(snapshot.counters.dropped)) old let go"
            if 12 + width + displayWidth(old) + 3 < clockX {
                state.append((old, theme.dim))
                width += displayWidth(old)
            }
        }
        let x = max(clockX - 3 - max(width, 34), 12)
        canvas.write(state, x: x, in: Rect(x: area.x, y: area.y, width: clockX - 1, height: 1))

        var used = 1 + canvas.write("tailrace", x: 1, in: area, theme.strong)
        used += 3
        canvas.write(configuration.title.truncated(to: max(0, x - used - 2)), x: used, in: area)
    }

    private static func paintTabs(_ page: Page, _ snapshot: Snapshot, in area: Rect, on canvas: inout Canvas) {
        let theme = canvas.theme
        var x = 1
        for tab in Page.allCases {
            x += canvas.write("\(tab.rawValue) ", x: x, in: area, theme.dim)
            x += canvas.write(tab.title, x: x, in: area, tab == page ? theme.accent : theme.text)
            if tab == .deadLetters, snapshot.deadLetters.total > 0 {
                let count = Figures.count(snapshot.deadLetters.total)
                x += canvas.write(" \(theme.dead)\(count)", x: x, in: area, theme.error)
            }
            x += 2
        }
    }

    /// The notice, if there is one, and the keys that work here.
    static func paintBottom(_ dashboard: Dashboard, _ snapshot: Snapshot, notice: Notice?, on canvas: inout Canvas) {
        let bottom = Rect(snapshot.size).bottom(below).1
        if let notice { paint(notice, in: bottom, on: &canvas) }
        let top = dashboard.screens[dashboard.screens.count - 1]
        let line = bottom.bottom(1).1
        if top.isOverlay {
            paintKeys(top.keymap, in: line, on: &canvas)
            return
        }
        // The way to all keys, and the way out, are always there.
        let always = "? keys  q \(dashboard.layers.isEmpty ? "quit" : "back")"
        let (keys, last) = line.right(always.count + 1)
        // What would only be refused is not offered.
        let isReadOnly = dashboard.isReadOnly(snapshot)
        let map = Keymap((top.keymap + .frame).bindings.filter { !isReadOnly || !$0.action.changesSomething })
        paintKeys(map, in: keys, on: &canvas)
        let theme = canvas.theme
        let words = always.split(separator: " ")
        var x = 0
        for (i, word) in words.enumerated() {
            x += canvas.write(word, x: x, in: last, i % 2 == 0 ? theme.accent : theme.text) + (i % 2 == 0 ? 1 : 2)
        }
    }

    private static func paint(_ notice: Notice, in area: Rect, on canvas: inout Canvas) {
        let theme = canvas.theme
        let (glyph, style): (String, Style) =
            switch notice.kind {
            case .information: (" ", theme.text)
            case .success: (theme.succeeded, theme.success)
            case .warning: (String(theme.raised), theme.warning)
            case .error: (String(theme.failed), theme.error)
            }
        canvas.write("\(glyph) \(notice.text)".truncated(to: area.width - 2), x: 1, in: area, style)
    }

    /// As many keys as there is room for, in the order of the table; the way out always.
    private static func paintKeys(_ map: Keymap, in area: Rect, on canvas: inout Canvas) {
        let theme = canvas.theme
        var seen: Set<Action> = []
        let shown = map.bindings.filter { $0.inFooter && seen.insert($0.action).inserted }
        var x = 1
        for binding in shown {
            let key = binding.footerKeys ?? binding.keys.first?.label(theme) ?? ""
            let caption = binding.footerCaption ?? binding.caption
            let width = displayWidth(key) + 1 + displayWidth(caption)
            if x + width > area.width - 1 { continue }
            x += canvas.write(key, x: x, in: area, theme.accent)
            x += 1
            x += canvas.write(caption, x: x, in: area, theme.text)
            x += 2
        }
    }
}

extension Rect {
    /// The rest, and the `n` columns at the right.
    fileprivate func right(_ n: Int) -> (Rect, Rect) { left(width - min(n, width)) }
}

extension Binding {
    /// All keys, for the help.
    func allKeys(_ theme: Theme) -> String { keys.map { $0.label(theme) }.joined(separator: " ") }
}
