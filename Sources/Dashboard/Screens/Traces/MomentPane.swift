import EventModel
import Telemetry
import TerminalUI

/// What a flow touches as it was at a step: its executions' states, its queues, its aggregates with what the step changed.
struct MomentPane {
    /// So many executions and aggregates are read for it.
    static let most = 8

    let moment: FlowMoment
    let started: Timestamp
    let theme: Theme

    typealias Line = StateList.Line

    /// There is something to show.
    var isEmpty: Bool { moment.queues.isEmpty && moment.executions.isEmpty && moment.aggregates.isEmpty }

    /// - Parameter hop: what is told of the selected hop, where there is room beside.
    func paint(_ hop: NodeDetail, _ records: Records, in area: Rect, on canvas: inout Canvas) {
        canvas.rule(y: 0, in: area, title: "As it was at \(moment.at.clock(digits: 3))")
        let inside = Rect(x: area.x + 1, y: area.y + 1, width: area.width - 2, height: area.height - 1)
        let isWide = area.width >= 110
        let width = isWide ? (inside.width - 3) / 2 : inside.width
        let queues = queues(width)
        guard isWide else {
            // What has changed goes before what has not; states in full have no room here.
            let changed = aggregates(width, moment.aggregates.filter(\.isChanged), states: false)
            let others = changed + queues + aggregates(width, moment.aggregates.filter { !$0.isChanged }, states: true)
            // The executions take what the others leave, but for at least half.
            let room = max(inside.height - others.count, (inside.height + 1) / 2)
            let executions = executions(height: room, width: width)
            return paint(executions + others, in: inside, on: &canvas)
        }
        let executions = executions(height: inside.height, width: width)
        let aggregates = aggregates(width, moment.aggregates, states: true)
        let (left, right) = executions.isEmpty ? (queues, aggregates) : (executions, queues + aggregates)
        let columns = [left, right].filter { !$0.isEmpty }
        for (i, lines) in columns.enumerated() {
            let x = inside.x + i * (width + 3)
            paint(lines, in: Rect(x: x, y: inside.y, width: width, height: inside.height), on: &canvas)
        }
        if columns.count == 1 {
            let x = inside.x + width + 2
            hop.paint(records, in: Rect(x: x, y: area.y, width: area.maxX - x, height: area.height), on: &canvas)
        }
    }

    private func paint(_ lines: [Line], in area: Rect, on canvas: inout Canvas) {
        let fits = lines.count <= area.height
        for (y, line) in lines.prefix(fits ? area.height : max(0, area.height - 1)).enumerated() {
            canvas.writeShortened(line, y: y, in: area)
        }
        if !fits {
            let rest = lines.count - area.height + 1
            canvas.write("  \(rest) more line\(rest == 1 ? "" : "s")", y: area.height - 1, in: area, theme.dim)
        }
    }

    // MARK: - Executions

    private func executions(height: Int, width: Int) -> [Line] {
        guard !moment.executions.isEmpty else { return [] }
        var lines: [Line] = []
        // Of several, those that still run are told first.
        let order =
            moment.executions.filter { $0.status == .running } + moment.executions.filter { $0.status != .running }
        for (i, execution) in order.enumerated() {
            let rest = order.count - i
            let room = height - lines.count - (rest - 1)
            guard room > 0 else { break }
            lines.append(heading(execution))
            lines += states(execution, at: moment.at).lines(
                height: min(room - 1, max(3, (height - lines.count) / rest)),
                width: width,
                theme
            )
        }
        let hidden = moment.hiddenExecutions
        if hidden > 0 { lines.append([("  \(Figures.count(hidden)) more executions", theme.dim)]) }
        return lines
    }

    private func heading(_ execution: ExecutionMoment) -> Line {
        let (words, style): (String, Style) =
            switch execution.status {
            case .running: ("running", theme.text)
            case .succeeded: ("\(theme.succeeded) succeeded", theme.text)
            case .failed: ("\(theme.failed) failed", theme.error)
            case .timedOut: ("\(theme.failed) timed out", theme.error)
            case .aborted: ("\(theme.failed) aborted", theme.warning)
            case .unknown: ("", theme.dim)
            }
        let name = execution.id.split(separator: ":").last.map { ShortID.text(String($0), theme) } ?? ""
        let reach = (execution.ended ?? moment.at) - execution.started
        return [
            ("Execution ", theme.dim), (execution.machine.truncated(to: 32), theme.heading), (" \(name)  ", theme.id),
            (words, style), ("  \(Figures.duration(max(.zero, reach)))", theme.text),
            (execution.error.map { "  \($0.type)" } ?? "", theme.error),
        ]
    }

