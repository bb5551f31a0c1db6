import DeadLetters
import EventModel
import Telemetry
package import TerminalUI

extension OverviewScreen {
    private static let services = Table(
        [
            .init("Service", 20, share: 1),
            .init("rec/s", 9, .right),
            .init("errors", 7, .right),
            .init("err %", 6, .right),
            .init("p50", 7, .right),
            .init("p95", 7, .right),
            .init("p99", 7, priority: 1, .right),
            .init("", 16, share: 2, priority: 2),
        ],
        gap: 1
    )
    private static let queues = Table(
        [
            .init("Queue", 20, share: 1),
            .init("depth", 9, .right),
            .init("in flight", 9, .right),
            .init("oldest", 8, .right),
            .init("in/s", 7, .right),
            .init("out/s", 7, .right),
            .init("dead", 6, .right),
        ],
        gap: 1
    )

    package func render(_ snapshot: Snapshot, in area: Rect, on canvas: inout Canvas) {
        let lines = Self.lines(snapshot, whole: whole)
        if lines.isEmpty {
            paintEmpty(snapshot, in: area, on: &canvas)
            return
        }
        let inside = Rect(x: area.x + 1, y: area.y, width: area.width - 2, height: area.height)
        let rows = Self.rows(lines, area.height)
        for y in 0..<rows where lines.indices.contains(offset + y) {
            let line = lines[offset + y]
            paint(line, snapshot, y: y, in: inside, on: &canvas)
            if let item = line.item, item == selected { canvas.select(row: y, in: area) }
        }
        let below = lines.count - offset - rows
        if below > 0 {
            canvas.write("\(below) more below", x: 1, y: area.height - 1, in: area, canvas.theme.dim)
        }
    }

    private func paintEmpty(_ snapshot: Snapshot, in area: Rect, on canvas: inout Canvas) {
        let waiting = snapshot.live || snapshot.loading != nil
        let words =
            waiting
            ? [
                "Nothing has arrived yet.",
                "With the first records this shows what needs attention, rates,",
                "services with their latencies, and queues. 2 shows each record.",

            ]
            : ["The sources hold no records."]
        for (i, line) in words.enumerated() { canvas.write(line, x: 1, y: 1 + i, in: area, canvas.theme.dim) }
        let inside = Rect(x: area.x + 1, y: area.y, width: area.width - 2, height: area.height)
        for (i, trouble) in snapshot.troubles.suffix(10).enumerated() {
            paint(trouble: trouble, y: words.count + 2 + i, in: inside, on: &canvas)
        }
    }

    private func paint(trouble: String, y: Int, in area: Rect, on canvas: inout Canvas) {
        canvas.write(canvas.theme.raised, y: y, in: area, canvas.theme.warning)
        canvas.write(trouble.truncated(to: area.width - 3), x: 2, y: y, in: area)
    }

    private func paint(_ line: Line, _ snapshot: Snapshot, y: Int, in area: Rect, on canvas: inout Canvas) {
        let theme = canvas.theme
        switch line {
        case .blank: break
        case .heading(let text): canvas.write(text, y: y, in: area, theme.heading)
        case .quiet(let text): canvas.write(text, y: y, in: area, theme.dim)
        case .rates: paintRates(snapshot, y: y, in: area, on: &canvas)
        case .attention(let attention): paint(attention, y: y, in: area, on: &canvas)
        case .trouble(let text): paint(trouble: text, y: y, in: area, on: &canvas)
        case .serviceTitles:
            paintTitles(Self.services, y: y, in: area, on: &canvas)
            let last = Self.services.layout(area.width).last
            if let last, last.column == 7 {
                let words = snapshot.statistics?.recent == nil ? "over time" : "last 5 min"
                canvas.write(words, x: last.x, y: y, in: area, theme.dim)
            }
        case .queueTitles: paintTitles(Self.queues, y: y, in: area, on: &canvas)
        case .service(let service): paint(service, snapshot, y: y, in: area, on: &canvas)
        case .queue(let queue): paint(queue, snapshot, y: y, in: area, on: &canvas)
        case .more(let section, let count):
            canvas.write("  \(Figures.count(count)) \(section.words)", y: y, in: area, theme.dim)
            let hint = "\(Key.enter.label(theme)) show"
            canvas.write(hint, x: area.width - max(8, displayWidth(hint)), y: y, in: area, theme.dim)
        }
    }

