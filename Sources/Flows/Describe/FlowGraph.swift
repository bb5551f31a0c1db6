import EventModel
import Pipeline

/// Flows as a graph in the language of Graphviz (https://graphviz.org/doc/info/lang.html).
package struct FlowGraph {
    private var nodes: [(id: String, name: String, kind: String, shape: String)] = []
    private var edges: [(from: String, to: String, label: String, isDeath: Bool)] = []

    package init(_ files: [FlowFile]) {
        for file in files { add(file.definition) }
    }

    /// The text, with a stand-in from `visible` for what could drive a terminal.
    package func text(_ visible: (String) -> String) -> String {
        func quoted(_ text: String) -> String {
            let escaped = visible(text).replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
            return "\"\(escaped)\""
        }
        var lines = [
            "digraph tailrace {", "  rankdir=LR;", "  node [fontname=\"sans-serif\", fontsize=11];",
            "  edge [fontname=\"sans-serif\", fontsize=9];",
        ]
        for node in nodes {
            lines.append(
                "  \(quoted(node.id)) [label=\(quoted(node.name)), tooltip=\(quoted(node.kind)), shape=\(node.shape)];"
            )
        }
        for edge in edges {
            let style = edge.isDeath ? ", color=\"#c00000\", style=dashed" : ""
            lines.append("  \(quoted(edge.from)) -> \(quoted(edge.to)) [label=\(quoted(edge.label))\(style)];")
        }
        return (lines + ["}"]).joined(separator: "\n")
    }

    private mutating func node(_ kind: String, _ name: String, _ shape: String) -> String {
        let id = "\(kind)/\(name)"
        if !nodes.contains(where: { $0.id == id }) { nodes.append((id, name, kind, shape)) }
        return id
    }

    private mutating func node(_ kind: TargetDefinition.Kind) -> String {
        switch kind {
        case .queue(let name): node("queue", name, "cds")
        case .function(let name): node("function", name, "box")
        case .bus(let name): node("bus", name, "parallelogram")
        case .topic(let name): node("topic", name, "house")
        case .stream(let name, _): node("stream", name, "cds")
        case .stateMachine(let name): node("state-machine", name, "component")
        }
    }

    /// Its states are nodes of their own: where each leads, where its errors lead, and what its task runs.
    private mutating func add(_ machine: StateMachineDefinition) {
        let id = node(.stateMachine(machine.name))
        func place(_ state: String) -> String { "state/\(machine.name)/\(state)" }
        for state in machine.drawnStates {
            let here = place(state.name)
            nodes.append(
                (here, state.name, "\(state.type) state of \(machine.name)", state.isEnd ? "Msquare" : "ellipse")
            )
            if state.isStart { edges.append((id, here, "starts", false)) }
            for inner in state.innerStarts { edges.append((here, place(inner), "inside", false)) }
            for next in state.nexts { edges.append((here, place(next), "", false)) }
            for caught in state.caught { edges.append((here, place(caught.next), caught.errors, true)) }
            if let name = state.function { edges.append((here, node(.function(name)), "task", false)) }
        }
    }

    private mutating func add(_ definition: PipelineDefinition) {
        for bucket in definition.buckets {
            let id = node("bucket", bucket.name, "cylinder")
            edges.append((id, node(.bus("default")), "Object Created", false))
            for rule in bucket.replication where rule.isEnabled {
                edges.append((id, node("bucket", rule.destination, "cylinder"), "replicated", false))
            }
            for rule in bucket.lifecycle where rule.isEnabled {
                for step in FlowDrawing.steps(of: rule) { edges.append((id, id, step, false)) }
            }
        }
        for route in definition.routes {
            let id = node("gateway", "gateway", "tab")
            edges.append((id, node(.function(route.function)), route.key, false))
        }
        for archive in definition.archives {
            let id = node("archive", archive.name, "folder")
            edges.append((node(.bus(archive.bus)), id, "archived", false))
            edges.append((id, node("bucket", archive.bucket, "cylinder"), "packed", false))
        }
        for rule in definition.rules {
            let id = node("rule", rule.name, "diamond")
            edges.append((node(.bus(rule.bus)), id, rule.isEnabled ? "" : "disabled", false))
            for target in rule.targets {
                edges.append((id, node(target.kind), target.id, false))
                if let queue = target.deadLetterQueue { edges.append((id, node(.queue(queue)), "given up", true)) }
            }
        }
        for schedule in definition.schedules {
            let id = node("schedule", schedule.name, "octagon")
            if let bus = schedule.bus { edges.append((id, node(.bus(bus)), schedule.expression, false)) }
            for target in schedule.targets {
                edges.append((id, node(target.kind), schedule.expression, false))
                if let queue = target.deadLetterQueue { edges.append((id, node(.queue(queue)), "given up", true)) }
            }
        }
        for topic in definition.topics {
            let id = node(.topic(topic.name))
            for subscription in topic.subscriptions {
                edges.append((id, node(subscription.endpoint), subscription.id, false))
                if let queue = subscription.deadLetterQueue {
                    edges.append((id, node(.queue(queue)), "given up", true))
                }
            }
        }
        for table in definition.tables { _ = node("table", table.name, "cylinder") }
        for mapping in definition.streamMappings {
            let source =
                switch mapping.source {
                case .stream(let name): node(.stream(name))
                case .table(let name): node("table", name, "cylinder")
                }
            let function = node(.function(mapping.function))
            edges.append((source, function, "polled", false))
            if let kind = mapping.onFailure { edges.append((function, node(kind), "given up", true)) }
        }
        for mapping in definition.mappings {
            edges.append((node(.queue(mapping.queue)), node(.function(mapping.function)), "polled", false))
        }
        for machine in definition.stateMachines { add(machine) }
        for queue in definition.queues {
            let id = node(.queue(queue.name))
            if let policy = queue.redrivePolicy {
                edges.append((id, node(.queue(policy.deadLetterQueue)), "after \(policy.maxReceiveCount)", true))
            }
        }
        for function in definition.functions {
            let id = node(.function(function.name))
            if let queue = function.deadLetterQueue { edges.append((id, node(.queue(queue)), "given up", true)) }
            if let kind = function.onSuccess { edges.append((id, node(kind), "succeeded", false)) }
            if let kind = function.onFailure { edges.append((id, node(kind), "failed", true)) }
        }
    }
}
