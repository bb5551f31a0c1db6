import EventModel
import Synchronization
import Telemetry

/// A comparison with what its screen shows of it.
struct ComparedRows: Sendable {
    let comparison: FlowComparison
    /// Rows that show, as indices of the comparison's.
    let shown: [Int]
    /// Rows that say what made the difference: they ended differently, only one flow has them, or they took a notable part of
    /// the difference. In order.
    let telling: [Int]
    /// The rows that account for most of the difference in time.
    let causes: [Int]
    /// The longer of the two flows.
    let length: Duration

    init(_ comparison: FlowComparison, onlyDifferences: Bool) {
        self.comparison = comparison
        causes = comparison.causes(limit: 3)
        length = max(comparison.subject.summary.duration, comparison.reference.summary.duration)
        let notable = length.inSeconds * 0.01
        let rows = comparison.rows
        telling = rows.indices.filter {
            comparison.differs(rows[$0]) || notable > 0 && abs(comparison.delta(rows[$0]).inSeconds) >= notable
        }
        guard onlyDifferences else {
            shown = Array(rows.indices)
            return
        }
        // The way to each of them shows too.
        var kept = [Bool](repeating: false, count: rows.count)
        for row in telling {
            var at: Int? = row
            while let here = at, !kept[here] {
                kept[here] = true
                at = rows[here].parent
            }
        }
        shown = rows.indices.filter { kept[$0] }
    }
}

/// Keeps the comparison that was painted last, so that a key costs only the rows that show.
final class ComparisonMemory: Sendable {
    private let entry = Mutex<(rows: ComparedRows, onlyDifferences: Bool)?>(nil)

    func rows(of subject: TraceTree, with reference: TraceTree, onlyDifferences: Bool) -> ComparedRows {
        let known = entry.withLock { $0 }
        var comparison = known?.rows.comparison
        if comparison?.subject != subject || comparison?.reference != reference { comparison = nil }
        if let known, comparison != nil, known.onlyDifferences == onlyDifferences { return known.rows }
        let rows = ComparedRows(
            comparison ?? FlowComparison(subject, with: reference),
            onlyDifferences: onlyDifferences
        )
        entry.withLock { $0 = (rows, onlyDifferences) }
        return rows
    }
}
