import Telemetry
import TerminalUI

/// Filters that columns can answer, and searches that read every line.
struct QueryBench {
    let snapshot: StoreSnapshot
    let runs: Int

    init(_ snapshot: StoreSnapshot, runs: Int) {
        self.snapshot = snapshot
        self.runs = runs
    }

    func rows() throws -> [BenchRow] {
        let held = snapshot.ids
        guard !held.isEmpty else { return [] }
        // Taken from the records, so that any log can be measured on.
        let middle = held.dropFirst(held.count / 2).prefix(10_000).lazy.compactMap { snapshot.row($0) }
            .first { isQuotable($0.service) && isQuotable($0.correlationID) && isQuotable($0.eventType ?? "x") }
        var rows: [BenchRow] = []
        var filters = ["level>=error", "duration>500ms"]
        if let service = middle?.service {
            filters.append("service=\(quoted(service))")
            filters.append("level>=warn service=\(quoted(service)) duration>100ms")
        }
        if let type = middle?.eventType { filters.append("type=\(quoted(type))") }
        // The figure that is held against the goal is that of 10 million records.
        let share = Double(held.count) / 10_000_000
        for (i, filter) in filters.enumerated() {
            let (seconds, found) = try measure(filter)
            rows.append(
                BenchRow(
                    "filter_\(i + 1)",
                    "filter \(filter): \(Figures.count(found)) of \(Figures.count(held.count))",
                    seconds,
                    .seconds,
                    must: 0.1 * share,
                    aim: 0.05 * share
                )
            )
        }
        var searches = [("absent", "zq7xj0vwk3")]
        if let id = middle?.correlationID { searches.append(("rare", id)) }
        if let service = middle?.service { searches.append(("common", service)) }
        let bytes = Double(snapshot.counters.bytes) * Double(held.count) / Double(max(snapshot.counters.records, 1))
        for (kind, text) in searches {
            let (seconds, found) = try measure(quoted(text))
            rows.append(
                BenchRow(
                    "search_\(kind)",
                    "text search, \(kind): \(Figures.count(found)) found",
                    bytes / seconds,
                    .bytesPerSecond,
                    must: 2e9,
                    aim: 4e9
                )
            )
        }
        return rows
    }

    private func measure(_ text: String) throws -> (seconds: Double, found: Int) {
        let query = try compile(text)
        var seconds: [Double] = []
        var found = 0
        for _ in 0..<runs {
            try Task.checkCancellation()
            let (ids, took) = timed { snapshot.matches(query, in: snapshot.ids) }
            found = ids.count
            seconds.append(took)
        }
        return (seconds.median, found)
    }

    private func isQuotable(_ text: String?) -> Bool {
        text.map { !$0.isEmpty && !$0.contains("\"") && !$0.contains("\\") } ?? false
    }

    private func quoted(_ text: String) -> String { "\"\(text)\"" }
}
