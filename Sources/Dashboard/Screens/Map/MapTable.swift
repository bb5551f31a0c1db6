import Telemetry
import TerminalUI

/// The map as it is painted: what is wrong in one line, titles, the lines that show, and the selected one in words.
struct MapTable {
    let rows: [MapRow]
    let view: ListPlace.View
    let map: TopologyView

    /// Above the lines stand the summary and the titles, below them the words of the selection.
    private static let above = 2
    private static let below = 1

    /// Columns that a name should have left, however far in it stands.
    private static let nameRoom = 24

    private var deepest: Int { rows.reduce(0) { max($0, $1.depth) } }

    /// How many lines show in an area.
    static func rows(in area: Rect) -> Int { max(1, area.height - above - below) }

    /// Where there is room for one, records that still come are shown by their rate, and others by their count.
    private static func table(isLive: Bool) -> Table {
        Table(
            [
                Table.Column("from where it begins", 30, share: 3),
                Table.Column("carries", 16, share: 1, priority: 2),
                Table.Column("count", 9, priority: isLive ? 1 : 0, .right),
                Table.Column("per s", 7, priority: isLive ? 0 : 1, .right),
                Table.Column("errors", 7, .right),
                Table.Column("err %", 5, .right),
                Table.Column("wait", 7, .right),
                Table.Column("p95", 7, .right),
            ],
            gap: 1
        )
    }

    func paint(filter: String, in area: Rect, on canvas: inout Canvas) {
        let theme = canvas.theme
        paintSummary(filter, in: area, on: &canvas)
        let table = Self.table(isLive: map.recent != nil)
        let placed = table.layout(area.width - 5)
        let left = Point(x: area.x + 3, y: area.y + 1)
        table.write(placed, at: left, to: &canvas.buffer, clip: area) {
            (table.columns[$0].title, $0 == 0 ? theme.heading : theme.dim)
        }
        let carries = placed.contains { $0.column == 1 }
        for (line, index) in view.shown.enumerated() {
            let y = line + Self.above, row = rows[index]
            let (mark, style) = Self.mark(row.trouble, theme)
            canvas.write(mark, x: 1, y: y, in: area, style)
            let at = Point(x: left.x, y: area.y + y)
            table.write(placed, at: at, to: &canvas.buffer, clip: area) { cell(row, $0, theme) }
            paintName(row, withVia: !carries, placed, at, in: area, on: &canvas)
            if index == view.selected {
                canvas.write(theme.cursor, y: y, in: area, theme.accent)
                canvas.select(row: y, in: Rect(x: area.x + 1, y: area.y, width: area.width - 2, height: area.height))
            }
        }
        if rows.indices.contains(view.selected) {
            let words = self.words(rows[view.selected], theme).truncated(to: area.width - 3)
            canvas.write(words, x: 1, y: area.height - 1, in: area, theme.dim)
        }
    }

    static func mark(_ trouble: Topology.Trouble, _ theme: Theme) -> (Character, Style) {
        switch trouble {
        case .none: (" ", theme.text)
        case .some: (theme.raised, theme.warning)
        case .failing: (theme.failed, theme.error)
        case .dead: (theme.dead, theme.error)
        }
    }

    // MARK: - Above and below

    /// What is wrong, the worst first, as far as there is room.
    private func paintSummary(_ filter: String, in area: Rect, on canvas: inout Canvas) {
        let theme = canvas.theme
        var right = map.recent == nil ? "all records" : "last 5 min"
        if map.whole.hiddenEdges > 0 { right = "\(Figures.count(map.whole.hiddenEdges)) edges more   " + right }
        if map.whole.unlinked > 0 {
            let causes = map.whole.unlinked == 1 ? "cause" : "causes"
            right = "\(Figures.count(map.whole.unlinked)) \(causes) unknown   " + right
        }
        let rightX = area.width - displayWidth(right) - 1
        canvas.write(right, x: rightX, in: area, theme.dim)
        var x = 1
        if !filter.isEmpty {
            x += canvas.write("filter ", x: x, in: area, theme.dim)
            x += canvas.write(filter.truncated(to: max(0, rightX / 2 - x)), x: x, in: area, theme.accent) + 3
        }
        if map.whole.edges.contains(where: \.inferred) {
            let words = "\(theme.raised) guesses: no record names a cause; these follow one another in flows"
            canvas.write(words.truncated(to: max(0, rightX - x - 2)), x: x, in: area, theme.warning)
            return
        }
        let worst = rows.filter { $0.trouble > .none }
            .sorted {
                let (a, b) = ($0.figures?.errors ?? 0, $1.figures?.errors ?? 0)
                return $0.trouble != $1.trouble ? $0.trouble > $1.trouble : a != b ? a > b : $0.id < $1.id
            }
        if worst.isEmpty {
            if map.whole.edges.isEmpty { return }
            canvas.write("Nothing fails.".truncated(to: max(0, rightX - x - 1)), x: x, in: area, theme.dim)
            return
        }
        for (i, row) in worst.enumerated() {
            let left = worst.count - i
            let words =
                "\(row.node.name) \(row.trouble == .dead ? "\(Figures.count(row.figures?.errors ?? 0)) dead" : share(row) + " %")"
            let more = "+\(Figures.count(left)) more"
            let room = rightX - x - 2 - (left > 1 ? displayWidth("+\(left - 1) more") + 3 : 0)
            if displayWidth(words) + 2 > room {
                canvas.write(more, x: x, in: Rect(x: area.x, y: area.y, width: rightX - 1, height: 1), theme.dim)
                return
            }
            let (mark, style) = Self.mark(row.trouble, theme)
            canvas.write(mark, x: x, in: area, style)
            x += 2 + canvas.write(words, x: x + 2, in: area) + 3
        }
    }

