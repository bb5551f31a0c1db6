import ArgumentParser
import EventModel
import Telemetry
import TerminalUI

/// `tailrace stats`: counts, rates and percentiles.
struct Stats: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print counts, rates and latency percentiles by service, severity and event type."
    )
    @OptionGroup var sources: SourceOptions
    @OptionGroup var format: FormatOptions

    func run() async throws {
        let snapshot = try await sources.load()
        let stats = snapshot.statistics(since: nil, now: .now(), buckets: 1, bucket: .seconds(1))
        if format.output == .json {
            Output.print(json(stats, snapshot.counters).description)
        } else {
            text(stats, snapshot.counters)
        }
        if stats.records == 0 { throw Failure.notFound("") }
    }

    private func json(_ stats: Statistics, _ counters: StoreCounters) -> JSON {
        [
            "records": .int(counters.records),
            "malformed": .int(counters.malformed),
            "dropped": .int(counters.dropped),
            "missed": .int(counters.missed),
            "bytes": .int(counters.bytes),
            "from": stats.from.json,
            "to": stats.to.json,
            "correlations": .int(stats.correlations),
            "by_severity": .object(
                JSON.Object(Severity.allCases.map { .init($0.name, .int(stats.bySeverity[Int($0.rawValue)])) })
            ),
            "by_service": .array(
                stats.byService.map {
                    [
                        "service": .string($0.service), "records": .int($0.records), "errors": .int($0.errors),
                        "p50_ms": $0.p50.json, "p95_ms": $0.p95.json, "p99_ms": $0.p99.json,
                    ]
                }
            ),
            "by_event_type": .array(
                stats.byEventType.map {
                    [
                        "event_type": .string($0.eventType), "records": .int($0.records), "errors": .int($0.errors),
                        "p50_ms": $0.p50.json, "p95_ms": $0.p95.json, "p99_ms": $0.p99.json,
                    ]
                }
            ),
        ]
    }

    private func text(_ stats: Statistics, _ counters: StoreCounters) {
        let paint = format.paint
        var line =
            "\(Figures.count(counters.records)) records, \(Figures.bytes(counters.bytes)), \(Figures.count(stats.correlations)) flows"
        if counters.malformed > 0 { line += ", \(Figures.count(counters.malformed)) malformed" }
        if counters.dropped > 0 { line += ", \(Figures.count(counters.dropped)) dropped" }
        if counters.missed > 0 { line += ", \(Figures.count(counters.missed)) missed" }
        Output.print(line)
        if let from = stats.from, let to = stats.to {
            let seconds = max((to - from).inSeconds, 0.001)
            Output.print(
                "\(from.rfc3339()) to \(to.rfc3339()), \(Figures.decimal(Double(stats.records) / seconds)) records/s"
            )
        }
        let counts = Severity.allCases.filter { stats.bySeverity[Int($0.rawValue)] > 0 }
        Output.print(
            counts.map { "\($0.name) \(Figures.count(stats.bySeverity[Int($0.rawValue)]))" }.joined(separator: "  ")
        )
        func table(_ title: String, _ rows: [(String, Int, Int, Duration?, Duration?, Duration?)]) {
            guard !rows.isEmpty else { return }
            let width = min(48, max(title.count, rows.map { displayWidth($0.0) }.max() ?? 0))
            Output.print("")
            Output.print(
                paint(title.leftAligned(to: width) + "     records    errors       p50       p95       p99", .bold)
            )
            for (name, records, errors, p50, p95, p99) in rows {
                let name = visible(name).leftAligned(to: width)
                let numbers = [Figures.count(records).rightAligned(to: 12), Figures.count(errors).rightAligned(to: 10)]
                let times = [p50, p95, p99].map { ($0.map(Figures.duration) ?? "-").rightAligned(to: 10) }
                Output.print(name + numbers[0] + paint(numbers[1], errors > 0 ? .red : nil) + times.joined())
            }
        }
        table("service", stats.byService.map { ($0.service, $0.records, $0.errors, $0.p50, $0.p95, $0.p99) })
        table("event type", stats.byEventType.map { ($0.eventType, $0.records, $0.errors, $0.p50, $0.p95, $0.p99) })
    }
}
