import TerminalUI

/// Where the parts of the history are: the tasks, as many rows as they need up to half of the screen, and the audit log below.
struct HistoryLayout {
    /// Titles and tasks.
    let titles: Rect
    let tasks: Rect
    /// The rule above the audit log, which tells whether it holds.
    let rule: Rect
    let audit: Rect

    init(_ area: Rect, _ tasks: Int) {
        let rows = min(max(2, tasks), max(2, area.height / 2 - 1))
        let (titles, rest) = area.top(1)
        let (list, below) = rest.top(rows)
        let (rule, audit) = below.top(1)
        (self.titles, self.tasks, self.rule, self.audit) = (titles, list, rule, audit)
    }
}