    /// The selected line in full: names are cut above.
    private func words(_ row: MapRow, _ theme: Theme) -> String {
        guard let edge = row.edge else {
            let count = row.node.count
            return "\(row.node.kind.rawValue) \(row.node.name)\(count.isEmpty ? "" : ", \(count)")"
        }
        var text = "\(edge.from.words) \(arrow(edge.all, theme)) \(row.node.words)"
        if row.node.kind == .deadLetterQueue {
            text = "\(edge.from.words) \(arrow(edge.all, theme)) dead-letter queue \(row.node.name)"
        }
        if !edge.all.via.isEmpty { text += "  \(edge.all.via)" }
        if edge.all.types > 1 { text += " and \(edge.all.types - 1) more types" }
        guard let figures = row.figures else { return text + ": nothing in the last 5 min" }
        text += ": \(Figures.count(figures.count))"
        if figures.errors > 0 { text += ", \(Figures.count(figures.errors)) failed" }
        if let wait = figures.wait { text += ", waits \(Figures.duration(wait))" }
        if let p95 = figures.p95 {
            text += row.node.kind.carries ? ", \(Figures.duration(p95)) on the way" : ", takes \(Figures.duration(p95))"
        }
        return text
    }

    // MARK: - Cells

    private func arrow(_ edge: Topology.Edge, _ theme: Theme) -> String {
        edge.inferred ? (theme.isASCII ? "~" : "⇢") : (theme.isASCII ? ">" : "→")
    }

    private func paintName(
        _ row: MapRow,
        withVia: Bool,
        _ placed: [Table.Placed],
        _ at: Point,
        in area: Rect,
        on canvas: inout Canvas
    ) {
        guard let place = placed.first else { return }
        let theme = canvas.theme
        let room = Rect(x: at.x + place.x, y: at.y, width: min(place.width, area.maxX - at.x - place.x), height: 1)
        guard let edge = row.edge else {
            let x = canvas.write(row.node.words.truncated(to: room.width), in: room, theme.strong)
            if room.width - x > 16 { canvas.write("  " + row.node.count, x: x, in: room, theme.dim) }
            return
        }
        let style = row.figures == nil ? theme.dim : theme.text
        // Where steps of two would take the names' room, one must do; far in, what is left is for the names.
        let step = deepest * 2 + Self.nameRoom > room.width ? 1 : 2
        let indent = min(row.depth * step, max(2, room.width / 2))
        var x = indent
        x += canvas.write(arrow(edge.all, theme) + " ", x: x, in: room, theme.dim)
        let published = row.isPublished && withVia
        let what = published ? row.via : row.node.words
        x += canvas.write(what.truncated(to: max(0, room.width - x)), x: x, in: room, style)
        if row.isElsewhere { x += canvas.write(theme.isASCII ? " ^" : " ↑", x: x, in: room, theme.dim) }
        let more = published ? row.node.words : withVia ? row.via : ""
        if !more.isEmpty, room.width - x > 6 {
            canvas.write(more.truncated(to: room.width - x - 2), x: x + 2, in: room, theme.dim)
        }
    }

    private func share(_ row: MapRow) -> String {
        guard let figures = row.figures, figures.count > 0 else { return "–" }
        return Figures.decimal(Double(figures.errors) / Double(figures.count) * 100)
    }

    private func cell(_ row: MapRow, _ column: Int, _ theme: Theme) -> (String, Style) {
        // The name has pieces; it is painted on its own.
        if column == 0 { return ("", theme.text) }
        guard row.edge != nil else { return ("", theme.text) }
        if column == 1 { return (row.via, theme.dim) }
        guard let figures = row.figures else { return ("–", theme.dim) }
        let bad = row.trouble == .some ? theme.warning : row.trouble > .some ? theme.error : theme.text
        func duration(_ duration: Duration?) -> (String, Style) {
            duration.map { (Figures.duration($0), theme.text) } ?? ("–", theme.dim)
        }
        switch column {
        case 2: return (Figures.count(figures.count), theme.text)
        case 3: return map.span > 0 ? (Figures.decimal(Double(figures.count) / map.span), theme.text) : ("–", theme.dim)
        case 4: return figures.errors > 0 ? (Figures.count(figures.errors), bad) : ("–", theme.dim)
        case 5: return figures.errors > 0 ? (share(row), bad) : ("–", theme.dim)
        case 6: return duration(figures.wait)
        default: return duration(figures.p95)
        }
    }
}
