import Telemetry
import TerminalUI

/// A line of the map: an edge with the node it leads to, or a node where events begin.
struct MapRow: Hashable, Sendable {
    /// The same as long as the edge is there.
    var id: String
    var depth: Int
    var node: Topology.Node
    /// Where it comes from, and the figures of the whole; nil of a node where events begin.
    var edge: (from: Topology.Node, all: Topology.Edge)? {
        get { from.flatMap { from in all.map { (from, $0) } } }
        set { (from, all) = (newValue?.from, newValue?.all) }
    }
    private var from: Topology.Node?
    private var all: Topology.Edge?
    /// The figures to show; nil if nothing went along it lately.
    var figures: Topology.Edge?
    var trouble: Topology.Trouble
    var isElsewhere: Bool

    static func rows(_ view: TopologyView) -> [MapRow] {
        let map = view.whole
        return view.outline.rows.map { row in
            let node = map.nodes[row.node]
            guard let number = row.edge else {
                return MapRow(
                    id: "\(node.kind.rawValue) \(node.name)",
                    depth: 0,
                    node: node,
                    trouble: .none,
                    isElsewhere: false
                )
            }
            let edge = map.edges[number]
            let from = map.nodes[edge.from]
            // A control character cannot be confused with a name: names are shown, this is not.
            let id = [from.kind.rawValue, from.name, node.kind.rawValue, node.name, map.id(of: edge).via]
            return MapRow(
                id: id.joined(separator: "\u{1F}"),
                depth: row.depth,
                node: node,
                from: from,
                all: edge,
                figures: view.figures(edge),
                trouble: view.trouble(edge),
                isElsewhere: row.isElsewhere
            )
        }
    }

    private init(
        id: String,
        depth: Int,
        node: Topology.Node,
        from: Topology.Node? = nil,
        all: Topology.Edge? = nil,
        figures: Topology.Edge? = nil,
        trouble: Topology.Trouble,
        isElsewhere: Bool
    ) {
        self.id = id
        self.depth = depth
        self.node = node
        self.from = from
        self.all = all
        self.figures = figures
        self.trouble = trouble
        self.isElsewhere = isElsewhere
    }

    /// What goes along the edge; empty where it came in unchanged, and where no record says.
    var via: String {
        guard let edge, !edge.from.kind.carries || edge.from.kind == .deadLetterQueue else { return "" }
        return edge.all.types > 1 ? "\(edge.all.via) +\(edge.all.types - 1)" : edge.all.via
    }

    /// On a bus it is the event that counts: it stands first, and the bus after it.
    var isPublished: Bool { node.kind == .bus && !via.isEmpty }

    // MARK: - Where keys lead

    /// The records of the node.
    var records: String {
        switch node.kind {
        case .service: QueryText.equal("service", node.name)
        case .function: "hop=invoke \(QueryText.equal("resource", node.name))"
        case .bus: "hop=publish \(QueryText.equal("resource", node.name))"
        case .rule: "hop=deliver resource~\(QueryText.quoted("^" + QueryText.escaped(node.name) + "/"))"
        case .stateMachine: "hop=state \(QueryText.equal("resource", node.name))"
        case .queue, .deadLetterQueue: QueryText.equal("resource", node.name)
        case .subscription: "hop=deliver \(QueryText.equal("resource", "topic:" + node.name))"
        case .topic, .scheduler: "hop=publish \(named)"
        case .objectStore: "(\(QueryText.equal("service", node.name)) or \(named))"
        case .stream, .table: "hop=queue \(named)"
        }
    }

    /// The flows that went along the edge, of one in trouble those that failed there; or those of the node.
    var flows: String { trouble > .none ? QueryText.and(allFlows, "level>=error or exists(error)") : allFlows }

    private var allFlows: String {
        guard let edge, edge.from.kind.carries || node.kind.carries || node.kind == .function, !edge.all.via.isEmpty
        else { return records }
        return records + " " + QueryText.equal("type", edge.all.via)
    }

    /// Its resource, behind what says the kind: `topic:NAME`, or an ARN.
    private var named: String { "resource~\(QueryText.quoted("[:/]" + QueryText.escaped(node.name) + "(/|$)"))" }
}

extension Topology.Node {
    /// How much begins there, in words; empty where nothing does.
    var count: String {
        began > 0
            ? "\(Figures.count(began)) begin here"
            : heard > 0 ? "\(Figures.count(heard)) record\(heard == 1 ? "" : "s")" : ""
    }

    /// Its name, after its kind where the name alone does not say.
    var words: String {
        switch kind {
        case .service, .function, .deadLetterQueue: name
        case .stateMachine, .objectStore, .scheduler, .bus, .rule, .topic, .subscription, .queue, .stream, .table:
            "\(kind.rawValue) \(name)"
        }
    }
}
