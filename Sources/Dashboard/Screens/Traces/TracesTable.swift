import EventModel
package import Telemetry
package import TerminalUI

/// The list of flows as it is painted: a heading, titles, and a row for each flow that shows.
package struct TracesTable: Sendable {
    let flows: [TraceSummary]
    let view: ListPlace.View
    /// Correlation ids of flows to be set side by side.
    let marked: [String]
    let now: Timestamp

    /// Above the rows stand the heading and the titles.
    private static let above = 2

    /// How many flows show in an area.
    package static func rows(in area: Rect) -> Int { max(1, area.height - above) }

    private static let table = Table(
        [
            Table.Column("", 2),
            Table.Column("Flow", 14, share: 3),
            Table.Column("Id", 12),
            Table.Column("Services", 14, share: 4, priority: 3),
            Table.Column("Records", 7, priority: 2, .right),
            Table.Column("Errors", 6, .right),
            Table.Column("", 9),
            Table.Column("Took", 8, .right),
            Table.Column("Age", 5, .right),
        ],
        gap: 2
    )

    func paintHead(sort: TraceSort, filter: String, _ snapshot: Snapshot, in area: Rect, on canvas: inout Canvas) {
        let theme = canvas.theme
        var pieces = [("sorted by ", theme.dim), (sort.words, theme.text)]
        if !filter.isEmpty { pieces += [("   filter ", theme.dim), (filter, theme.accent)] }
        if !marked.isEmpty { pieces.append(("   \(marked.count) marked", theme.accent)) }
        let used = canvas.write(pieces, x: 2, in: area) + 2
        guard let list = snapshot.traces else { return }
        let count = Figures.count(list.total)
        var total = list.total == 1 ? "1 flow" : "\(count) flows"
        if list.flows.count < list.total { total = "first \(Figures.count(list.flows.count)) of \(count) flows" }
        if list.request.sort != sort || list.request.query != filter { total = "looking\(theme.ellipsis)" }
        let x = area.width - displayWidth(total) - 1
        if x > used { canvas.write(total, x: x, in: area, theme.dim) }
    }

    func paint(in area: Rect, on canvas: inout Canvas) {
        let theme = canvas.theme, table = Self.table
        let placed = table.layout(area.width - 3)
        let left = Point(x: area.x + 2, y: area.y + 1)
        table.writeTitles(placed, at: left, to: &canvas.buffer, clip: area, theme.heading)
        for (row, index) in view.shown.enumerated() {
            let flow = flows[index], y = row + Self.above
            let at = Point(x: left.x, y: area.y + y)
            table.write(placed, at: at, to: &canvas.buffer, clip: area) { cell(flow, $0, theme) }
            if marked.contains(flow.correlationID) { canvas.write(theme.marked, x: 1, y: y, in: area, theme.accent) }
            if index == view.selected {
                canvas.write(theme.cursor, y: y, in: area, theme.accent)
                canvas.select(row: y, in: Rect(x: area.x + 1, y: area.y, width: area.width - 2, height: area.height))
            }
        }
    }

    private func cell(_ flow: TraceSummary, _ column: Int, _ theme: Theme) -> (String, Style) {
        switch column {
        case 0: return flow.awaitsRetry ? (String(theme.redriven), theme.warning) : theme.mark(of: flow.status)
        case 1: return (flow.root, theme.text)
        case 2: return (ShortID.text(flow.correlationID, theme), theme.id)
        case 3: return (flow.services.prefix(32).joined(separator: " "), theme.dim)
        case 4: return (Figures.count(flow.records), theme.text)
        case 5:
            // Errors that a retry or a redrive has made good are no longer an alarm.
            let open = flow.status == .error && !flow.awaitsRetry || flow.status == .dead
            return flow.errors == 0 ? ("", theme.dim) : (Figures.count(flow.errors), open ? theme.error : theme.text)
        case 6:
            var marks: [String] = []
            if flow.deadLetters > 0 { marks.append("\(theme.dead)\(Figures.count(flow.deadLetters))") }
            if flow.redrives > 0 { marks.append("\(theme.redriven)\(Figures.count(flow.redrives))") }
            return (marks.joined(separator: " "), flow.status == .dead ? theme.error : theme.warning)
        case 7 where flow.awaitsRetry: return ("retrying", theme.warning)
        case 7: return (flow.status == .running ? theme.ellipsis : Figures.duration(flow.duration), theme.text)
        default: return (Figures.age(now - flow.ended), theme.dim)
        }
    }
}

extension TraceSort {
    /// What the list calls the order.
    package var words: String {
        switch self {
        case .latest: "latest first"
        case .slowest: "slowest first"
        case .errors: "most errors first"
        }
    }
}
