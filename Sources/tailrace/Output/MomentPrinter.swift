import EventModel
import Telemetry
import TerminalUI

/// Prints a flow as it was at one moment: what had happened, then the queues, executions and aggregates it touches.
struct MomentPrinter {
    let history: FlowHistory
    let moment: FlowMoment
    let snapshot: StoreSnapshot
    let paint: Paint

    func print() {
        var line = "step \(paint("\(moment.step)", .bold)) of \(history.count)  \(moment.at.rfc3339(digits: 6))"
        line += "  +\(Figures.duration(moment.at - history.started))"
        if let event = moment.event {
            line += "  \(event.isFailure ? paint(visible(event.what), .red) : visible(event.what))"
        }
        Output.print(line)
        TreePrinter(paint: paint, now: moment.at).print(moment.tree)
        for (title, lines) in [("Queues", queues), ("Executions", executions), ("Aggregates", aggregates)]
        where !lines.isEmpty {
            Output.print(paint(title, .bold))
            for line in lines { Output.print("  \(line)") }
        }
    }

    private var queues: [String] {
        moment.queues.map { queue in
            let figures = queue.figures
            var line = "\(visible(queue.name))  \(Figures.count(figures.waiting)) waiting"
            line += ", \(Figures.count(figures.inFlight)) in flight"
            if figures.delayed > 0 { line += ", \(Figures.count(figures.delayed)) delayed" }
            if let oldest = figures.oldest, oldest > .zero { line += ", oldest \(Figures.duration(oldest))" }
            if let measuredAt = queue.measuredAt {
                line += paint("  by its metrics of \(Figures.duration(moment.at - measuredAt)) before", .dim)
                let own = queue.own.waiting + queue.own.inFlight
                if own > 0 { line += paint("; \(own) of this flow", .dim) }
            } else {
                line += paint("  of this flow alone: no metrics by then", .dim)
            }
            return line
        }
    }

    private var executions: [String] {
        var lines: [String] = []
        for execution in moment.executions {
            var line = "\(visible(execution.machine))  \(execution.status.words)"
            line += "  +\(Figures.duration(execution.started - history.started))"
            if let ended = execution.ended { line += " to +\(Figures.duration(ended - history.started))" }
            if let error = execution.error { line += paint("  \(visible(error.type))", .red) }
            lines.append(line + paint("  \(visible(execution.id))", .dim))
            if execution.hiddenStates > 0 { lines.append("  \(Figures.count(execution.hiddenStates)) states before") }
            lines += execution.states.map(text)
        }
        if moment.hiddenExecutions > 0 { lines.append("\(Figures.count(moment.hiddenExecutions)) more") }
        return lines
    }

    private func text(_ state: ExecutionMoment.State) -> String {
        let (mark, ink): (String, Paint.Ink?) =
            switch state.status {
            case .current: ("▸", .bold)
            case .done: ("✓", nil)
            case .caught: ("✗", .yellow)
            case .failed, .aborted: ("✗", .red)
            }
        var line = "  " + String(repeating: "  ", count: min(state.depth, 20))
        line += paint("\(mark) \(visible(state.name))", ink)
        line += "  \(Figures.duration((state.left ?? moment.at) - state.entered))"
        if state.attempt > 1 { line += "  try \(state.attempt)" }
        if state.status != .done { line += paint("  \(state.status.rawValue)", ink) }
        if let error = state.error { line += paint("  \(visible(error.type))", .red) }
        return line
    }

    private var aggregates: [String] {
        var lines: [String] = []
        for aggregate in moment.aggregates {
            var line = [aggregate.type, aggregate.id].filter { !$0.isEmpty }.map { visible($0) }.joined(separator: " ")
            if let version = aggregate.version { line += "  version \(version)" }
            if aggregate.isChanged {
                line += paint(aggregate.oldVersion.map { "  was \($0)" } ?? "  changed", .yellow)
            } else {
                line += paint("  since +\(Figures.duration(aggregate.at - history.started))", .dim)
            }
            lines.append(line)
            if let state = aggregate.state {
                lines.append("  \(visible(state.description))")
            } else {
                let size = aggregate.stateBytes.map { " (\(Figures.bytes($0)))" } ?? ""
                lines.append(paint("  its state\(size) is not in its record", .dim))
            }
            lines += aggregate.changes.map { "  \(visible($0.path)): \(value($0.old)) → \(value($0.new))" }
        }
        if moment.hiddenAggregates > 0 { lines.append("\(Figures.count(moment.hiddenAggregates)) more") }
        return lines
    }

    private func value(_ json: JSON?) -> String { json.map { visible($0.description) } ?? "–" }

    // MARK: - JSON

    func printJSON() {
        var more = JSON.Object()
        more["at"] = .string(moment.at.rfc3339(digits: 6))
        more["step"] = .int(moment.step)
        more["steps"] = .int(history.count)
        more["event"] = moment.event?.json(since: history.started, snapshot) ?? .null
        more["queues"] = .array(moment.queues.map { $0.json(at: moment.at) })
        more["executions"] = .array(moment.executions.map(\.json))
        more["aggregates"] = .array(moment.aggregates.map(\.json))
        TraceJSON(tree: moment.tree, snapshot: snapshot, more: more, now: moment.at).print()
    }
}

extension ExecutionMoment.Status {
    fileprivate var words: String { self == .timedOut ? "timed out" : rawValue }
}
