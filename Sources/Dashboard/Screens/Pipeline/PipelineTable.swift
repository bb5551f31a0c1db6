import EventModel
import TerminalUI

/// The list of a section as it is painted: titles, and a row for each part that shows.
struct PipelineTable {
    let section: PipelineSection
    let outline: PipelineOutline
    let rows: [PipelineOutline.Row]
    let view: ListPlace.View
    let now: Timestamp
    /// What is searched for, in lower case; empty for nothing.
    var search = ""

    /// Columns before the table: the cursor, and the mark of what is wrong.
    private static let left = 4

    private var table: Table {
        switch section {
        case .attention:
            Table([.init("Part", 22, share: 1), .init("What is wrong", 30, share: 3)], gap: 2)
        case .rules:
            Table(
                [
                    .init("Rule", 22, share: 2), .init("state", 12), .init("matched", 10, .right),
                    .init("share", 6, priority: 2, .right), .init("targets", 18, share: 3, priority: 1),
                ],
                gap: 2
            )
        case .queues:
            Table(
                [
                    .init("Queue", 18, share: 2), .init("ready", 8, .right), .init("in flight", 9, .right),
                    .init("delayed", 8, priority: 3, .right), .init("oldest", 7, .right),
                    .init("per s", 8, priority: 2, .right), .init("taken by", 18, share: 2, priority: 1),
                ]
            )
        case .functions:
            Table(
                [
                    .init("Function", 20, share: 2), .init("service", 10, share: 1, priority: 6),
                    .init("busy", 7, .right),
                    .init("calls", 8, .right), .init("errors", 7, .right), .init("err %", 5, .right),
                    .init("cold", 6, priority: 3, .right), .init("mean", 6, .right),
                    .init("longest", 7, priority: 4, .right), .init("cost", 11, priority: 1, .right),
                    .init("note", 18, share: 2, priority: 5),
                ]
            )
        case .machines:
            Table(
                [
                    .init("State machine", 14, share: 2), .init("status", 9), .init("state", 16, share: 2),
                    .init("took", 7, .right), .init("age", 4, .right), .init("", 4, priority: 2),
                    .init("error", 14, share: 3, priority: 1),
                ],
                gap: 2
            )
        case .archives:
            Table(
                [
                    .init("Archive", 20, share: 1), .init("state", 10), .init("", 24, share: 2),
                    .init("took", 7, priority: 2, .right), .init("age", 5, priority: 1, .right),
                ],
                gap: 2
            )
        }
    }

    func paint(titles: Rect, rows area: Rect, on canvas: inout Canvas) {
        let theme = canvas.theme, table = table
        let placed = table.layout(area.width - Self.left - 1)
        table.write(placed, at: Point(x: titles.x + Self.left, y: titles.y), to: &canvas.buffer, clip: titles) {
            (table.columns[$0].title, $0 == 0 ? theme.heading : theme.dim)
        }
        for (y, index) in view.shown.enumerated() where y < area.height {
            let row = rows[index]
            if let trouble = row.trouble {
                let (mark, style) = trouble.mark(theme)
                canvas.write(mark, x: 1, y: y, in: area, style)
            }
            // What belongs to the row above stands further in.
            let inset = row.depth > 0 ? 2 : 0
            let at = Point(x: area.x + Self.left, y: area.y + y)
            table.write(placed, at: at, to: &canvas.buffer, clip: area) { column in
                let (text, style) = cell(row, column, theme)
                return (column == 0 && inset > 0 ? "  " + text : text, style)
            }
            if row.depth == 0, let words = spread(row, theme), placed.count > 1 {
                let x = Self.left + placed[1].x
                canvas.writeShortened(
                    words,
                    x: x,
                    y: y,
                    in: Rect(x: area.x, y: area.y, width: area.width - 1, height: area.height)
                )
            }
            if !search.isEmpty, row.part.name.lowercased().contains(search) {
                let name = Rect(x: at.x + inset, y: at.y, width: placed[0].width - inset, height: 1)
                canvas.buffer.restyle(name) { theme.highlight(&$0) }
            }
            if index == view.selected {
                canvas.write(theme.cursor, y: y, in: area, theme.accent)
                canvas.select(row: y, in: Rect(x: area.x + 1, y: area.y, width: area.width - 2, height: area.height))
            }
        }
        let below = rows.count - view.shown.upperBound
        if below > 0 {
            let words = "\(Figures.count(below)) more below"
            let x = titles.width - displayWidth(words) - 1
            if x > Self.left + displayWidth(table.columns[0].title) + 2, placed.last.map({ $0.x < x - 20 }) ?? false {
                canvas.clear(Rect(x: titles.x + x - 1, y: titles.y, width: titles.width - x + 1, height: 1))
                canvas.write(words, x: x, in: titles, theme.dim)
            }
        }
    }

