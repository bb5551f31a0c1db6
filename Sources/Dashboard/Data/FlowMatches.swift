import Telemetry

/// A text to look for in the records of one flow.
package struct FlowSearch: Hashable, Sendable {
    /// The flow's correlation id.
    package var flow: String
    package var text: String
    package init(flow: String, text: String) {
        self.flow = flow
        self.text = text
    }
}

/// The records of a flow that a search has found.
package struct FlowMatches: Hashable, Sendable {
    package var search: FlowSearch
    /// Ids of the records.
    package var records: Set<Int>
    package init(_ search: FlowSearch, records: Set<Int>) {
        self.search = search
        self.records = records
    }
}

extension StoreSnapshot {
    /// Looks through the records of a flow; nil if the task was cancelled.
    func matches(of search: FlowSearch) -> FlowMatches? {
        guard let query = try? Query(QueryText.quoted(search.text)) else { return FlowMatches(search, records: []) }
        var found: Set<Int> = []
        for (i, id) in records(of: search.flow).enumerated() {
            if i % 256 == 0, Task.isCancelled { return nil }
            if matches(id, query) { found.insert(id) }
        }
        return FlowMatches(search, records: found)
    }
}
