package import EventModel

extension StoreSnapshot {
    /// Who hands what to whom, over all records. What was sealed before is gone through once.
    ///
    /// - Parameters:
    ///   - grouped: one edge between two that work, whatever went along; false: one for each event type.
    ///   - limit: edges, at most; those in trouble and the most used are kept, and the others counted.
    /// - Returns: nil if the task was cancelled.
    package func topology(grouped: Bool, limit: Int) -> Topology? {
        topologyIndex.topology(of: self, TopologyTally.Shape(grouped: grouped, limit: limit))
    }

    /// The same of the records at or after an instant.
    package func topology(since: Timestamp, grouped: Bool, limit: Int) -> Topology? {
        topologyIndex.topology(
            of: self,
            since: since.nanoseconds,
            TopologyTally.Shape(grouped: grouped, limit: limit)
        )
    }

    /// The same of a stretch of time, and of the flows with a record that matches.
    ///
    /// - Parameters:
    ///   - query: nil takes records without a flow as well.
    ///   - until: the first instant that does not count any more.
    package func topology(
        matching query: Query?,
        since: Timestamp?,
        until: Timestamp?,
        grouped: Bool,
        limit: Int
    ) -> Topology? {
        let query = query.flatMap { $0.matchesEverything ? nil : $0 }
        if query == nil, since == nil, until == nil { return topology(grouped: grouped, limit: limit) }
        var scope = TopologyFold.Scope()
        if let since { scope.since = since.nanoseconds }
        if let until { scope.until = until.nanoseconds }
        if let query {
            var flows = Set<UInt64>()
            forEachMatch(query, in: ids) { chunk, row in
                if chunk.correlation[row] != 0 { flows.insert(chunk.correlation[row]) }
            }
            scope.flows = flows
        }
        var fold = TopologyFold()
        fold.reserve(ids.count)
        var parts: [TopologyPart] = []
        for (index, chunk) in chunks.enumerated() {
            if Task.isCancelled { return nil }
            parts.append(fold.part(chunk, count: count(index), of: self, scope: scope, keeps: true))
        }
        return TopologyTally(parts, fold.keys, names).finish(TopologyTally.Shape(grouped: grouped, limit: limit))
    }
}