    /// Of a row that others belong to, or whose columns have nothing to say: a sentence in place of the columns.
    private func spread(_ row: PipelineOutline.Row, _ theme: Theme) -> [(text: String, style: Style)]? {
        let parts = outline.parts
        switch row.part {
        case .bus:
            guard section != .attention else { return nil }
            let bus = parts.buses[row.index]
            var words = [("\(Figures.count(bus.published)) published", theme.text)]
            if bus.unmatched > 0 { words.append((", \(Figures.count(bus.unmatched)) matched by no rule", theme.dim)) }
            return words
        case .machine:
            guard section != .attention else { return nil }
            let machine = parts.machines[row.index]
            var words = [
                ("\(Figures.count(machine.running)) running", theme.text),
                (", \(Figures.count(machine.succeeded)) succeeded", theme.dim),
            ]
            if machine.failed > 0 { words.append((", \(Figures.count(machine.failed)) failed", theme.error)) }
            return words
        case .archive:
            let archive = parts.archives[row.index]
            var words = [
                ("\(Figures.count(archive.events)) events", theme.text),
                (" of bus \(archive.bus)" + (archive.bytes > 0 ? ", \(Figures.bytes(archive.bytes))" : ""), theme.dim),
            ]
            if let first = archive.first, let last = archive.last {
                words.append((", \(first.day) \(first.clock()) to \(last.day) \(last.clock())", theme.dim))
            }
            return words
        default: return nil
        }
    }

    private func cell(_ row: PipelineOutline.Row, _ column: Int, _ theme: Theme) -> (String, Style) {
        if section == .attention { return attention(row, column, theme) }
        let parts = outline.parts
        switch row.part {
        case .bus(let name): return column == 0 ? ("bus \(name)", theme.text) : ("", theme.dim)
        case .machine(let name), .archive(let name): return column == 0 ? (name, theme.text) : ("", theme.dim)
        case .rule: return rule(parts.rules[row.index], column, theme)
        case .queue: return queue(parts.queues[row.index], row, column, theme)
        case .consumer: return consumer(parts.consumers[row.index], row, column, theme)
        case .function: return function(parts.functions[row.index], column, theme)
        case .execution: return execution(parts.executions[row.index], column, theme)
        case .replay: return replay(parts.replays[row.index], column, theme)
        case .budget: return ("", theme.dim)
        }
    }

    private func attention(_ row: PipelineOutline.Row, _ column: Int, _ theme: Theme) -> (String, Style) {
        guard column > 0 else { return (row.part.words, theme.text) }
        guard let kind = row.trouble else { return ("", theme.text) }
        let trouble = PipelineTrouble(kind: kind, part: row.part, index: row.index)
        return (trouble.words(outline, now: now), theme.text)
    }

    private func rule(_ rule: PipelineParts.Rule, _ column: Int, _ theme: Theme) -> (String, Style) {
        switch column {
        case 0: return (rule.name, rule.isEnabled ? theme.text : theme.dim)
        case 1:
            let style = rule.isEnabled ? theme.dim : rule.isSwitched ? theme.warning : theme.dim
            return ((rule.isEnabled ? "on" : "off") + (rule.isSwitched ? ", by hand" : ""), style)
        case 2: return (Figures.count(rule.matched), rule.matched > 0 ? theme.text : theme.dim)
        case 3:
            guard let bus = outline.bus(rule.bus), bus.published > 0 else { return ("", theme.dim) }
            return ("\(Figures.decimal(Double(rule.matched) / Double(bus.published) * 100)) %", theme.dim)
        default: return (rule.targets.prefix(16).joined(separator: ", "), theme.dim)
        }
    }

    private func queue(
        _ queue: PipelineParts.Queue,
        _ row: PipelineOutline.Row,
        _ column: Int,
        _ theme: Theme
    ) -> (String, Style) {
        let isDead = row.trouble == .deadLetters
        switch column {
        case 0: return (queue.name, theme.text)
        case 1: return figure(queue.visible, isDead ? theme.error : theme.text, theme)
        case 2: return figure(queue.inFlight, theme.text, theme)
        case 3: return figure(queue.delayed, theme.text, theme)
        case 4:
            guard let oldest = queue.oldest else { return ("–", theme.dim) }
            let isLate = !queue.isDeadLetterQueue && oldest >= Attention.patience
            return (Figures.age(oldest), isLate ? theme.warning : theme.text)
        case 5:
            guard let growth = outline.trend.growth(ofQueue: queue.name), abs(growth) >= 0.05 else {
                return ("–", theme.dim)
            }
            return (
                (growth > 0 ? "+" : "") + Figures.decimal(growth), row.trouble == .waiting ? theme.warning : theme.text
            )
        default:
            if let consumer = row.consumer { return taker(outline.parts.consumers[consumer], theme) }
            if queue.isDeadLetterQueue { return ("dead letters", theme.dim) }
            return (outline.takers(of: queue.name), theme.dim)
        }
    }

