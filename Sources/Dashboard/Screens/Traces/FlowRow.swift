import EventModel
package import Telemetry
import TerminalUI

/// What one row of a flow's tree says, as text; made only for rows that are visible.
package struct FlowRow: Hashable, Sendable {
    /// What a part of a row means; the theme gives it its colour.
    package enum Tone: Hashable, Sendable { case plain, quiet, bad, warning, good }

    /// Fold mark or state mark.
    package var mark: Character
    package var name: String
    package var tone: Tone
    /// The oddities of its place, each in a word; empty for most.
    package var labels: String
    /// The service; of a dead letter the error's type, of a redrive its generation.
    package var service: String
    /// How it ended and how long it took, to stand at the right.
    package var status: String
    package var statusTone: Tone

    package init(_ node: TraceNode, in outline: FlowOutline, folded: Bool, theme: Theme) {
        let leaf = node.children.isEmpty
        switch node.kind {
        case .deadletter where leaf: mark = theme.dead
        case .redrive where leaf: mark = theme.redriven
        default: mark = leaf ? theme.leaf : folded ? theme.folded : theme.unfolded
        }
        name = node.name.isEmpty ? node.kind.rawValue : node.name
        switch node.kind {
        case .deadletter where !leaf: name = "\(theme.dead) \(name)"
        case .redrive where !leaf: name = "\(theme.redriven) \(name)"
        default: break
        }
        if folded { name += " +\(FlowRow.hidden(below: node, in: outline.tree))" }
        // A death that a redrive has made good is history: it is told, and alarms nobody.
        let alarm: Tone = outline.tree.summary.status == .ok ? .warning : .bad
        let redriven = node.children.contains { outline.tree.nodes[$0].kind == .redrive }
        tone =
            switch (node.kind, node.status) {
            case (.deadletter, _) where redriven: .warning
            case (.deadletter, _), (_, .error): alarm
            case (_, .dead): node.children.isEmpty ? alarm : .plain
            case (_, .retried): .warning
            default: .plain
            }
        labels = node.labels.map(\.rawValue).joined(separator: ", ")
        switch node.kind {
        case .deadletter: service = node.error?.type ?? node.service
        case .redrive: service = node.generation > 0 ? "gen \(node.generation)" : node.service
        default: service = node.service
        }
        if redriven, node.kind == .deadletter {
            (status, statusTone) = ("\(theme.redriven) redriven", .warning)
        } else {
            (status, statusTone) = FlowRow.status(node, attempts: outline.attempts(of: node), alarm, theme)
        }
    }

    private static func status(_ node: TraceNode, attempts: Int?, _ alarm: Tone, _ theme: Theme) -> (String, Tone) {
        var text = ""
        if let duration = node.duration, duration > .zero { text = Figures.duration(duration) + " " }
        let tries =
            if let attempt = node.attempt, let attempts { " \(attempt)/\(attempts)" } else { "" }
        switch node.status {
        case .ok where node.kind == .publish || node.kind == .redrive || node.kind == .queue:
            // A moment that went well says nothing: the hops below it do.
            return (text.isEmpty ? "" : "\(text)\(theme.succeeded)", .plain)
        // Green is for a success that was waited for: after a retry or a redrive.
        case .ok: return ("\(text)\(theme.succeeded)\(tries)", tries.isEmpty && node.generation == 0 ? .plain : .good)
        case .error: return ("\(text)\(theme.failed)\(tries)", alarm)
        case .retried: return ("\(text)\(theme.redriven)\(tries)", .warning)
        // What it caused is dead, and says so below.
        case .dead where node.kind != .deadletter && !node.children.isEmpty: return ("\(text)\(theme.failed)", alarm)
        case .dead: return ("\(text)\(theme.dead) dead", alarm)
        case .running: return ("\(theme.ellipsis)running\(tries)", .plain)
        case .unknown: return ("\(text)\(tries)", .quiet)
        }
    }

    /// How many nodes a fold hides: in pre-order they are those that follow and lie deeper.
    private static func hidden(below node: TraceNode, in tree: TraceTree) -> Int {
        guard let first = node.children.first else { return 0 }
        var index = first
        while index < tree.nodes.count, tree.nodes[index].depth > node.depth { index += 1 }
        return index - first
    }
}
