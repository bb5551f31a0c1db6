import EventModel
import TerminalUI

/// What is known of a part, for the pane below the list and for a screen of its own: facts in lines, and beside them or below them
/// what takes more room: a pattern, states, what somebody should do.
struct PipelineDetail {
    typealias Line = [(text: String, style: Style)]

    /// `function ProcessPayment`.
    var title = ""
    var facts: [Line] = []
    var asideTitle = ""
    var aside: [Line] = []

    private let outline: PipelineOutline
    private let now: Timestamp
    private let theme: Theme
    /// Columns of a line that has nothing beside it, and of what stands aside.
    private let width: Int, asideWidth: Int

    /// - Parameters:
    ///   - width: columns of a line that has nothing beside it.
    ///   - asideWidth: columns of what stands beside the facts, or below them.
    ///   - execution: its states, where it is one that is selected and they have come.
    init(
        _ row: PipelineOutline.Row,
        _ outline: PipelineOutline,
        execution: ExecutionPath?,
        now: Timestamp,
        width: Int,
        asideWidth: Int,
        _ theme: Theme
    ) {
        self.outline = outline
        self.now = now
        self.theme = theme
        // A function has an aside only where there is advice.
        let hasAside: Bool =
            switch row.part {
            case .rule, .execution: true
            case .function: outline.parts.functions[row.index].advice != nil
            default: false
            }
        self.width = hasAside ? min(width, asideWidth) : width
        self.asideWidth = asideWidth
        title = row.part.words
        if let kind = row.trouble {
            let words = PipelineTrouble(kind: kind, part: row.part, index: row.index).words(outline, now: now)
            let (mark, style) = kind.mark(theme)
            // What is wrong with a queue may be its consumer's.
            if !words.isEmpty, kind != .paused || row.consumer == nil || row.part.kind == "consumer" {
                wrap(words, lead: "\(mark) ", style)
            }
        }
        let parts = outline.parts
        switch row.part {
        case .bus: bus(parts.buses[row.index])
        case .rule: rule(parts.rules[row.index])
        case .queue: queue(parts.queues[row.index], row)
        case .consumer: consumer(parts.consumers[row.index])
        case .function: function(parts.functions[row.index])
        case .machine: machine(parts.machines[row.index])
        case .execution: self.execution(parts.executions[row.index], execution)
        case .archive: archive(parts.archives[row.index])
        case .replay: replay(parts.replays[row.index])
        case .budget: budget(parts.cost)
        }
    }

    private mutating func fact(_ name: String, _ text: String, _ style: Style? = nil) {
        facts.append([(name.leftAligned(to: 13), theme.dim), (text, style ?? theme.text)])
    }

    private mutating func wrap(_ text: String, lead: String = "", _ style: Style) {
        let indent = displayWidth(lead)
        for (i, line) in WrappedText(text, width: max(16, width - indent), limit: 4).lines.enumerated() {
            facts.append([(i == 0 ? lead : String(repeating: " ", count: indent), style), (line, style)])
        }
    }

    private mutating func setAside(_ title: String, _ json: JSON) {
        asideTitle = title
        aside = JSONLines.plain(json, width: asideWidth, folded: false).map { [($0, theme.text)] }
    }

    // MARK: Parts

    private mutating func bus(_ bus: PipelineParts.Bus) {
        let rules = outline.parts.rules.filter { $0.bus == bus.name }
        fact("published", Figures.count(bus.published))
        fact("unmatched", Figures.count(bus.unmatched), bus.unmatched > 0 ? theme.text : theme.dim)
        let off = rules.count { !$0.isEnabled }
        fact("rules", Figures.count(rules.count) + (off > 0 ? ", \(Figures.count(off)) of them off" : ""))
    }

    private mutating func rule(_ rule: PipelineParts.Rule) {
        let state = (rule.isEnabled ? "on" : "off") + (rule.isSwitched ? ", switched by hand" : ", as it is defined")
        fact("state", state, rule.isEnabled ? theme.text : theme.warning)
        fact("bus", rule.bus)
        var matched = Figures.count(rule.matched)
        if let bus = outline.bus(rule.bus) { matched += " of \(Figures.count(bus.published)) events" }
        fact("matched", matched)
        for (i, target) in rule.targets.prefix(64).enumerated() { fact(i == 0 ? "targets" : "", target) }
        if rule.targets.count > 64 { fact("", "\(Figures.count(rule.targets.count - 64)) more", theme.dim) }
        setAside("Pattern", rule.pattern)
    }

    private mutating func queue(_ queue: PipelineParts.Queue, _ row: PipelineOutline.Row) {
        fact("ready", Figures.count(queue.visible))
        fact("in flight", Figures.count(queue.inFlight))
        if queue.delayed > 0 { fact("delayed", Figures.count(queue.delayed)) }
        if let oldest = queue.oldest { fact("oldest", "waits \(Figures.duration(oldest))") }
        if let growth = outline.trend.growth(ofQueue: queue.name), abs(growth) >= 0.05 {
            fact("changes by", "\(growth > 0 ? "+" : "")\(Figures.decimal(growth))/s")
        }
        if let consumer = row.consumer.map({ outline.parts.consumers[$0] }) {
            fact(
                "taken by",
                consumer.function + (consumer.isPaused ? ", paused" : ""),
                consumer.isPaused ? theme.warning : nil
            )
        } else if !queue.isDeadLetterQueue {
            fact("taken by", outline.takers(of: queue.name))
        }
        if queue.isDeadLetterQueue { fact("", "a dead-letter queue: page 4 has its messages", theme.dim) }
    }

