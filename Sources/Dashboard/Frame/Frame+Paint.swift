import EventModel
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

    private static func paintHeader(
        _ configuration: Configuration,
        _ snapshot: Snapshot,
        in area: Rect,
        on canvas: inout Canvas
    ) {
    }

    private static func paintTabs(_ page: Page, _ snapshot: Snapshot, in area: Rect, on canvas: inout Canvas) {
        let theme = canvas.theme
        var x = 1
        for tab in Page.allCases {
            let style = tab == page ? theme.accent : theme.dim
            x += canvas.write("\(tab.rawValue) \(tab.title)", x: x, in: area, style)
            if tab == .deadLetters, snapshot.deadLetters.total > 0 {
                x += canvas.write(" \(theme.dead)\(snapshot.deadLetters.total)", x: x, in: area, theme.error)
            }
            x += 2
        }
    }

    /// The notice, if there is one, and the keys that work here.
    static func paintBottom(_ dashboard: Dashboard, _ snapshot: Snapshot, notice: Notice?, on canvas: inout Canvas) {
    }
}
