import Telemetry

extension StoreSnapshot {
    /// The next record that matches every query of a request; nil if there is none, or the task was cancelled.
    func find(_ request: FindRequest) -> Int? {
        let queries = request.queries.filter { !$0.isEmpty }.compactMap { try? Query($0) }
        let held = ids
        // Stretches grow, as what is looked for is mostly near.
        var length = 256
        var range: Range<Int>
        switch request.direction {
        case .forward: range = max(held.lowerBound, request.from + 1)..<max(held.lowerBound, request.from + 1)
        case .backward: range = min(held.upperBound, request.from)..<min(held.upperBound, request.from)
        }
        while !Task.isCancelled {
            switch request.direction {
            case .forward:
                range = range.upperBound..<max(range.upperBound, min(held.upperBound, range.upperBound + length))
            case .backward:
                range = min(range.lowerBound, max(held.lowerBound, range.lowerBound - length))..<range.lowerBound
            }
            if range.isEmpty { return nil }
            var found = queries.first.map { matches($0, in: range) } ?? Array(range)
            for query in queries.dropFirst() { found.removeAll { !matches($0, query) } }
            if let id = request.direction == .forward ? found.first : found.last { return id }
            length = min(length * 4, 1 << 16)
        }
        return nil
    }
}
