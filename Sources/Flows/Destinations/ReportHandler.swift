import EventModel
import Pipeline

/// Builds a report: the figures' count, sum, least, greatest, mean and median. What it answers goes to the success destination.
struct ReportHandler: Sendable {
    let service: Service

    func handle(_ record: EventRecord) async throws -> JSON {
        guard let id = record.detail["report_id"]?.string,
            let figures = record.detail["figures"]?.array?.compactMap(\.number), !figures.isEmpty,
            figures.allSatisfy({ abs($0) <= 1e12 })
        else { throw failure("InvalidReport", "report_id and figures of 1e12 at most are needed") }
        try await frame {
            try await record.ask("warehouse", record.detail["source"]?.string ?? "", service, 10...80) { _, request in
                failure(
                    "WarehouseLocked",
                    "the warehouse is locked by load job \(4_000 + request): no figures for report \(id)"
                )
            }
        }
        let sorted = figures.sorted()
        let middle = sorted.count / 2
        let median = sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
        let sum = figures.reduce(0, +)
        record.log(.info, "report built", ["report_id": .string(id), "figures": .int(figures.count)])
        return [
            "report_id": .string(id), "title": record.detail["title"] ?? "", "count": .int(figures.count),
            "sum": Self.hundredths(sum), "least": Self.hundredths(sorted[0]),
            "greatest": Self.hundredths(sorted[sorted.count - 1]),
            "mean": Self.hundredths(sum / Double(figures.count)), "median": Self.hundredths(median),
        ]
    }

    private static func hundredths(_ value: Double) -> JSON { .double((value * 100).rounded() / 100) }
}
