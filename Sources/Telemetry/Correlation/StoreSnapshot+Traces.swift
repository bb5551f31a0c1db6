import EventModel

extension StoreSnapshot {
    /// The ids of the flow's records in time order.
    ///
    /// - Parameter id: any of the flow's correlation, trace and request ids.
    package func records(of id: String) -> [Int] {
        flowRecords(flows.parts(of: FlowKey.hash(id), in: self)).map(\.id)
    }

    /// The flow that has this correlation, trace or request id; nil if no record has it.
    package func trace(_ id: String) -> TraceTree? {
        let parts = flows.parts(of: FlowKey.hash(id), in: self)
        let records = flowRecords(parts)
        guard !records.isEmpty else { return nil }
        return DecoderPool.shared.with { decoder in
            let name = flowID(parts, records, decoder, asked: id) ?? id
            let builder = TraceTreeBuilder(snapshot: self, records: records, decoder: decoder)
            return builder.tree(name)
        }
    }

    /// One flow in a list; nil if no record has the correlation, trace or request id.
    package func summary(of id: String) -> TraceSummary? {
        let parts = flows.parts(of: FlowKey.hash(id), in: self)
        return DecoderPool.shared.with { summary(parts, $0, asked: id) }
    }

    /// Flows, best first, at most `limit`, with the number of all that match the query (a flow matches when a record does).
    package func traces(sort: TraceSort, matching query: Query?, limit: Int) -> (flows: [TraceSummary], total: Int) {
        var found: [TraceSummary] = []
        let total = forEachTrace(sort: sort, matching: query, limit: limit) { found.append($0) }
        return (found, total)
    }

    /// Calls `body` with flows, best first, at most `limit` of them. Each is summed up only when it is its turn.
    ///
    /// - Parameter query: only flows with a record that matches.
    /// - Returns: the number of all flows that match.
    @discardableResult
    package func forEachTrace(
        sort: TraceSort,
        matching query: Query?,
        limit: Int,
        _ body: (TraceSummary) -> Void
    ) -> Int {
        let wanted = query.flatMap { $0.matchesEverything ? nil : KeysOfMatches($0, self) }
        let isWanted = wanted.map { wanted in { (key: UInt64) in wanted.keys.contains(key) } }
        let (best, total) = flows.with(self) { table in
            var ranking = FlowRanking(sort: sort, limit: limit)
            table.forEachFlow(where: isWanted) { ranking.offer($0) }
            let total = ranking.total
            return (ranking.best().map { table.parts(with: $0.key) }, total)
        }
        DecoderPool.shared.with { decoder in
            for parts in best {
                if Task.isCancelled { return }
                if let summary = summary(parts, decoder, asked: nil) { body(summary) }
            }
        }
        return total
    }

    // MARK: - Summing up

    private func summary(_ parts: [FlowPart], _ decoder: LineDecoder, asked: String?) -> TraceSummary? {
        let records = flowRecords(parts)
        guard !records.isEmpty, let id = flowID(parts, records, decoder, asked: asked) ?? asked else { return nil }
        return summary(records, FlowSkeleton(records), decoder, correlationID: id)
    }

    /// What a list shows of a flow, from its skeleton.
    func summary(
        _ records: [FlowRecord],
        _ skeleton: FlowSkeleton,
        _ decoder: LineDecoder,
        correlationID: String
    ) -> TraceSummary {
        var summary = TraceSummary(
            correlationID: correlationID,
            started: Timestamp(nanoseconds: records.reduce(.max) { min($0, $1.began) }),
            ended: Timestamp(nanoseconds: records[records.count - 1].when),
            records: records.count,
            retries: skeleton.retries,
            deadLetters: skeleton.deadLetters,
            redrives: skeleton.redrives,
            status: skeleton.status
        )
        summary.awaitsRetry = skeleton.awaitsRetry
        var seen = Set<UInt16>()
        for record in records {
            if record.isError { summary.errors += 1 }
            if record.service == NameTable.inLine {
                if let (chunk, row) = place(record.id), decoder.decode(chunk, row),
                    let name = decoder.text(.service),
                    !summary.services.contains(name)
                {
                    summary.services.append(name)
                }
            } else if record.service != NameTable.none, seen.insert(record.service).inserted,
                let name = names.name(record.service)
            {
                summary.services.append(name)
            }
        }
        let root = skeleton.nodes.indices.filter { skeleton.nodes[$0].parent < 0 && skeleton.nodes[$0].kind != .log }
            .min { skeleton.nodes[$0].start < skeleton.nodes[$1].start }
        let first = records[root.map { skeleton.nodes[$0].first } ?? 0]
        if let (chunk, row) = place(first.id) {
            if let type = names.name(chunk.eventType[row]) {
                summary.root = type
            } else if decoder.decode(chunk, row) {
                summary.root = decoder.text(.eventType) ?? decoder.message ?? ""
            }
        }
        return summary
    }
}

/// The keys of the records that match a query.
private final class KeysOfMatches {
    private(set) var keys = FlatSet()

    init(_ query: Query, _ snapshot: StoreSnapshot) {
        snapshot.forEachMatch(query, in: snapshot.ids) { chunk, row in
            if chunk.correlation[row] != 0 { keys.insert(chunk.correlation[row]) }
        }
    }
}
