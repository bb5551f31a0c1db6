import Telemetry

extension StoreSnapshot {
    /// The next record that matches every query of a request; nil if there is none, or the task was cancelled.
    func find(_ request: FindRequest) -> Int? {
        let text = request.queries.reduce("") { QueryText.and($0, $1) }
        guard let query = try? Query(text) else { return nil }
        switch request.direction {
        case .forward:
            let first = request.from + 1
            return first < ids.upperBound ? nextMatch(query, from: first) : nil
        case .backward:
            let last = request.from - 1
            return last >= ids.lowerBound ? nextMatch(query, from: last, backwards: true) : nil
        }
    }
}
