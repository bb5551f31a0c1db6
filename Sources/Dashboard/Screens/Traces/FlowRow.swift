package import EventModel
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

    /// - Parameter now: of a tree of the past its instant: what ran then says for how long it had.
    package init(_ index: Int, in tree: TraceTree, folded: Bool, theme: Theme, now: Timestamp? = nil) {
        let node = tree.node(index)
        let hop = tree.hops[index]
        switch node.kind {
        case .deadletter where hop.isLeaf: mark = theme.dead
        case .redrive where hop.isLeaf: mark = theme.redriven
        default: mark = hop.isLeaf ? theme.leaf : folded ? theme.folded : theme.unfolded
        }
        name = node.name.isEmpty ? node.kind.rawValue : node.name
        switch node.kind {
        case .deadletter where !hop.isLeaf: name = "\(theme.dead) \(name)"
        case .redrive where !hop.isLeaf: name = "\(theme.redriven) \(name)"
        default: break
        }
        if folded { name += " +\(Figures.count(Int(hop.size) - 1))" }
        // A death that a redrive has made good is history: it is told, and alarms nobody.
        let alarm: Tone = tree.summary.status == .ok ? .warning : .bad
        let redriven = node.kind == .deadletter && tree.children(of: index).contains { tree.hops[$0].kind == .redrive }
        tone =
            switch (node.kind, node.status) {
            case (.deadletter, _) where redriven: .warning
            case (_, .error) where node.awaitsRetry: .warning
            case (.deadletter, _), (_, .error): alarm
            case (_, .dead): hop.isLeaf ? alarm : .plain
            case (_, .retried): .warning
            default: .plain
            }
        labels = node.labels.map(\.rawValue).joined(separator: ", ")
        switch node.kind {
        case .deadletter: service = node.error?.type ?? node.service
        case .redrive: service = node.generation > 0 ? "gen \(node.generation)" : node.service
        default: service = node.service
        }
        if redriven {
            (status, statusTone) = ("\(theme.redriven) redriven", .warning)
        } else {
            (status, statusTone) = FlowRow.status(node, hop, alarm, theme)
        }
        if let now, hop.isUnderWay {
            let soFar = Figures.duration(max(.zero, now - hop.start))
            (status, statusTone) = ("\(soFar) running", .plain)
        }
    }

    private static func status(_ node: TraceNode, _ hop: TraceHop, _ alarm: Tone, _ theme: Theme) -> (String, Tone) {
        var text = ""
        if let duration = node.duration, duration > .zero { text = Figures.duration(duration) + " " }
        let tries = hop.attempts > 1 && hop.attempt > 0 ? " \(hop.attempt)/\(hop.attempts)" : ""
        if node.awaitsRetry {
            // The attempt itself has a number, what it is an attempt of has not.
            return node.kind == .invoke
                ? ("\(text)\(theme.redriven) \(max(1, hop.attempt))", .warning)
                : ("\(theme.redriven) retrying", .warning)
        }
        switch node.status {
        case .ok where node.kind == .publish || node.kind == .redrive || node.kind == .queue:
            // A moment that went well says nothing: the hops below it do.
            return (text.isEmpty ? "" : "\(text)\(theme.succeeded)", .plain)
        case .ok where node.kind == .log: return ("", .plain)
        // Green is for a success that was waited for: after a retry or a redrive.
        case .ok: return ("\(text)\(theme.succeeded)\(tries)", tries.isEmpty && node.generation == 0 ? .plain : .good)
        case .error: return ("\(text)\(theme.failed)\(tries)", alarm)
        case .retried: return ("\(text)\(theme.redriven)\(tries)", .warning)
        // What it caused is dead, and says so below.
        case .dead where node.kind != .deadletter && !hop.isLeaf: return ("\(text)\(theme.failed)", alarm)
        case .dead: return ("\(text)\(theme.dead) dead", alarm)
        case .running: return ("\(theme.ellipsis)running\(tries)", .plain)
        case .unknown: return ("\(text)\(tries)", .quiet)
        }
    }
}

extension Theme {
    /// The style of a part of a row.
    func style(_ tone: FlowRow.Tone) -> Style {
        switch tone {
        case .plain: text
        case .quiet: dim
        case .bad: error
        case .warning: warning
        case .good: success
        }
    }
}
