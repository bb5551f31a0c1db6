import Flows
import Telemetry
import TerminalUI

/// Flows by their ids, each with its tree, over all records that are held.
struct LookupBench {
    private static let lookups = 20_000
    let snapshot: StoreSnapshot

    init(_ snapshot: StoreSnapshot) { self.snapshot = snapshot }

    func rows() -> [BenchRow] {
        let ids = snapshot.ids
        guard !ids.isEmpty else { return [] }
        // Chosen by record, so that long flows are asked for as often as they are met.
        var random = SeededRandom(seed: 7)
        var wanted: [String] = []
        for _ in 0..<Self.lookups {
            let id = random.whole(ids.lowerBound...ids.upperBound - 1)
            if let correlation = snapshot.row(id)?.correlationID { wanted.append(correlation) }
        }
        guard !wanted.isEmpty else { return [] }
        var records = 0
        var seconds: [Double] = []
        seconds.reserveCapacity(wanted.count)
        for id in wanted {
            let (tree, took) = timed { snapshot.trace(id) }
            records += tree?.summary.records ?? 0
            seconds.append(took)
        }
        let size = Figures.decimal(Double(records) / Double(wanted.count))
        let what = "look-up with tree (\(size) records), \(Figures.count(ids.count)) held"
        return [
            BenchRow("lookup_p50", "\(what), p50", seconds.percentile(50), .seconds, must: 25e-6, aim: 10e-6),
            BenchRow("lookup_p99", "\(what), p99", seconds.percentile(99), .seconds, must: 100e-6, aim: 40e-6),
            BenchRow(
                "lookup_max",
                "\(what), slowest of \(Figures.count(wanted.count))",
                seconds.percentile(100),
                .seconds
            ),
        ]
    }
}