    private func consumer(
        _ consumer: PipelineParts.Consumer,
        _ row: PipelineOutline.Row,
        _ column: Int,
        _ theme: Theme
    ) -> (String, Style) {
        switch column {
        // Where there is no room for who takes, the name says it.
        case 0: return (row.depth > 0 ? consumer.function : consumer.source, theme.text)
        case 6: return taker(consumer, theme)
        default: return ("", theme.dim)
        }
    }

    private func taker(_ consumer: PipelineParts.Consumer, _ theme: Theme) -> (String, Style) {
        consumer.isPaused
            ? ("\(theme.paused) \(consumer.function), paused", theme.warning) : (consumer.function, theme.dim)
    }

    private func figure(_ value: Int, _ style: Style, _ theme: Theme) -> (String, Style) {
        (Figures.count(value), value == 0 ? theme.dim : style)
    }

    private func function(_ function: PipelineParts.Function, _ column: Int, _ theme: Theme) -> (String, Style) {
        let isFailing = PipelineTrouble.of(function: function, outline.trend) == .failing
        let bad = isFailing ? theme.error : theme.text
        switch column {
        case 0: return (function.name, theme.text)
        case 1: return (function.service, theme.dim)
        case 2:
            let isFull = function.busy.map { $0 >= function.concurrency } ?? false
            let busy = function.busy.map(Figures.count) ?? "–"
            return ("\(busy)/\(Figures.count(function.concurrency))", isFull ? theme.warning : theme.text)
        case 3: return figure(function.invocations, theme.text, theme)
        case 4: return figure(function.errors, bad, theme)
        case 5:
            guard function.invocations > 0 else { return ("–", theme.dim) }
            let share = Double(function.errors) / Double(function.invocations) * 100
            return (Figures.decimal(share), function.errors > 0 ? bad : theme.dim)
        case 6: return figure(function.coldStarts, theme.text, theme)
        case 7: return function.duration.map { (Figures.duration($0), theme.text) } ?? ("–", theme.dim)
        case 8: return function.longest.map { (Figures.duration($0), theme.text) } ?? ("–", theme.dim)
        case 9: return (Dollars.text(function.cost), function.cost > 0 ? theme.text : theme.dim)
        default:
            if let fault = function.fault { return ("fault: \(fault.words)", theme.warning) }
            return (function.advice ?? "", theme.dim)
        }
    }

    private func execution(_ execution: PipelineParts.Execution, _ column: Int, _ theme: Theme) -> (String, Style) {
        switch column {
        case 0: return (ShortID.text(execution.name, theme), theme.id)
        case 1:
            let style = execution.hasFailed ? theme.error : execution.isRunning ? theme.accent : theme.dim
            return (execution.status.lowercased(), style)
        case 2: return (execution.state ?? "", execution.hasFailed || execution.isRunning ? theme.text : theme.dim)
        case 3: return (Figures.duration(max(.zero, (execution.ended ?? now) - execution.started)), theme.text)
        case 4: return (Figures.age(now - (execution.ended ?? execution.started)), theme.dim)
        case 5:
            let redrives = execution.redrives
            return (redrives > 0 ? "\(theme.redriven) \(Figures.count(redrives))" : "", theme.warning)
        default: return (execution.error ?? "", theme.error)
        }
    }

    private func replay(_ replay: PipelineParts.Replay, _ column: Int, _ theme: Theme) -> (String, Style) {
        switch column {
        case 0: return (replay.name, theme.text)
        case 1:
            let style = replay.state == "FAILED" ? theme.error : replay.isRunning ? theme.accent : theme.dim
            return (replay.state.lowercased(), style)
        case 2: return (replay.failure ?? replay.progress, replay.failure == nil ? theme.text : theme.error)
        case 3: return (Figures.duration(max(.zero, (replay.ended ?? now) - replay.started)), theme.text)
        default: return (Figures.age(now - (replay.ended ?? replay.started)), theme.dim)
        }
    }
}

extension PipelineOutline {
    /// A bus by its name.
    func bus(_ name: String) -> PipelineParts.Bus? { parts.buses.first { $0.name == name } }

    /// Who takes from a queue, in words.
    func takers(of queue: String) -> String {
        let count = parts.consumers.lazy.filter { $0.source == queue }.count
        return count == 0 ? "nobody" : "\(Figures.count(count)) consumers"
    }
}

extension PipelineParts.Replay {
    /// `12,034 of 100,000 sent`, with the share of it.
    var progress: String {
        guard let selected else { return "\(Figures.count(sent)) sent" }
        let share = selected > 0 ? " (\(Figures.decimal(Double(sent) / Double(selected) * 100)) %)" : ""
        return "\(Figures.count(sent)) of \(Figures.count(selected)) sent" + (isRunning ? share : "")
    }
}
