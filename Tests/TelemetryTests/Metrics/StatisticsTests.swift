import EventModel
import Testing

@testable import Telemetry

@Suite("Statistics")
struct StatisticsTests {
    struct Sample {
        var at: Timestamp
        var service: String?
        var type: String?
        var severity: Severity?
        var durationMs: Double?
        var flow: String?

        var line: String {
            var members = [JSON.Member("timestamp", .string(at.rfc3339(digits: 9)))]
            if let service { members.append(.init("service_name", .string(service))) }
            if let type { members.append(.init("event_type", .string(type))) }
            if let severity { members.append(.init("severity", .string(severity.name))) }
            if let durationMs { members.append(.init("duration_ms", .double(durationMs))) }
            if let flow { members.append(.init("correlation_id", .string(flow))) }
            return JSON.object(JSON.Object(members)).description
        }
        var failed: Bool { (severity ?? .info) >= .error }
    }

    static func samples(_ random: inout SeededRandom) -> [Sample] {
        (0..<3000).map { _ in
            Sample(
                at: TestLog.start + .milliseconds(Int.random(in: 0..<60_000, using: &random)),
                service: ["a", "b", "c", nil].randomElement(using: &random) ?? nil,
                type: ["x", "y", nil].randomElement(using: &random) ?? nil,
                severity: random.chance(0.1) ? nil : Severity.allCases.randomElement(using: &random),
                durationMs: random.chance(0.5) ? Double(Int.random(in: 1...500_000, using: &random)) / 1000 : nil,
                flow: random.chance(0.8) ? "f\(Int.random(in: 0..<200, using: &random))" : nil
            )
        }
    }

    /// The smallest recorded value that `share` of all do not exceed.
    private func percentile(_ samples: [Sample], _ share: Double) -> Double? {
        let sorted = samples.compactMap(\.durationMs).sorted()
        guard !sorted.isEmpty else { return nil }
        return sorted[max(Int((share * Double(sorted.count)).rounded(.up)) - 1, 0)]
    }

    private func isNear(_ measured: Duration?, _ exact: Double?) -> Bool {
        guard let measured, let exact else { return measured == nil && exact == nil }
        let ms = Double(measured.nanoseconds) / 1e6
        return abs(ms - exact) <= max(exact * 0.002, 0.002)
    }

    @Test("The same as a naive count", arguments: [1, 2, 3] as [UInt64], [nil, 20] as [Int?])
    func naive(_ seed: UInt64, _ sinceSeconds: Int?) throws {
        var random = SeededRandom(seed: seed)
        let all = Self.samples(&random)
        let since = sinceSeconds.map { TestLog.start + .seconds($0) }
        let now = TestLog.start + .seconds(60)
        let snapshot = TestLog.snapshot(all.map(\.line), chunkRecords: 256)
        try check(snapshot.statistics(since: since, now: now, buckets: 6, bucket: .seconds(5)), all, since, now)
    }

    @Test(
        "The same from sketches, while windows move, records come and the oldest are dropped",
        arguments: 4...7 as ClosedRange<UInt64>
    )
    func windows(_ seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        // Nearly in time order, as logs are: some chunks lie within a window, some at its edge, some outside.
        let all = Self.samples(&random).sorted { $0.at < $1.at }
        let samples = stride(from: 0, to: all.count, by: 40).flatMap {
            all[$0..<min($0 + 40, all.count)].shuffled(using: &random)
        }
        let store = TelemetryStore(
            capacity: seed == 7 ? 300_000 : 1 << 26,
            chunkRecords: [100, 300, 700][Int(seed % 3)]
        )
        var from = 0
        while from < samples.count {
            let to = min(from + Int.random(in: 1...500, using: &random), samples.count)
            TestLog.append(samples[from..<to].map(\.line), to: store, firstLine: from + 1, batch: 50)
            from = to
            let snapshot = store.snapshot()
            let held = Array(samples[snapshot.ids])
            let newest = try #require(held.map(\.at).max())
            for seconds in [nil, 20, 3] as [Int?] {
                for _ in 0..<2 {
                    let now = newest + .milliseconds(Int.random(in: -2000...2000, using: &random))
                    let since = seconds.map { now - .seconds($0) }
                    try check(
                        snapshot.statistics(since: since, now: now, buckets: 6, bucket: .seconds(5)),
                        held,
                        since,
                        now
                    )
                }
            }
        }
        #expect(store.snapshot().sketchBytes > 0 && (seed == 7) == (store.snapshot().counters.dropped > 0))
    }

    private func check(_ statistics: Statistics, _ all: [Sample], _ since: Timestamp?, _ now: Timestamp) throws {
        let counted = all.filter { $0.at >= since ?? $0.at }
        #expect(statistics.records == counted.count)
        #expect(statistics.errors == counted.count(where: \.failed))
        #expect(statistics.from == counted.map(\.at).min() && statistics.to == counted.map(\.at).max())
        #expect(statistics.correlations == Set(counted.compactMap(\.flow)).count)
        #expect(
            statistics.bySeverity == Severity.allCases.map { severity in counted.count { $0.severity == severity } }
        )
        for name in ["a", "b", "c"] {
            let own = counted.filter { $0.service == name }
            let service = statistics.byService.first { $0.service == name }
            guard let service, !own.isEmpty else {
                #expect(service == nil && own.isEmpty)
                continue
            }
            #expect(service.records == own.count && service.errors == own.count(where: \.failed))
            #expect(
                isNear(service.p50, percentile(own, 0.5)) && isNear(service.p95, percentile(own, 0.95))
                    && isNear(service.p99, percentile(own, 0.99))
            )
            #expect(service.rates == buckets(own, now))
        }
        #expect(statistics.byService.map(\.records) == statistics.byService.map(\.records).sorted(by: >))
        #expect(Set(statistics.byEventType.map(\.eventType)) == Set(counted.compactMap(\.type)))
        for type in statistics.byEventType {
            let own = counted.filter { $0.type == type.eventType }
            #expect(type.records == own.count && type.errors == own.count(where: \.failed))
            #expect(
                isNear(type.p50, percentile(own, 0.5)) && isNear(type.p95, percentile(own, 0.95))
                    && isNear(type.p99, percentile(own, 0.99))
            )
        }
        #expect(statistics.rates == buckets(counted, now))
        #expect(statistics.errorRates == buckets(counted.filter(\.failed), now))
    }

    private func buckets(_ samples: [Sample], _ now: Timestamp) -> [Int] {
        (0..<6).map { n in
            let from = now - .seconds(5 * (6 - n))
            return samples.count { $0.at > from && $0.at <= from + .seconds(5) }
        }
    }

    @Test("An empty store")
    func empty() {
        let statistics = TestLog.snapshot([]).statistics(
            since: nil,
            now: TestLog.start,
            buckets: 3,
            bucket: .seconds(1)
        )
        #expect(statistics.records == 0 && statistics.from == nil && statistics.rates == [0, 0, 0])
    }
}
