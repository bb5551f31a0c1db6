import Telemetry
import TerminalUI

/// Prints a topology for people: what is in trouble, then everything from where it begins to where it ends, in 80 columns.
struct MapPrinter {
    let paint: Paint
    let isASCII: Bool
    let topology: Topology

    /// Columns of the part in front of the figures.
    private static let left = 47
    /// Edges in trouble that are listed first.
    private static let most = 10

    func print() {
        let nodes = topology.nodes
        let total = topology.edges.reduce(0) { $0 + $1.count }
        Output.print(
            "\(counted(nodes.count, "node")), \(counted(topology.edges.count, "edge")), \(Figures.count(total)) crossings"
        )
        let worst = topology.worst
        if !worst.isEmpty {
            Output.print("")
            Output.print(title("what fails"))
            for i in worst.prefix(Self.most) {
                let edge = topology.edges[i]
                let ends = "\(name(edge.from)) \(arrow(edge)) \(name(edge.to))"
                Output.print(line(mark(edge), ends, via(edge), edge))
            }
            if worst.count > Self.most { Output.print("  and \(Figures.count(worst.count - Self.most)) more edges") }
        }
        Output.print("")
        Output.print(title("from where it begins"))
        let rows = TopologyOutline(topology).rows
        // Where steps of two would take the names' room, one must do.
        let step = rows.contains { $0.depth > 8 } ? 1 : 2
        for row in rows { Output.print(text(row, step)) }
        for note in notes { Output.print(note) }
    }

    private var notes: [String] {
        var notes: [String] = []
        if topology.edges.isEmpty, !topology.nodes.isEmpty {
            notes += ["no record names another as its cause (causation_id, parent_span_id, hop), so nothing is linked"]
        }
        if topology.edges.contains(where: \.inferred) {
            notes += [
                "\(arrow(true)) is a guess: no record names its cause, these services follow one another in flows"
            ]
        }
        if topology.hiddenEdges > 0 {
            notes += [
                "\(Figures.count(topology.hiddenEdges)) more edges with \(Figures.count(topology.hiddenCount)) crossings; -n shows more"
            ]
        }
        if topology.unlinked > 0 {
            let are = topology.unlinked == 1 ? "is" : "are"
            notes += ["\(counted(topology.unlinked, "cause")) \(are) not among the records"]
        }
        return notes.isEmpty ? [] : [""] + notes
    }

    private func title(_ text: String) -> String {
        paint(text.leftAligned(to: Self.left) + "   count  errors    wait     p95", .bold)
    }

    private func text(_ row: TopologyOutline.Row, _ step: Int) -> String {
        let indent = String(repeating: " ", count: min(row.depth * step, 20))
        guard let i = row.edge else {
            let node = topology.nodes[row.node]
            let began =
                node.began > 0
                ? "  \(Figures.count(node.began)) begin here"
                : node.heard > 0 ? "  \(counted(node.heard, "record"))" : ""
            return "  " + paint(name(row.node), .bold) + paint(began, .dim)
        }
        let edge = topology.edges[i]
        // What a carrier hands on is what came in: it is said once.
        let isNew = !topology.nodes[edge.from].kind.carries || topology.nodes[edge.from].kind == .deadLetterQueue
        let elsewhere = row.isElsewhere ? " " + (isASCII ? "^" : "↑") : ""
        // On a bus it is the event that counts.
        let isPublished = topology.nodes[row.node].kind == .bus && isNew && !edge.via.isEmpty
        let (what, more) = isPublished ? (via(edge), name(row.node)) : (name(row.node), isNew ? via(edge) : "")
        return line(mark(edge), "\(indent)\(arrow(edge)) \(what)\(elsewhere)", more, edge)
    }

    private func line(_ mark: (String, Paint.Ink?), _ what: String, _ via: String, _ edge: Topology.Edge) -> String {
        let room = Self.left - 3
        let what = visible(what).truncated(to: room)
        let left = room - displayWidth(what) - 2
        let via = left < 4 ? "" : visible(via).truncated(to: left)
        let pad = String(
            repeating: " ",
            count: max(0, room - displayWidth(what) - (via.isEmpty ? 0 : displayWidth(via) + 2))
        )
        let errors = edge.errors == 0 ? "-" : Figures.count(edge.errors)
        return paint(mark.0, mark.1) + " " + what + (via.isEmpty ? "" : "  " + paint(via, .dim)) + pad + " "
            + Figures.count(edge.count).rightAligned(to: 8) + paint(errors.rightAligned(to: 8), mark.1)
            + (edge.wait.map(Figures.duration) ?? "-").rightAligned(to: 8)
            + (edge.p95.map(Figures.duration) ?? "-").rightAligned(to: 8)
    }

    private func mark(_ edge: Topology.Edge) -> (String, Paint.Ink?) {
        switch topology.trouble(edge) {
        case .none: (" ", nil)
        case .some: (isASCII ? "!" : "▲", .yellow)
        case .failing: (isASCII ? "x" : "✗", .red)
        case .dead: (isASCII ? "*" : "◆", .red)
        }
    }

    private func arrow(_ edge: Topology.Edge) -> String { arrow(edge.inferred) }

    private func arrow(_ isGuess: Bool) -> String { isASCII ? (isGuess ? "?>" : "->") : (isGuess ? "⇢" : "→") }

    private func via(_ edge: Topology.Edge) -> String {
        edge.types > 1 ? "\(edge.via) +\(edge.types - 1)" : edge.via
    }

    private func name(_ node: Int) -> String {
        let node = topology.nodes[node]
        return switch node.kind {
        case .service, .function, .deadLetterQueue: node.name
        case .stateMachine, .objectStore, .scheduler, .bus, .rule, .topic, .subscription, .queue, .stream, .table:
            "\(node.kind.rawValue) \(node.name)"
        }
    }
}