    private func paintTitles(_ table: Table, y: Int, in area: Rect, on canvas: inout Canvas) {
        let theme = canvas.theme
        let point = Point(x: area.x, y: area.y + y)
        table.write(table.layout(area.width), at: point, to: &canvas.buffer, clip: area) {
            (table.columns[$0].title, $0 == 0 ? theme.heading : theme.dim)
        }
    }

    private func paint(_ attention: Attention, y: Int, in area: Rect, on canvas: inout Canvas) {
        let theme = canvas.theme
        let (glyph, style) = attention.kind == .deadLetters ? (theme.dead, theme.error) : (theme.raised, theme.warning)
        canvas.write(glyph, y: y, in: area, style)
        canvas.write(attention.name.truncated(to: 20), x: 2, y: y, in: area)
        let hint = "\(Key.enter.label(theme)) \(attention.hint)"
        let hintX = area.width - max(8, displayWidth(hint))
        canvas.write(hint, x: hintX, y: y, in: area, theme.dim)
        let whenX = max(23, hintX - 28)
        let room = whenX - 25
        if room >= 20 {
            canvas.write(attention.what(theme).truncated(to: room), x: 23, y: y, in: area)
            canvas.write(attention.when.truncated(to: hintX - whenX - 1), x: whenX, y: y, in: area, theme.dim)
        } else {
            // No columns: what, and since when as far as there is room.
            let what = attention.what(theme).truncated(to: hintX - 24)
            let used = 25 + canvas.write(what, x: 23, y: y, in: area)
            let left = hintX - used - 1
            let whens = [attention.when, String(attention.when.prefix { $0 != "," })]
            if let when = whens.first(where: { displayWidth($0) <= left }) {
                canvas.write(when, x: used, y: y, in: area, theme.dim)
            }
        }
    }

    private func paintRates(_ snapshot: Snapshot, y: Int, in area: Rect, on canvas: inout Canvas) {
        guard let view = snapshot.statistics else { return }
        let theme = canvas.theme
        let seconds = view.window.bucket.inSeconds
        let first = Self.beginning(view)
        func perSecond(_ counts: [Int]) -> [Double] {
            counts.enumerated().map { $0 < first ? .nan : Double($1) / max(seconds, 0.001) }
        }
        // The bucket that has just begun would always look like a fall.
        let rates = perSecond(view.recent == nil ? view.window.rates : view.window.rates.dropLast())
        let errors = perSecond(view.recent == nil ? view.window.errorRates : view.window.errorRates.dropLast())
        let half = area.width / 2
        let width = min(60, half - 24)
        // The figure is of the last two whole buckets, or of what there is of a run that has just begun.
        let whole = errors.suffix(2).filter(\.isFinite)
        let errorRate = view.recent.map { recent in
            recent.span < 2 * seconds ? Double(recent.errors) / recent.span : whole.reduce(0, +) / 2
        }
        let lasts: (Double?, Double?) =
            view.recent == nil ? (rates.last, errors.last) : (snapshot.recordsPerSecond, errorRate)
        func draw(_ title: String, _ values: [Double], _ last: Double?, x: Int, _ style: Style) {
            var at = x + canvas.write(title, x: x, y: y, in: area, theme.heading) + 1
            at += canvas.write(Sparkline.text(values, width: width, ascii: theme.isASCII), x: at, y: y, in: area, style)
            canvas.write(Figures.decimal(last ?? 0).rightAligned(to: 8), x: at, y: y, in: area)
        }
        draw("Records/s", rates, lasts.0, x: 0, theme.text)
        draw("Errors/s", errors, lasts.1, x: half, errors.contains { $0 > 0 } ? theme.error : theme.dim)
    }

