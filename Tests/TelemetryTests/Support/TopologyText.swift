@testable import Telemetry

extension Topology {
    /// Each edge as `FROM -VIA-> TO COUNT/ERRORS`, a guess as `FROM ~VIA~> TO …`, in the order of the map.
    var lines: [String] {
        edges.map { edge in
            let line: Character = edge.inferred ? "~" : "-"
            return
                "\(nodes[edge.from].name) \(line)\(edge.via)\(line)> \(nodes[edge.to].name) \(edge.count)/\(edge.errors)"
        }
    }

    /// Each node as `KIND NAME`.
    var nodeLines: [String] { nodes.map { "\($0.kind.rawValue) \($0.name)" } }

    /// The edge between two names.
    func edge(_ from: String, _ to: String) -> Edge? {
        edges.first { nodes[$0.from].name == from && nodes[$0.to].name == to }
    }
}

extension StoreSnapshot {
    /// Everything, an edge for each event type.
    var map: Topology { topology(grouped: false, limit: .max) ?? Topology() }
}
