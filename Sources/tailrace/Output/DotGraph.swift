import Telemetry
import TerminalUI

/// A topology in the DOT language (https://graphviz.org/doc/info/lang.html).
struct DotGraph {
    private let topology: Topology

    init(_ topology: Topology) { self.topology = topology }

    var text: String {
        var lines = [
            "digraph tailrace {", "  rankdir=LR;", "  node [fontname=\"sans-serif\", fontsize=11];",
            "  edge [fontname=\"sans-serif\", fontsize=9];",
        ]
        for (i, node) in topology.nodes.enumerated() {
            let shape =
                switch node.kind {
                case .service: "box, style=rounded"
                case .function: "box"
                case .stateMachine: "octagon"
                case .objectStore: "cylinder"
                case .scheduler: "circle"
                case .bus, .topic: "parallelogram"
                case .rule, .subscription: "diamond"
                case .queue, .stream: "cds"
                case .table: "cylinder"
                case .deadLetterQueue: "cds, color=\"#c00000\""
                }
            lines.append("  n\(i) [label=\(quoted([node.name, node.kind.rawValue])), shape=\(shape)];")
        }
        for edge in topology.edges {
            var attributes = "label=\(quoted(label(edge))), tooltip=\(quoted([name(edge)]))"
            switch topology.trouble(edge) {
            case .dead: attributes += ", color=\"#c00000\", fontcolor=\"#c00000\", style=bold"
            case .failing: attributes += ", color=\"#c00000\", fontcolor=\"#c00000\""
            case .some: attributes += ", color=\"#a06000\", fontcolor=\"#a06000\""
            case .none: break
            }
            if edge.inferred { attributes += ", style=dashed" }
            lines.append("  n\(edge.from) -> n\(edge.to) [\(attributes)];")
        }
        if topology.hiddenEdges > 0 {
            let words =
                "\(Figures.count(topology.hiddenEdges)) more edges, \(Figures.count(topology.hiddenCount)) in all"
            lines.append("  label=\(quoted([words]));")
        }
        return (lines + ["}"]).joined(separator: "\n")
    }

    private func name(_ edge: Topology.Edge) -> String {
        "\(topology.nodes[edge.from].name) to \(topology.nodes[edge.to].name)"
    }

    private func label(_ edge: Topology.Edge) -> [String] {
        var words = edge.via.isEmpty ? [] : [edge.types > 1 ? "\(edge.via) and \(edge.types - 1) more" : edge.via]
        var figures = Figures.count(edge.count)
        if edge.errors > 0 { figures += ", \(counted(edge.errors, "error"))" }
        words.append(figures)
        var times: [String] = []
        if let wait = edge.wait { times.append("wait \(Figures.duration(wait))") }
        if let p95 = edge.p95 { times.append("p95 \(Figures.duration(p95))") }
        if !times.isEmpty { words.append(times.joined(separator: ", ")) }
        if edge.inferred { words.append("a guess") }
        return words
    }

    /// A quoted string, its lines parted by the escape that Graphviz reads; every other backslash and quote stands for itself.
    private func quoted(_ lines: [String]) -> String {
        let escaped = lines.map { line in
            visible(line).reduce(into: "") { text, character in
                if character == "\"" || character == "\\" { text.append("\\") }
                text.append(character)
            }
        }
        return "\"" + escaped.joined(separator: "\\n") + "\""
    }
}