    private mutating func consumer(_ consumer: PipelineParts.Consumer) {
        fact("takes from", consumer.source)
        fact("invokes", consumer.function)
        fact(
            "state",
            consumer.isPaused ? "paused: takes nothing more" : "runs",
            consumer.isPaused ? theme.warning : nil
        )
    }

    private mutating func function(_ function: PipelineParts.Function) {
        let busy = function.busy.map { "\(Figures.count($0)) of \(Figures.count(function.concurrency)) busy" }
        fact("concurrency", busy ?? "\(Figures.count(function.concurrency)) at once")
        fact(
            "invoked",
            "\(Figures.count(function.invocations)), \(Figures.count(function.errors)) failed, "
                + "\(Figures.count(function.coldStarts)) cold"
        )
        if let mean = function.duration {
            fact(
                "takes",
                Figures.duration(mean) + (function.longest.map { ", at the longest \(Figures.duration($0))" } ?? "")
            )
        }
        var cost = Dollars.text(function.cost)
        if function.invocations > 0 {
            cost += ", \(Dollars.text(function.cost / Double(function.invocations) * 1_000_000)) a million"
        }
        fact("cost", cost)
        fact("service", "\(function.service), \(Figures.count(function.memoryMB)) MB")
        if let fault = function.fault { fact("fault", "\(fault.words): \(fault.error.message)", theme.warning) }
        if let advice = function.advice {
            asideTitle = "Advice"
            aside = WrappedText(advice, width: asideWidth, limit: 20).lines.map { [($0, theme.text)] }
        }
    }

    private mutating func machine(_ machine: PipelineParts.Machine) {
        fact("running", Figures.count(machine.running))
        fact("succeeded", Figures.count(machine.succeeded))
        fact("failed", Figures.count(machine.failed), machine.failed > 0 ? theme.error : theme.dim)
    }

    private mutating func execution(_ execution: PipelineParts.Execution, _ path: ExecutionPath?) {
        let isBad = execution.hasFailed
        var status = execution.status.lowercased()
        let mine = path.flatMap { $0.execution.id == execution.id ? $0 : nil }
        if let state = mine?.place ?? execution.state, execution.status != "SUCCEEDED" {
            status += isBad ? " at \(state)" : " in \(state)"
        }
        fact("status", status, isBad ? theme.error : theme.text)
        if let error = execution.error { fact("error", error, theme.error) }
        fact(
            "started",
            "\(execution.started.day) \(execution.started.clock()), \(Figures.age(now - execution.started)) ago"
        )
        fact("took", Figures.duration(max(.zero, (execution.ended ?? now) - execution.started)))
        if execution.redrives > 0 {
            fact("redriven", execution.redrives == 1 ? "once" : "\(Figures.count(execution.redrives)) times")
        }
        fact("flow", execution.correlationID, theme.id)
        fact("machine", execution.machine)
        guard let path = mine else { return }
        asideTitle = "States"
        let states = ExecutionStateList(path)
        aside = states.states.indices.map { states.line($0, now: now, theme) }
    }

    private mutating func archive(_ archive: PipelineParts.Archive) {
        fact("bus", archive.bus)
        let size = archive.bytes > 0 ? ", \(Figures.bytes(archive.bytes))" : ""
        fact("events", Figures.count(archive.events) + size)
        if let first = archive.first { fact("from", first.rfc3339(digits: 3)) }
        if let last = archive.last { fact("to", last.rfc3339(digits: 3)) }
    }

    private mutating func replay(_ replay: PipelineParts.Replay) {
        fact("archive", replay.archive)
        fact("state", replay.state.lowercased(), replay.state == "FAILED" ? theme.error : theme.text)
        fact("events", replay.progress)
        if let selected = replay.selected, selected > 0, replay.isRunning {
            let filled = Int(min(1, max(0, Double(replay.sent) / Double(selected))) * 30)
            facts.append([
                (String(repeating: " ", count: 13), theme.dim),
                (String(repeating: theme.working, count: filled), theme.work),
                (String(repeating: theme.waiting, count: 30 - filled), theme.wait),
            ])
        }
        let seconds = ((replay.ended ?? now) - replay.started).inSeconds
        if seconds >= 1, replay.sent > 0 { fact("rate", "\(Figures.decimal(Double(replay.sent) / seconds)) a second") }
        fact("started", "\(replay.started.day) \(replay.started.clock()), \(Figures.age(now - replay.started)) ago")
        if let failure = replay.failure { fact("failure", failure, theme.error) }
    }

    private mutating func budget(_ cost: PipelineParts.Cost) {
        fact("spent", "\(Dollars.text(cost.spent)) in this month")
        if let budget = cost.budget { fact("budget", "\(Dollars.text(budget)) a month") }
        fact("in all", "\(Dollars.text(cost.total)) at list prices")
    }
}

extension JSONLines {
    /// A value as lines, without a name before it.
    static func plain(_ value: JSON, width: Int, folded: Bool) -> [String] {
        var lines = JSONLines("", value, width: width, folded: folded).lines
        if let first = lines.first { lines[0] = String(first.drop { $0 == " " }) }
        return lines
    }
}
