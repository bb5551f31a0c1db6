import EventModel
import Telemetry
import TerminalUI

/// Prints a flow as a tree: one hop a line, with what it waited and worked.
struct TreePrinter {
    let paint: Paint
    /// The instant that the tree is as of: hops that ran then say for how long.
    var now: Timestamp?

    func print(_ tree: TraceTree) {
        let flow = tree.summary
        Output.print(
            "\(paint("Flow", .bold)) \(paint(visible(flow.correlationID), .cyan))  \(visible(flow.root))  "
                + "\(flow.status.painted(paint))  \(counted(flow.records, "record")), \(counted(flow.services.count, "service")), \(Figures.duration(flow.duration))"
        )
        var rails = Rails()
        var text = ""
        for (index, hop) in tree.hops.enumerated() {
            let end = index + Int(hop.size)
            let isLast = end == (tree.parent(of: index).map { $0 + Int(tree.hops[$0].size) } ?? tree.hops.count)
            text +=
                "\(rails.text(depth: Int(hop.depth), isLast: isLast))\(self.text(tree.node(index), from: flow.started))\n"
            if text.utf8.count > 1 << 16 {
                Output.write(Array(text.utf8))
                text = ""
            }
        }
        Output.write(Array(text.utf8))
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
        if let now, node.duration == nil { line += "  for \(Figures.duration(max(.zero, now - node.start)))" }
        if let attempt = node.attempt, attempt > 1 || node.status == .error { line += "  attempt \(attempt)" }
        if node.generation > 0 { line += "  generation \(node.generation)" }
        line += "  " + node.status.painted(paint).trimmed
        if node.awaitsRetry { line += paint(" (to be retried)", .yellow) }
        if let error = node.error { line += paint("  \(visible("\(error.type): \(error.message)"))", .red) }
        if !node.labels.isEmpty { line += paint("  (\(node.labels.map(\.rawValue).joined(separator: ", ")))", .yellow) }
        return line
    }
}

/// The lines that lead from a hop to what it caused, for hops that come in pre-order.
struct Rails {
    /// Which ancestors have another child below: they need a line that goes on.
    private var open: [Bool] = []
    /// Deeper hops have no more of them than this.
    private static let most = 60

    mutating func text(depth: Int, isLast: Bool) -> String {
        open.removeLast(open.count - min(open.count, depth))
        defer { open.append(!isLast) }
        return open.suffix(Self.most).map { $0 ? "│  " : "   " }.joined() + (isLast ? "└─ " : "├─ ")
    }
}

extension String {
    fileprivate var trimmed: String {
        var text = self
        while text.last == " " { text.removeLast() }
        return text
    }
}
