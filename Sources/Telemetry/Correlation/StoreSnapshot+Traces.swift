import EventModel

extension StoreSnapshot {
    /// The ids of the flow's records in time order.
    package func records(of correlationID: String) -> [Int] {
        flowRecords(ByteHash.of(correlationID)).map(\.id)
    }

    /// The flow with this correlation id; nil if no record has it.
    package func trace(_ correlationID: String) -> TraceTree? {
        let records = flowRecords(ByteHash.of(correlationID))
        guard !records.isEmpty else { return nil }
        return DecoderPool.shared.with { decoder in
            TraceTreeBuilder(snapshot: self, records: records, decoder: decoder).tree(correlationID)
        }
    }

    /// One flow in a list; nil if no record has the id.
    package func summary(of correlationID: String) -> TraceSummary? {
        let records = flowRecords(ByteHash.of(correlationID))
        guard !records.isEmpty else { return nil }
        return DecoderPool.shared.with { summary(records, FlowSkeleton(records), $0, correlationID: correlationID) }
    }

    /// Flows, best first, at most `limit`, with the number of all that match the query (a flow matches when a record does).
    package func traces(sort: TraceSort, matching query: Query?, limit: Int) -> (flows: [TraceSummary], total: Int) {
        let wanted = query.flatMap { $0.matchesEverything ? nil : flowsMatching($0) }
        let table = flows.table(of: sealed)
        var recent = FlowParts.compute(open, count: openCount)
        var covered = Set<Int32>()
        for i in recent.indices {
            guard let place = table.places[recent[i].hash] else { continue }
            covered.insert(place)
            recent[i].add(table.flows[Int(place)])
        }
        var best = BestFlows(sort: sort, limit: max(limit, 0))
        var total = 0
        for (place, flow) in table.flows.enumerated() where wanted?.contains(flow.hash) ?? true {
            if !covered.isEmpty, covered.contains(Int32(place)) { continue }
            total += 1
            best.offer(flow)
        }
        for flow in recent where wanted?.contains(flow.hash) ?? true {
            total += 1
            best.offer(flow)
        }
        let summaries = DecoderPool.shared.with { decoder in
            best.sorted().compactMap { flow -> TraceSummary? in
                let records = flowRecords(flow.hash)
                guard let (chunk, row) = place(flow.first), decoder.decode(chunk, row),
                    let id = decoder.correlationID
                else { return nil }
                return summary(records, FlowSkeleton(records), decoder, correlationID: id)
            }
        }
        return (summaries, total)
    }

    /// Correlation ids that begin with a text, at most `limit`, in the order in which their flows were first seen.
    package func correlations(startingWith text: String, limit: Int) -> [String] {
        let table = flows.table(of: sealed)
        let recent = FlowParts.compute(open, count: openCount).filter { table.places[$0.hash] == nil }
        var found: [String] = []
        DecoderPool.shared.with { decoder in
            for flow in table.flows + recent where found.count < limit {
                guard let (chunk, row) = place(flow.first), decoder.decode(chunk, row),
                    let id = decoder.correlationID, id.hasPrefix(text)
                else { continue }
                found.append(id)
            }
        }
        return found
    }

    private func flowsMatching(_ query: Query) -> Set<UInt64> {
        var hashes = Set<UInt64>()
        forEachMatch(query, in: ids) { chunk, row in
            if chunk.correlation[row] != 0 { hashes.insert(chunk.correlation[row]) }
        }
        return hashes
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
        if let (chunk, row) = place(first.id), decoder.decode(chunk, row) {
            summary.root = decoder.text(.eventType) ?? decoder.message ?? ""
        }
        return summary
    }
}

/// The best flows of many by one order, without sorting them all.
private struct BestFlows {
    let sort: TraceSort
    let limit: Int
    private var kept: [FlowPart] = []

    init(sort: TraceSort, limit: Int) {
        self.sort = sort
        self.limit = limit
    }

    /// Latest: by last record. Slowest: by time from first to last record. Errors: most failed records first. Ties go
    /// to the later flow, then to the one that came first.
    private func better(_ a: FlowPart, _ b: FlowPart) -> Bool {
        switch sort {
        case .latest: break
        case .slowest:
            let (x, y) = (a.ended &- a.started, b.ended &- b.started)
            if x != y { return x > y }
        case .errors: if a.errors != b.errors { return a.errors > b.errors }
        }
        return a.ended != b.ended ? a.ended > b.ended : a.first < b.first
    }

    mutating func offer(_ flow: FlowPart) {
        guard limit > 0 else { return }
        kept.append(flow)
        // Cut back only now and then: the cost of a sort is spread over as many offers as it removes.
        if limit < 1 << 20, kept.count >= limit * 2 + 64 { cut() }
    }

    private mutating func cut() {
        kept.sort(by: better)
        kept.removeLast(max(kept.count - limit, 0))
    }

    consuming func sorted() -> [FlowPart] {
        cut()
        return kept
    }
}
