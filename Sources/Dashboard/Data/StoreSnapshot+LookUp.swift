import EventModel
import Telemetry

extension StoreSnapshot {
    /// Flows whose correlation id is, or begins with, or contains a text; in this order, the latest first.
    func flows(like text: String, limit: Int) -> [TraceSummary] {
        let text = text.filter { !$0.isWhitespace }
        guard !text.isEmpty else { return traces(sort: .latest, matching: nil, limit: limit).flows }
        var found: [TraceSummary] = []
        if let exact = trace(text) { found.append(exact.summary) }
        if Task.isCancelled { return [] }
        for id in correlations(startingWith: text, limit: limit) where id != text && found.count < limit {
            if Task.isCancelled { return [] }
            if let flow = trace(id)?.summary { found.append(flow) }
        }
        guard found.count < limit else { return found }
        // Somebody may have only the end of an id: the flows of the last while are looked through.
        for flow in traces(sort: .latest, matching: nil, limit: 20_000).flows {
            guard found.count < limit else { break }
            if flow.correlationID.contains(text) && !flow.correlationID.hasPrefix(text) { found.append(flow) }
        }
        return found
    }
}