    /// The first bucket with a record: before it there was nothing to count, and nothing is drawn.
    private static func beginning(_ view: StatisticsView) -> Int {
        view.window.rates.firstIndex { $0 > 0 } ?? view.window.rates.count
    }

    private func paint(
        _ service: Statistics.Service,
        _ snapshot: Snapshot,
        y: Int,
        in area: Rect,
        on canvas: inout Canvas
    ) {
        guard let view = snapshot.statistics else { return }
        let theme = canvas.theme
        let table = Self.services
        let placed = table.layout(area.width)
        let recent = view.recent?.byService.first { $0.service == service.service }
        let seconds = view.recent.map { min($0.span, 60) } ?? view.window.span
        let records = view.recent == nil ? service.records : recent?.records ?? 0
        let share = service.records > 0 ? Double(service.errors) / Double(service.records) * 100 : 0
        func latency(_ duration: Duration?) -> (String, Style) {
            duration.map { (Figures.duration($0), theme.text) } ?? ("–", theme.dim)
        }
        table.write(placed, at: Point(x: area.x, y: area.y + y), to: &canvas.buffer, clip: area) { column in
            switch column {
            case 0: (service.service, theme.text)
            case 1: (Figures.decimal(Double(records) / seconds), theme.text)
            case 2: (Figures.count(service.errors), service.errors > 0 ? theme.error : theme.dim)
            case 3: (Figures.decimal(share), service.errors > 0 ? theme.error : theme.dim)
            case 4: latency(service.p50)
            case 5: latency(service.p95)
            case 6: latency(service.p99)
            default:
                (
                    Sparkline.text(
                        Self.trend(service, view),
                        width: min(placed.last?.width ?? 0, StatisticsView.buckets - 1),
                        ascii: theme.isASCII
                    ), theme.text
                )
            }
        }
    }

    private static func trend(_ service: Statistics.Service, _ view: StatisticsView) -> [Double] {
        let first = beginning(view)
        let rates = view.recent == nil ? service.rates[...] : service.rates.dropLast()
        return rates.enumerated().map { $0 < first ? .nan : Double($1) }
    }

    private func paint(_ queue: QueueFigures, _ snapshot: Snapshot, y: Int, in area: Rect, on canvas: inout Canvas) {
        let theme = canvas.theme
        let dead = snapshot.deadLetters.queues.filter {
            $0.queue.source.split(separator: ",").contains { $0.trimmed == queue.name }
        }
        .reduce(0) { $0 + $1.queue.depth }
        let isOld = queue.oldest >= Attention.patience
        let table = Self.queues
        table.write(table.layout(area.width), at: Point(x: area.x, y: area.y + y), to: &canvas.buffer, clip: area) {
            column in
            switch column {
            case 0: (queue.name, theme.text)
            case 1: (Figures.count(queue.visible + queue.delayed), theme.text)
            case 2: (Figures.count(queue.inFlight), theme.text)
            case 3: (queue.oldest == .zero ? "–" : Figures.age(queue.oldest), isOld ? theme.warning : theme.text)
            case 4: (Figures.decimal(queue.inRate), theme.text)
            case 5: (Figures.decimal(queue.outRate), theme.text)
            default: (Figures.count(dead), dead > 0 ? theme.error : theme.dim)
            }
        }
    }
}

extension Statistics {
    /// The time its records span, in seconds; at least one, so that a few records make no great rate.
    fileprivate var span: Double {
        guard let from, let to else { return 60 }
        return max((to - from).inSeconds, 1)
    }
}

extension Substring {
    fileprivate var trimmed: Substring {
        var text = self.drop { $0 == " " }
        while text.last == " " { text.removeLast() }
        return text
    }
}
