import EventModel
import Telemetry

extension StoreSnapshot {
    /// The flow with this correlation id, or the only one whose id begins with it: Enter may come before what is offered does.
    func flow(_ text: String) -> TraceTree? {
        if let tree = trace(text) { return tree }
        guard text.count >= 4 else { return nil }
        let begun = correlations(startingWith: text, limit: 2)
        return begun.count == 1 ? trace(begun[0]) : nil
    }

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
