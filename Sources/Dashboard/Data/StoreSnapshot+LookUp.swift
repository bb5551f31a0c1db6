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
        // Ids are matched as text and not as a pattern: the flows of the last while are looked through.
        let flows = traces(sort: .latest, matching: nil, limit: 20_000).flows
        for pass in [true, false] {
            for flow in flows where found.count < limit && flow.correlationID != text {
                let begins = flow.correlationID.hasPrefix(text)
                if pass ? begins : !begins && flow.correlationID.contains(text) { found.append(flow) }
            }
        }
        return found
    }
}
