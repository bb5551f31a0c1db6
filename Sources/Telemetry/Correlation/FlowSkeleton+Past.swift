import EventModel

extension FlowSkeleton {
    /// The hops as they stood when some of the records had been written. Who caused whom is taken from all records, so that a
    /// hop never changes its place from one moment to the next.
    ///
    /// - Parameters:
    ///   - begun: for each node whether it had begun.
    ///   - seen: the records that had been written, in order.
    func asOf(_ records: [FlowRecord], begun: [Bool], seen: some Sequence<Int>) -> FlowSkeleton {
        var past = self
        for n in past.nodes.indices {
            let full = nodes[n]
            past.nodes[n].isKnown = begun[n]
            past.nodes[n].end = full.start
            past.nodes[n].hasStart = false
            past.nodes[n].hasEnd = false
            past.nodes[n].failed = false
            past.nodes[n].failures = 0
            past.nodes[n].retryPlanned = false
            past.nodes[n].awaitsRetry = false
            past.nodes[n].hasNoReader = false
            past.nodes[n].took = Chunk.none
            past.nodes[n].status = .ok
        }
        var failed = false
        for i in seen {
            let record = records[i]
            let node = owner[i]
            failed = failed || record.failed
            if record.event != 0 || record.hop != nil {
                past.note(record, on: node)
            } else if nodes[node].kind == .log, nodes[node].event == 0, nodes[node].first == i {
                past.nodes[node].failed = record.failed
            }
        }
        past.settle(failed: failed)
        return past
    }
}
