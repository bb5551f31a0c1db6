import EventModel
import Pipeline
import Programs

/// A flow as a tree of text: bus, rule, target, and what comes after it.
///
/// Names come from a file: whoever prints the lines makes them visible.
package struct FlowDrawing {
    struct Branch {
        var text: String
        var branches: [Branch] = []
    }

    private let file: FlowFile
    var definition: PipelineDefinition { file.definition }

    package init(_ file: FlowFile) { self.file = file }

    /// The lines, from the top.
    ///
    /// - Parameter isASCII: without characters for drawing.
    package func lines(isASCII: Bool) -> [String] {
        var trees = [Branch(text: "flow \(file.name)\(file.summary.map { ": \($0)" } ?? "")")]
        if let stimulus { trees.append(stimulus) }
        if let gateway { trees.append(gateway) }
        trees += definition.buses.compactMap(bus)
        trees += definition.schedules.map(schedule)
        trees += definition.topics.filter { !isTarget($0.name) }.map { topic($0.name, seen: []) }
        trees += definition.streams.filter { !isTarget($0.name) }.map { stream($0.name, seen: []) }
        trees += definition.stateMachines.filter { !isTarget($0.name) }.map { stateMachine($0.name) }
        trees += definition.tables.map(table)
        trees += definition.archives.map(archive)
        trees += definition.aggregates.map {
            Branch(text: "aggregate \($0.type)  events with versions, folded by a reducer")
        }
        trees += definition.buckets.map(bucket)
        let contracts = definition.contracts.map(contract)
        if !contracts.isEmpty { trees.append(Branch(text: "contracts", branches: contracts)) }
        let loose = definition.functions.filter { !isReached($0.name) }.map { function($0.name, seen: []) }
        if !loose.isEmpty { trees.append(Branch(text: "invoked by nothing here", branches: loose)) }
        if !file.faults.isEmpty { trees.append(Branch(text: "faults", branches: file.faults.map(fault))) }
        var lines: [String] = []
        for tree in trees { Self.draw(tree, "", "", isASCII, &lines) }
        return lines.map { isASCII ? $0.replacing("…", with: "...") : $0.replacing(" -> ", with: " → ") }
    }

    private static func draw(_ tree: Branch, _ lead: String, _ rest: String, _ isASCII: Bool, _ lines: inout [String]) {
        lines.append(lead + tree.text)
        for (i, branch) in tree.branches.enumerated() {
            let isLast = i == tree.branches.count - 1
            let fork = isASCII ? (isLast ? "`- " : "|- ") : (isLast ? "└─ " : "├─ ")
            let bar = isLast ? "   " : isASCII ? "|  " : "│  "
            draw(branch, rest + fork, rest + bar, isASCII, &lines)
        }
    }

    private var stimulus: Branch? {
        guard let stimulus = file.stimulus else { return nil }
        let rate = stimulus.rate.map { " at \(JSON.double($0))/s" } ?? ""
        let templates = stimulus.templates.map { template in
            let fate = template.fate.map { " (\($0.rawValue))" } ?? ""
            switch template.kind {
            case .event(let source, let type, _, _): return Branch(text: "event \(type) from \(source)\(fate)")
            case .object(let bucket, let key, _): return Branch(text: "object \(key) into \(bucket)\(fate)")
            }
        }
        return Branch(text: "started\(rate) by", branches: templates)
    }

    private func bus(_ name: String) -> Branch? {
        let rules = definition.rules.filter { $0.bus == name }
        if rules.isEmpty, name == "default" { return nil }
        return Branch(text: "bus \(name)", branches: rules.map(rule))
    }

    private func rule(_ rule: RuleDefinition) -> Branch {
        let state = rule.isEnabled ? "" : " (disabled)"
        let pattern = Self.short(rule.pattern.description, 100)
        return Branch(text: "rule \(rule.name)\(state)  \(pattern)", branches: rule.targets.map(target))
    }

    func target(_ target: TargetDefinition) -> Branch {
        var notes = ["\(target.maximumRetryAttempts) retries within \(Self.words(target.maximumEventAge))"]
        if let queue = target.deadLetterQueue { notes.append("given up -> \(queue)") }
        switch target.input {
        case .event: break
        case .path(let path): notes.append("input \(path)")
        case .constant(let json): notes.append("input \(Self.short(json.description, 40))")
        case .transformer: notes.append("input transformed")
        }
        var branch = destination(target.kind, seen: [])
        branch.text = "\(target.id) -> \(branch.text)  (\(notes.joined(separator: ", ")))"
        return branch
    }

    func destination(_ kind: TargetDefinition.Kind, seen: Set<String>) -> Branch {
        switch kind {
        case .queue(let name): queue(name, seen: seen)
        case .function(let name): function(name, seen: seen)
        case .bus(let name): Branch(text: "bus \(name)")
        case .topic(let name): topic(name, seen: seen)
        case .stream(let name, _): stream(name, seen: seen)
        case .stateMachine(let name): stateMachine(name)
        }
    }

    private func queue(_ name: String, seen: Set<String>) -> Branch {
        var branch = Branch(text: "\(name.hasSuffix(".fifo") ? "FIFO queue" : "queue") \(name)")
        guard let queue = definition.queues.first(where: { $0.name == name }), !seen.contains("queue \(name)") else {
            return branch
        }
        let seen = seen.union(["queue \(name)"])
        branch.text += "  visibility \(Self.words(queue.visibilityTimeout))"
        if queue.delay > .zero { branch.text += ", delay \(Self.words(queue.delay))" }
        for mapping in definition.mappings where mapping.queue == name {
            var polled = function(mapping.function, seen: seen)
            let window = mapping.window > .zero ? " within \(Self.words(mapping.window))" : ""
            polled.text = "polled, up to \(mapping.batchSize)\(window) -> \(polled.text)"
            branch.branches.append(polled)
        }
        if let policy = queue.redrivePolicy {
            branch.branches.append(
                Branch(text: "after \(policy.maxReceiveCount) receives -> dead-letter queue \(policy.deadLetterQueue)")
            )
        }
        return branch
    }

    func function(_ name: String, seen: Set<String>) -> Branch {
        var branch = Branch(text: "function \(name)")
        guard let function = definition.functions.first(where: { $0.name == name }), !seen.contains("function \(name)")
        else { return branch }
        let seen = seen.union(["function \(name)"])
        let program = file.programs[name].map { Self.short($0.command.joined(separator: " "), 60) + ", " } ?? ""
        branch.text +=
            "  [\(program)\(Self.words(function.timeout)), \(function.memoryMB) MB, up to \(function.concurrency) at once]"
        let isPolled =
            definition.mappings.contains { $0.function == name }
            || definition.streamMappings.contains { $0.function == name }
        if !isPolled {
            branch.branches.append(
                Branch(
                    text: "\(function.maximumRetryAttempts) retries within \(Self.words(function.maximumEventAge))"
                        + (function.deadLetterQueue.map { ", given up -> dead-letter queue \($0)" } ?? "")
                )
            )
        }
        for (word, kind) in [("succeeded", function.onSuccess), ("failed", function.onFailure)] {
            guard let kind else { continue }
            var next = destination(kind, seen: seen)
            next.text = "\(word) -> \(next.text)"
            branch.branches.append(next)
        }
        return branch
    }

    private func isReached(_ name: String) -> Bool {
        func isIt(_ kind: TargetDefinition.Kind?) -> Bool { if case .function(name) = kind { true } else { false } }
        return definition.mappings.contains { $0.function == name }
            || definition.routes.contains { $0.function == name }
            || definition.streamMappings.contains { $0.function == name }
            || definition.schedules.contains { $0.targets.contains { isIt($0.kind) } }
            || definition.topics.contains { $0.subscriptions.contains { isIt($0.endpoint) } }
            || definition.rules.contains { $0.targets.contains { isIt($0.kind) } }
            || definition.functions.contains { isIt($0.onSuccess) || isIt($0.onFailure) }
            || definition.stateMachines.contains { $0.drawnStates.contains { $0.function == name } }
    }

    /// Whether something sends to a topic, a stream or a state machine of this name, which then is drawn there.
    private func isTarget(_ name: String) -> Bool {
        func isIt(_ kind: TargetDefinition.Kind?) -> Bool {
            switch kind {
            case .topic(name), .stream(name, _), .stateMachine(name): true
            default: false
            }
        }
        return definition.rules.contains { $0.targets.contains { isIt($0.kind) } }
            || definition.schedules.contains { $0.targets.contains { isIt($0.kind) } }
            || definition.topics.contains { $0.subscriptions.contains { isIt($0.endpoint) } }
    }

    private func contract(_ contract: ContractDefinition) -> Branch {
        let what =
            switch contract.mode {
            case .reject: "rejected"
            case .mark: "marked"
            case .deadletter(let queue): "put into \(queue)"
            }
        let source = contract.source.map { " from \($0)" } ?? ""
        return Branch(text: "\(contract.name)\(source): an event that breaks it is \(what)")
    }

    private func fault(_ fault: FlowFault) -> Branch {
        let place =
            switch fault.place {
            case .function(let name): "function \(name)"
            case .target(let name): "the way to \(name)"
            }
        let times = fault.times == FlowFault.always ? "" : ", the first \(fault.times) times"
        return Branch(text: "\(fault.error.type) in \(place), for \(JSON.double(fault.share)) of the flows\(times)")
    }

    static func words(_ duration: Duration) -> String {
        let seconds = duration.inSeconds
        if seconds < 1, seconds > 0 { return "\(JSON.double(seconds * 1_000)) ms" }
        for (size, unit) in [(86_400.0, "d"), (3_600, "h"), (60, "min")]
        where seconds >= size && seconds.truncatingRemainder(dividingBy: size) == 0 {
            return "\(JSON.double(seconds / size)) \(unit)"
        }
        return "\(JSON.double(seconds)) s"
    }

    static func short(_ text: String, _ most: Int) -> String {
        text.count > most ? text.prefix(most - 1) + "…" : text
    }
}
