/// Who hands what to whom, as traffic shows it: services, functions, buses, rules, topics, queues, streams and tables, and
/// what went from one to the next.
package struct Topology: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        // In the order in which nodes are listed.
        case service, function
        case stateMachine = "state machine"
        case objectStore = "object store"
        case scheduler, bus, rule, topic, subscription, queue, stream, table
        case deadLetterQueue = "dead-letter queue"

        /// It hands on what it is given and makes nothing of its own: what comes out is what went in.
        package var carries: Bool {
            switch self {
            case .scheduler, .bus, .rule, .topic, .subscription, .queue, .stream, .table, .deadLetterQueue: true
            case .service, .function, .stateMachine, .objectStore: false
            }
        }
    }

    package struct Node: Hashable, Sendable {
        package var name: String
        package var kind: Kind
        /// What began here, without a cause among the records.
        package var began: Int
        /// Records of it that are neither hops nor events, where nothing else tells of it.
        package var heard: Int

        package init(_ name: String, _ kind: Kind, began: Int = 0, heard: Int = 0) {
            self.name = name
            self.kind = kind
            self.began = began
            self.heard = heard
        }
    }

    package struct Edge: Hashable, Sendable {
        /// Indices into ``Topology/nodes``.
        package var from: Int
        package var to: Int
        /// The event type (or the operation) that goes along it; empty where the records name none. Of several, the most frequent.
        package var via: String
        /// How many event types it stands for.
        package var types: Int
        /// Attempts: a message that is handled three times counts three times.
        package var count: Int
        package var errors: Int
        /// 95 of 100 took no longer. Where something works at the end of the edge, its work; else the way there.
        package var p95: Duration?
        /// 95 of 100 first attempts waited no longer between what caused them and their start.
        package var wait: Duration?
        /// No record says so: two services followed one another in flows.
        package var inferred: Bool
        /// A record at its end, the latest that failed if one did.
        package var sample: Int?

        package init(
            from: Int,
            to: Int,
            via: String = "",
            types: Int = 1,
            count: Int,
            errors: Int = 0,
            p95: Duration? = nil,
            wait: Duration? = nil,
            inferred: Bool = false,
            sample: Int? = nil
        ) {
            self.from = from
            self.to = to
            self.via = via
            self.types = types
            self.count = count
            self.errors = errors
            self.p95 = p95
            self.wait = wait
            self.inferred = inferred
            self.sample = sample
        }
    }

    /// By kind and name.
    package var nodes: [Node]
    /// By the names of both ends and what goes along.
    package var edges: [Edge]
    /// Records whose cause is not among the records.
    package var unlinked: Int
    /// Edges left out because there are too many, and what went along them.
    package var hiddenEdges: Int
    package var hiddenCount: Int

    package init(
        nodes: [Node] = [],
        edges: [Edge] = [],
        unlinked: Int = 0,
        hiddenEdges: Int = 0,
        hiddenCount: Int = 0
    ) {
        self.nodes = nodes
        self.edges = edges
        self.unlinked = unlinked
        self.hiddenEdges = hiddenEdges
        self.hiddenCount = hiddenCount
    }
}

extension Topology {
    /// How much an edge is to be looked at, least first.
    package enum Trouble: Int, Hashable, Sendable, Comparable {
        /// None to speak of, enough to see, enough to act on, and messages that died.
        case none, some, failing, dead

        package static func < (a: Trouble, b: Trouble) -> Bool { a.rawValue < b.rawValue }
    }

    /// The shares of attempts from which on failures are marked, and an edge counts as failing.
    package static let noticedShare = 0.02
    package static let failingShare = 0.05

    package func trouble(_ edge: Edge) -> Trouble {
        if nodes[edge.to].kind == .deadLetterQueue, nodes[edge.from].kind != .deadLetterQueue {
            return edge.count > 0 ? .dead : .none
        }
        let (errors, count) = (Double(edge.errors), Double(edge.count))
        if edge.errors == 0 || errors < Topology.noticedShare * count { return .none }
        return errors >= Topology.failingShare * count ? .failing : .some
    }

    /// The edges in trouble, the worst first.
    package var worst: [Int] {
        edges.indices.filter { trouble(edges[$0]) > .none }
            .sorted {
                let (a, b) = (edges[$0], edges[$1])
                let (x, y) = (trouble(a), trouble(b))
                return x != y ? x > y : a.errors != b.errors ? a.errors > b.errors : $0 < $1
            }
    }
}

extension Topology {
    /// An edge by its names, to find it again when figures and numbers have changed.
    package struct EdgeID: Hashable, Sendable {
        package var from: String
        package var fromKind: Kind
        package var to: String
        package var toKind: Kind
        /// Empty between two that work: which event type is the most frequent may change.
        package var via: String
    }

    package func id(of edge: Edge) -> EdgeID {
        let (from, to) = (nodes[edge.from], nodes[edge.to])
        return EdgeID(
            from: from.name,
            fromKind: from.kind,
            to: to.name,
            toKind: to.kind,
            via: from.kind.carries || to.kind.carries ? edge.via : ""
        )
    }
}
