import DeadLetters
import EventModel
import TerminalUI

/// The rows of groups and messages.
extension DeadLettersScreen {
    /// Counts have their room whatever the size of the queue.
    private func groupTable(_ total: Int) -> Table {
        Table([
            Table.Column("", 1), Table.Column("", 40, share: 1),
            Table.Column("", max(6, displayWidth(Figures.count(total))), .right),
            Table.Column("", 5, priority: 1, .right),
            Table.Column("", 8, priority: 3),
            Table.Column("", 19, priority: 2),
        ])
    }
    private static let messages = Table([
        Table.Column("", 1), Table.Column("", 1), Table.Column("", 9), Table.Column("", 11, share: 2),
        Table.Column("", 10, share: 2, priority: 2), Table.Column("", 7, priority: 3, .right), Table.Column("", 7),
        Table.Column("", 4, .right), Table.Column("", 4, .right),
    ])

    /// Paints one row of the selected queue.
    func paintRow(
        _ row: DeadLetterRows.Row,
        _ outline: DeadLetterRows,
        _ titles: CauseTitles,
        y: Int,
        selected: Bool,
        _ snapshot: Snapshot,
        _ layout: DeadLettersLayout,
        on canvas: inout Canvas
    ) {
        let theme = canvas.theme, area = layout.rows
        let at = Point(x: area.x + 1, y: area.y + y)
        switch row {
        case .group(let fingerprint):
            guard let group = outline.group(fingerprint) else { return }
            let table = groupTable(outline.count)
            let placed = table.layout(area.width - 2)
            let title = titles.title(group, width: Self.width(1, placed), theme)
            table.write(placed, at: at, to: &canvas.buffer, clip: area) {
                groupCell(group, title, $0, of: outline.count, theme)
            }
        case .message(let id):
            guard let letter = outline.letter(id) else { return }
            let placed = Self.messages.layout(area.width - 4)
            Self.messages.write(placed, at: Point(x: at.x + 2, y: at.y), to: &canvas.buffer, clip: area) {
                messageCell(letter, $0, subject: Self.width(4, placed), snapshot, theme)
            }
        case .earlier(_, let count):
            canvas.write("\(Figures.count(count)) before", x: 5, y: y, in: area, theme.dim)
        case .more(let group, let count):
            let fetched = queue.flatMap { loaded(group, of: $0, snapshot) } != nil
            let words = fetched ? "\(Figures.count(count)) more" : "loading\(theme.ellipsis)"
            canvas.write(words, x: 5, y: y, in: area, theme.dim)
        }
        guard selected else { return }
        canvas.write(theme.cursor, y: y, in: area, pane == .messages ? theme.accent : theme.dim)
        if pane == .messages {
            canvas.select(row: y, in: Rect(x: area.x + 1, y: area.y, width: area.width - 2, height: area.height))
        }
    }

    private static func width(_ column: Int, _ placed: [Table.Placed]) -> Int {
        placed.first { $0.column == column }?.width ?? 0
    }

    /// The whole time in as many buckets as there are columns.
    private static func trend(_ counts: [Int], buckets: Int) -> [Double] {
        guard counts.count > buckets else { return counts.map(Double.init) }
        var merged = Array(repeating: 0.0, count: buckets)
        for (index, count) in counts.enumerated() { merged[index * buckets / counts.count] += Double(count) }
        return merged
    }

    private func groupCell(
        _ group: DeadLetterGroup,
        _ title: String,
        _ column: Int,
        of total: Int,
        _ theme: Theme
    ) -> (String, Style) {
        switch column {
        case 0: (String(open.contains(group.fingerprint) ? theme.unfolded : theme.folded), theme.dim)
        case 1: (title, theme.strong)
        case 2: (Figures.count(group.count), theme.error)
        case 3: ("\(total > 0 ? 100 * group.count / total : 0) %", theme.dim)
        case 4: (Sparkline.text(Self.trend(group.trend, buckets: 8), width: 8, ascii: theme.isASCII), theme.dim)
        default: (Self.span(group, theme), theme.dim)
        }
    }

    /// When the first and the last of a group died: the times of one day, else the days.
    private static func span(_ group: DeadLetterGroup, _ theme: Theme) -> String {
        let (first, last) = (group.first, group.last)
        let dash = theme.isASCII ? "-" : "–"
        guard first.monthAndDay != last.monthAndDay || last - first >= .seconds(86_400) else {
            return "\(first.clock()) \(dash) \(last.clock())"
        }
        return "\(first.monthAndDay) \(dash) \(last.monthAndDay)"
    }

    private func messageCell(
        _ letter: DeadLetter,
        _ column: Int,
        subject width: Int,
        _ snapshot: Snapshot,
        _ theme: Theme
    ) -> (String, Style) {
        switch column {
        case 0: return (marks.contains(letter.id) ? (theme.isASCII ? "+" : "✓") : "", theme.accent)
        // Filled: it died the first time. Hollow: it was redriven before and died again; crossed: so often that it stays.
        case 1:
            let again = letter.isQuarantined ? theme.quarantined : theme.unmarked
            return (String(letter.generation == 0 ? theme.marked : again), theme.error)
        case 2: return (ShortID.text(letter.correlationID ?? letter.id, theme), theme.id)
        case 3: return (letter.eventType ?? letter.reason, theme.text)
        case 4:
            if let task = letter.lockedBy { return ("locked by \(ShortID.text(task, theme))", theme.warning) }
            // Subjects begin alike, as paths do: the end tells them apart.
            return ((subjects[letter.id] ?? "").truncatedAtStart(to: width), theme.text)
        case 5: return ("\(Figures.count(letter.receiveCount)) att.", theme.dim)
        case 6:
            if letter.isQuarantined { return ("gen \(letter.generation) \(theme.quarantined)", theme.error) }
            let again = letter.generation > 0
            return ("gen \(letter.generation)\(again ? " \(theme.redriven)" : "")", again ? theme.warning : theme.dim)
        case 7: return (Figures.age(snapshot.now - letter.died), theme.dim)
        default:
            guard let expires = letter.expires else { return ("", theme.dim) }
            let left = expires - snapshot.now
            let isSoon = left < PlanRequest.soon
            return ("\(isSoon ? String(theme.raised) : "")\(Figures.age(left))", isSoon ? theme.warning : theme.dim)
        }
    }
}