    private func states(_ execution: ExecutionMoment, at instant: Timestamp) -> StateList {
        StateList(
            execution.states.map { state in
                var note = Figures.duration(max(.zero, (state.left ?? instant) - state.entered))
                if state.attempt > 1 { note += "  \(theme.redriven) try \(state.attempt)" }
                if let error = state.error { note += "  \(error.type)" }
                let mark: StateList.Mark =
                    switch state.status {
                    case .current: .current
                    case .done: .done
                    case .caught: .caught
                    case .failed, .aborted: .failed
                    }
                return StateList.Row(state.name, mark, note: note, depth: state.depth)
            }
        )
    }

    // MARK: - Queues

    private func queues(_ width: Int) -> [Line] {
        guard !moment.queues.isEmpty else { return [] }
        let names = min(moment.queues.map { displayWidth($0.name) }.max() ?? 0, max(8, width / 3))
        return [
            [
                ("Queue".leftAligned(to: names + 2), theme.heading),
                ("depth  in flight  oldest  measured", theme.heading),
            ]
        ]
            + moment.queues.map { queue in
                let figures = queue.figures
                let style = queue.isDeadLetterQueue && figures.waiting > 0 ? theme.error : theme.text
                let mark = queue.isDeadLetterQueue && figures.waiting > 0 ? "\(theme.dead)" : " "
                return [
                    (queue.name.truncated(to: names).leftAligned(to: names), theme.text), (mark, style),
                    (Figures.count(figures.waiting).rightAligned(to: 6), style),
                    (Figures.count(figures.inFlight).rightAligned(to: 11), theme.text),
                    (oldest(figures).rightAligned(to: 8), theme.text), ("  \(source(queue))", theme.dim),
                ]
            }
    }

    private func oldest(_ figures: QueueMoment.Figures) -> String {
        figures.oldest.map { $0 > .zero ? Figures.duration($0) : "" } ?? ""
    }

    /// Where the figures come from: a queue's own metrics are of before, and without them only this flow's messages are known.
    private func source(_ queue: QueueMoment) -> String {
        guard let measuredAt = queue.measuredAt else { return "no: this flow's only" }
        let own = queue.own.waiting + queue.own.inFlight
        return "\(Figures.duration(moment.at - measuredAt)) before" + (own > 0 ? ", \(own) ours" : "")
    }

    // MARK: - Aggregates

    private func aggregates(_ width: Int, _ shown: [AggregateMoment], states: Bool) -> [Line] {
        var lines: [Line] = []
        for aggregate in shown {
            let name = [aggregate.type, aggregate.id].filter { !$0.isEmpty }.joined(separator: " ")
            var line: Line = [("Aggregate ", theme.dim), (name.truncated(to: max(12, width / 2)), theme.heading)]
            if let version = aggregate.version { line.append(("  version \(version)", theme.text)) }
            if aggregate.isChanged {
                line.append((aggregate.oldVersion.map { ", was \($0)" } ?? "  new", theme.warning))
            } else {
                line.append(("  since +\(Figures.duration(aggregate.at - started))", theme.dim))
            }
            lines.append(line)
            lines += aggregate.changes.map(change)
            if !states, aggregate.state != nil { continue }
            let state =
                aggregate.stateText ?? "its state"
                + (aggregate.stateBytes.map { " (\(Figures.bytes($0)))" } ?? "") + " is not in its record"
            lines.append([("  \(state.truncated(to: max(10, width - 2)))", theme.dim)])
        }
        let hidden = moment.hiddenAggregates
        if hidden > 0, states { lines.append([("  \(Figures.count(hidden)) more aggregates", theme.dim)]) }
        return lines
    }

    /// A value in a few characters, however large it is.
    private static func brief(_ json: JSON) -> String {
        switch json {
        case .string(let text): "\"\(String(text.prefix(60)).truncated(to: 40))\""
        case .array(let elements): "[ \(Figures.count(elements.count)) ]"
        case .object(let object): "{ \(Figures.count(object.members.count)) }"
        default: json.description.truncated(to: 40)
        }
    }

    private func change(_ change: AggregateMoment.Change) -> Line {
        let arrow = theme.isASCII ? "->" : "→"
        func text(_ json: JSON?) -> String { json.map(Self.brief) ?? "" }
        let name = change.path.truncated(to: 32)
        if change.old == nil { return [("  + \(name) ", theme.text), (text(change.new), theme.strong)] }
        if change.new == nil { return [("  - \(name) ", theme.text), (text(change.old), theme.dim)] }
        return [
            ("  ~ \(name) ", theme.text), (text(change.old), theme.dim), (" \(arrow) ", theme.dim),
            (text(change.new), theme.strong),
        ]
    }
}
