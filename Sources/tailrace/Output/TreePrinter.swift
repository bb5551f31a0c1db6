import EventModel
import Telemetry
import TerminalUI

/// Prints a flow as a tree: one hop a line, with what it waited and worked.
struct TreePrinter {
    let paint: Paint
    let snapshot: StoreSnapshot

    func print(_ tree: TraceTree) {
        let flow = tree.summary
        Output.print(
            "\(paint("Flow", .bold)) \(paint(visible(flow.correlationID), .cyan))  \(visible(flow.root))  "
                + "\(flow.status.painted(paint))  \(counted(flow.records, "record")), \(counted(flow.services.count, "service")), \(Figures.duration(flow.duration))"
        )
        // A hop that is only known by its end began before its record was written.
        let origin = tree.nodes.map(\.start).min() ?? flow.started
        // Which ancestors have another child below: they need a line that goes on.
        var open: [Bool] = []
        for node in tree.nodes {
            open.removeLast(open.count - min(open.count, node.depth))
            let siblings = node.parent.map { tree.nodes[$0].children } ?? tree.roots
            let isLast = siblings.last.map { tree.nodes[$0].id == node.id } ?? true
            let rails = open.suffix(60).map { $0 ? "│  " : "   " }.joined()
            Output.print("\(rails)\(isLast ? "└─ " : "├─ ")\(text(node, from: origin))")
            open.append(!isLast)
        }
        if tree.criticalWait + tree.criticalWork > .zero {
            Output.print(
                "critical path \(Figures.duration(tree.criticalWait + tree.criticalWork)): waiting \(Figures.duration(tree.criticalWait)), handlers \(Figures.duration(tree.criticalWork))"
            )
        }
        if !tree.labels.isEmpty { Output.print("labels: \(tree.labels.map(\.rawValue).joined(separator: ", "))") }
    }

    private func text(_ node: TraceNode, from start: Timestamp) -> String {
        var line = "\(paint(node.kind.rawValue, .dim)) \(visible(node.name))"
        if !node.service.isEmpty, node.service != node.name { line += paint("  \(visible(node.service))", .dim) }
        line += "  +\(Figures.duration(node.start - start))"
        if let wait = node.wait, wait > .zero { line += "  waited \(Figures.duration(wait))" }
        if let duration = node.duration, duration > .zero { line += "  took \(Figures.duration(duration))" }
        if let attempt = node.attempt, attempt > 1 || node.status == .error { line += "  attempt \(attempt)" }
        if node.generation > 0 { line += "  generation \(node.generation)" }
        line += "  " + node.status.painted(paint).trimmed
        if let error = node.error { line += paint("  \(visible("\(error.type): \(error.message)"))", .red) }
        if !node.labels.isEmpty { line += paint("  (\(node.labels.map(\.rawValue).joined(separator: ", ")))", .yellow) }
        return line
    }
}

extension String {
    fileprivate var trimmed: String {
        var text = self
        while text.last == " " { text.removeLast() }
        return text
    }
}
