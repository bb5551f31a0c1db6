/// The best flows of many by one order, without sorting them all.
struct FlowRanking {
    private let sort: TraceSort
    private let limit: Int
    private var kept: [FlowOutline] = []
    /// The last that is sure to be among the best of those offered so far: what is worse need not be kept.
    private var bar: FlowOutline?
    /// How many were offered.
    private(set) var total = 0

    init(sort: TraceSort, limit: Int) {
        self.sort = sort
        self.limit = max(limit, 0)
    }

    /// Latest: by last record. Slowest: by time from first to last record. Errors: most failed records first. Ties go
    /// to the later flow, then to the one that came first.
    @inline(__always)
    private func isBetter(_ a: FlowOutline, _ b: FlowOutline) -> Bool {
        switch sort {
        case .latest: break
        case .slowest:
            let (x, y) = (a.ended &- a.started, b.ended &- b.started)
            if x != y { return x > y }
        case .errors: if a.errors != b.errors { return a.errors > b.errors }
        }
        return a.ended != b.ended ? a.ended > b.ended : a.first < b.first
    }

    mutating func offer(_ flow: FlowOutline) {
        total += 1
        if let bar, !isBetter(flow, bar) { return }
        guard limit > 0 else { return }
        kept.append(flow)
        // Cut back only now and then: the cost of a sort is spread over as many offers as it removes.
        if kept.count / 2 - 32 > limit { cut() }
    }

    private mutating func cut() {
        kept.sort(by: isBetter)
        kept.removeLast(max(kept.count - limit, 0))
        if kept.count == limit { bar = kept.last }
    }

    consuming func best() -> [FlowOutline] {
        cut()
        return kept
    }
}
