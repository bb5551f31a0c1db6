import DeadLetters
import EventModel
package import TerminalUI

extension HistoryScreen {
    private static let table = Table([
        Table.Column("", 8), Table.Column("Queue", 14, share: 1), Table.Column("", 13), Table.Column("sent", 8, .right),
        Table.Column("of", 8, .right), Table.Column("completed", 9, priority: 2, .right),
        Table.Column("died again", 10, priority: 1, .right), Table.Column("by", 10, priority: 3),
        Table.Column("started", 9, .right),
    ])

    package func render(_ snapshot: Snapshot, in area: Rect, on canvas: inout Canvas) {
        let theme = canvas.theme
        let tasks = tasks(snapshot)
        let layout = HistoryLayout(area, tasks.count)
        let placed = Self.table.layout(area.width - 3)
        Self.table.writeTitles(
            placed,
            at: Point(x: layout.titles.x + 2, y: layout.titles.y),
            to: &canvas.buffer,
            clip: layout.titles,
            theme.dim
        )
        canvas.write("Tasks", x: 1, in: layout.titles, theme.heading)
        if tasks.isEmpty {
            canvas.write(
                "Nothing was redriven, discarded, purged or parked yet. R and D on page 4 do.",
                x: 2,
                in: layout.tasks,
                theme.dim
            )
        }
        let view = view(tasks, area)
        for (y, index) in view.shown.enumerated() where index < tasks.count {
            let at = Point(x: layout.tasks.x + 2, y: layout.tasks.y + y)
            Self.table.write(placed, at: at, to: &canvas.buffer, clip: layout.tasks) {
                cell(tasks[index], $0, snapshot, theme)
            }
            guard index == view.selected, !tasks.isEmpty else { continue }
            canvas.write(theme.cursor, y: y, in: layout.tasks, pane == .tasks ? theme.accent : theme.dim)
            if pane == .tasks {
                let row = Rect(
                    x: layout.tasks.x + 1,
                    y: layout.tasks.y,
                    width: area.width - 2,
                    height: layout.tasks.height
                )
                canvas.select(row: y, in: row)
            }
        }
        paintAudit(snapshot, layout, on: &canvas)
    }

    private func cell(_ task: RedriveProgress, _ column: Int, _ snapshot: Snapshot, _ theme: Theme) -> (String, Style) {
        switch column {
        case 0: return (task.kind.verb, theme.strong)
        case 1: return (task.queue, theme.text)
        case 2: return task.standing(theme)
        case 3: return (Figures.count(task.sent), theme.text)
        case 4: return (Figures.count(task.selected), theme.dim)
        case 5: return (task.kind == .redrive ? Figures.count(task.completed) : "", theme.dim)
        case 6:
            guard task.kind == .redrive else { return ("", theme.dim) }
            return (Figures.count(task.diedAgain), task.diedAgain > 0 ? theme.error : theme.dim)
        case 7: return (task.actor, theme.dim)
        default: return (task.started.map { "\(Figures.age(snapshot.now - $0)) ago" } ?? "", theme.dim)
        }
    }

    private func paintAudit(_ snapshot: Snapshot, _ layout: HistoryLayout, on canvas: inout Canvas) {
        let theme = canvas.theme
        canvas.rule(y: 0, in: layout.rule, title: "Audit log")
        guard let audit = snapshot.deadLetters.audit else {
            canvas.write("Reading it\(theme.ellipsis)", x: 2, in: layout.audit, theme.dim)
            return
        }
        let count = Figures.count(audit.entries.count)
        var verdict: (text: String, style: Style) =
            audit.problem.map { (" \(theme.failed) does not hold: \($0) ", theme.error) }
            ?? (" \(theme.succeeded) \(count) entries, the chain holds ", theme.success)
        if audit.isTorn, audit.isWhole {
            verdict = (" \(theme.raised) the last entry was cut off by a crash ", theme.warning)
        }
        canvas.write(verdict.text.truncated(to: layout.rule.width - 16), x: 14, in: layout.rule, verdict.style)
        if audit.entries.isEmpty {
            canvas.write("No entries: nothing was changed yet.", x: 2, in: layout.audit, theme.dim)
        }
        let entries = audit.entries
        let first = max(0, min(top, entries.count - layout.audit.height))
        for y in 0..<min(layout.audit.height, entries.count) where first + y < entries.count {
            let entry = entries[entries.count - 1 - first - y]
            canvas.write(pieces(entry, theme), x: 2, y: y, in: layout.audit)
        }
        if pane == .audit { canvas.write(theme.cursor, in: layout.audit, theme.accent) }
    }

    private func pieces(_ entry: AuditEntry, _ theme: Theme) -> [(text: String, style: Style)] {
        var words = "\(entry.queue)"
        if entry.selected > 0 { words += "  \(Figures.count(entry.selected))" }
        if !entry.detail.isEmpty { words += "  \(entry.detail)" }
        if let reason = entry.reason, !reason.isEmpty { words += "  (\(reason))" }
        return [
            ("\(entry.at.monthAndDay) \(entry.at.clock())  ", theme.dim),
            (entry.actor.leftAligned(to: 10) + " ", theme.text),
            (entry.act.rawValue.leftAligned(to: 9), theme.strong),
            (entry.outcome.map { "\($0)  " } ?? "begins  ", entry.outcome == nil ? theme.dim : theme.text),
            (words.prefix(2_000).description, theme.dim),
        ]
    }
}
