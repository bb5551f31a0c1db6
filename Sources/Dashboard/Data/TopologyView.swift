import EventModel
package import Telemetry

/// What the Map is to show.
package struct TopologyRequest: Hashable, Sendable {
    /// Only flows with a record that matches; empty: all.
    package var query: String
    package init(query: String = "") { self.query = query }
}

/// What the Map shows: the lines of all records, so that they stay, and the figures of the last minutes while records may
/// come.
package struct TopologyView: Hashable, Sendable {
    package var request: TopologyRequest
    package var whole: Topology
    package var outline: TopologyOutline
    /// The last five minutes while records may come; nil where time does not go on.
    package var recent: Topology?
    /// The time the figures are of, in seconds; 0: unknown.
    package var span: Double
    private var recentEdges: [Topology.EdgeID: Int] = [:]

    package init(request: TopologyRequest = TopologyRequest(), whole: Topology, recent: Topology? = nil, span: Double) {
        self.request = request
        self.whole = whole
        self.recent = recent
        self.span = span
        outline = TopologyOutline(whole)
        if let recent {
            recentEdges = Dictionary(recent.edges.enumerated().map { (recent.id(of: $1), $0) }) { first, _ in first }
        }
    }

    /// Edges on the screen, at most; the others are counted.
    static let limit = 1000

    init?(_ store: StoreSnapshot, _ request: TopologyRequest, live: Bool, now: Timestamp) {
        let query = request.query.isEmpty ? nil : try? Query(request.query, now: now)
        func topology(since: Timestamp?) -> Topology? {
            if query == nil, let since { return store.topology(since: since, grouped: true, limit: Self.limit * 4) }
            return store.topology(matching: query, since: since, until: nil, grouped: true, limit: Self.limit)
        }
        guard let whole = topology(since: nil) else { return nil }
        let first = store.ids.isEmpty ? nil : store.row(store.ids.lowerBound)?.time
        if live {
            guard let recent = topology(since: now - StatisticsView.span) else { return nil }
            let age = first.map { (now - $0).inSeconds } ?? 0
            self.init(
                request: request,
                whole: whole,
                recent: recent,
                span: min(max(age, 1), StatisticsView.span.inSeconds)
            )
        } else {
            let span = first.flatMap { first in store.newest.map { ($0 - first).inSeconds } } ?? 0
            self.init(request: request, whole: whole, span: max(span, 0))
        }
    }

    /// The figures to show of an edge of the whole; nil if nothing went along it lately.
    package func figures(_ edge: Topology.Edge) -> Topology.Edge? {
        guard let recent else { return edge }
        return recentEdges[whole.id(of: edge)].map { recent.edges[$0] }
    }

    package func trouble(_ edge: Topology.Edge) -> Topology.Trouble {
        guard let figures = figures(edge) else { return .none }
        return (recent ?? whole).trouble(figures)
    }
}
