import EventModel
import Testing

@testable import Telemetry

/// Which records are one flow, against the rule carried out in the plainest way: traces join; a request joins the one flow that
/// correlation ids tie it to, and the one that traces alone tie it to.
@Suite("Ids that a record ties together")
struct FlowJoinTests {
    struct Record {
        var correlation: String?
        var trace: String?
        var request: String?
        var at = 0
        var isError = false

        var key: String? { correlation ?? trace ?? request }

        var line: String {
            var members = [JSON.Member("timestamp", .string((TestLog.start + .milliseconds(at)).rfc3339(digits: 9)))]
            members.append(.init("severity", .string(isError ? "ERROR" : "INFO")))
            if let correlation { members.append(.init("correlation_id", .string(correlation))) }
            if let trace { members.append(.init("trace_id", .string(trace))) }
            if let request { members.append(.init("request_id", .string(request))) }
            return JSON.object(JSON.Object(members)).description
        }
    }

    /// Flows of records as sets of their places.
    static func flows(_ records: [Record], from first: Int = 0) -> [Set<Int>] {
        var parent: [String: String] = [:]
        func root(_ id: String) -> String {
            var id = id
            while let up = parent[id], up != id { id = up }
            return id
        }
        func union(_ a: String, _ b: String) { parent[root(a)] = root(b) }
        let held = records[first...]
        for record in held { if let c = record.correlation, let t = record.trace { union(c, t) } }
        var tied: [String: (correlations: Set<String>, traces: Set<String>)] = [:]
        for record in held {
            guard let request = record.request, request.count >= 8, let flow = record.correlation ?? record.trace,
                flow != request
            else { continue }
            if record.correlation != nil {
                tied[request, default: ([], [])].correlations.insert(root(flow))
            } else {
                tied[request, default: ([], [])].traces.insert(root(flow))
            }
        }
        var joined: [(String, String)] = []
        for (request, flows) in tied {
            let correlations = flows.correlations.subtracting([root(request)])
            let traces = flows.traces.subtracting([root(request)])
            if correlations.count > 1 { continue }
            joined += correlations.map { (request, $0) }
            if traces.count == 1 { joined += traces.map { (request, $0) } }
        }
        for (request, flow) in joined { union(request, flow) }
        var flows: [String: Set<Int>] = [:]
        for (place, record) in records.enumerated() where place >= first {
            if let key = record.key { flows[root(key), default: []].insert(place) }
        }
        return Array(flows.values)
    }

    static func records(_ count: Int, _ random: inout SeededRandom, isMixed: Bool) -> [Record] {
        let ids = count / 4
        return (0..<count).map { n in
            func id(_ name: String, _ chance: Double) -> String? {
                guard random.chance(chance) else { return nil }
                // Mostly ids near one another in time, now and then one of long ago.
                let near =
                    random.chance(0.9)
                    ? max(n / 4 - Int.random(in: 0...8, using: &random), 0) : Int.random(in: 0..<ids, using: &random)
                return "\(name)-\(near)"
            }
            var record = Record(
                correlation: id("corr", 0.5),
                trace: id("trace", 0.15),
                at: n * 10 + Int.random(in: -30...30, using: &random)
            )
            record.request = random.chance(0.05) ? "7" : id("request", 0.5)
            if isMixed, random.chance(0.1) { record.correlation = id("request", 1) }
            record.isError = random.chance(0.1)
            return record
        }
    }

    /// Checks everything that can be asked of a snapshot against the flows there are.
    static func check(_ snapshot: StoreSnapshot, _ records: [Record], isMixed: Bool = false) throws {
        let first = snapshot.ids.lowerBound
        let flows = flows(Array(records[..<snapshot.ids.upperBound]), from: first)
        var flowOf: [Int: Set<Int>] = [:]
        for flow in flows { for place in flow { flowOf[place] = flow } }
        let list = snapshot.traces(sort: .latest, matching: nil, limit: .max)
        #expect(list.total == flows.count && list.flows.count == flows.count)
        #expect(
            snapshot.statistics(since: nil, now: TestLog.start, buckets: 0, bucket: .seconds(1)).correlations
                == flows.count
        )
        let half = TestLog.start + .milliseconds(records.count * 5)
        #expect(
            snapshot.statistics(since: half, now: half, buckets: 0, bucket: .seconds(1)).correlations
                == flows.count { $0.contains { records[$0].at >= records.count * 5 } }
        )
        for summary in list.flows {
            let found = snapshot.records(of: summary.correlationID)
            let flow = try #require(found.first.flatMap { flowOf[$0] })
            #expect(Set(found) == flow && found.count == flow.count)
            #expect(summary.records == flow.count)
            #expect(summary.errors == flow.count { records[$0].isError })
            #expect(snapshot.summary(of: summary.correlationID) == summary)
            #expect(snapshot.trace(summary.correlationID)?.summary == summary)
            guard !isMixed else { continue }
            let correlations = flow.compactMap { records[$0].correlation }
            let traces = flow.compactMap { records[$0].trace }
            if !correlations.isEmpty {
                #expect(correlations.contains(summary.correlationID))
            } else if !traces.isEmpty {
                #expect(traces.contains(summary.correlationID))
            }
        }
        for (place, record) in records.enumerated() where snapshot.ids.contains(place) {
            for id in [record.correlation, record.trace].compactMap({ $0 }) {
                #expect(Set(snapshot.records(of: id)) == flowOf[place])
            }
        }
        for flow in flows {
            let place = try #require(flow.first)
            let id = try #require(records[place].key)
            #expect(snapshot.correlations(startingWith: id, limit: 1000).contains(id))
        }
        for sort in TraceSort.allCases {
            let all = snapshot.traces(sort: sort, matching: nil, limit: .max).flows
            #expect(snapshot.traces(sort: sort, matching: nil, limit: 5).flows == Array(all.prefix(5)))
            let keys = all.map { flow -> Int64 in
                switch sort {
                case .latest: flow.ended.nanoseconds
                case .slowest: flow.duration.nanoseconds
                case .errors: Int64(flow.errors)
                }
            }
            #expect(keys == keys.sorted(by: >))
        }
        let failed = snapshot.traces(sort: .errors, matching: try Query("level>=error"), limit: .max)
        #expect(failed.total == flows.count { $0.contains { records[$0].isError } })
        #expect(failed.flows.count == failed.total)
    }

    @Test("As a plain union-find says, however they came", arguments: 1...8 as ClosedRange<UInt64>)
    func anyOrder(_ seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let isMixed = seed > 5
        var records = Self.records(400, &random, isMixed: isMixed)
        if seed % 2 == 0 { records.shuffle(using: &random) }
        let snapshot = TestLog.snapshot(records.map(\.line), chunkRecords: [7, 64, 1000][Int(seed % 3)])
        try Self.check(snapshot, records, isMixed: isMixed)
    }

    @Test("The same while records come in and the oldest are dropped", arguments: 11...14 as ClosedRange<UInt64>)
    func growing(_ seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let records = Self.records(3000, &random, isMixed: false)
        let store = TelemetryStore(capacity: 120_000, chunkRecords: 64)
        var from = 0
        while from < records.count {
            let to = min(from + Int.random(in: 1...700, using: &random), records.count)
            TestLog.append(records[from..<to].map(\.line), to: store, firstLine: from + 1, batch: 100)
            from = to
            // An index that is behind answers as well as one that is not.
            if random.chance(0.6) { try Self.check(store.snapshot(), records) }
        }
        try Self.check(store.snapshot(), records)
        #expect(store.snapshot().counters.dropped > 0)
    }

    @Test("Records are those of the snapshot, though the index has gone on")
    func olderSnapshot() throws {
        var random = SeededRandom(seed: 21)
        let records = Self.records(2000, &random, isMixed: false).map { record in
            var record = record
            (record.trace, record.request) = (nil, nil)
            return record
        }
        let store = TelemetryStore(capacity: 120_000, chunkRecords: 64)
        TestLog.append(records[..<500].map(\.line), to: store)
        let older = store.snapshot()
        TestLog.append(records[500...].map(\.line), to: store, firstLine: 501, batch: 100)
        _ = store.snapshot().traces(sort: .latest, matching: nil, limit: 1)
        for (place, record) in records[..<500].enumerated() where older.ids.contains(place) {
            guard let id = record.correlation else { continue }
            #expect(
                older.records(of: id).sorted()
                    == records.indices.filter { $0 < 500 && records[$0].correlation == id && older.ids.contains($0) }
            )
        }
    }

    @Test("A request joins the correlation id of one record with the trace of another, in any order")
    func acrossRecords() throws {
        let request = "5f0c2d1e-request"
        let records = [
            Record(correlation: "order-1", request: request, at: 0), Record(trace: "trace-1", request: request, at: 1),
            Record(trace: "trace-1", at: 2), Record(correlation: "order-1", at: 3), Record(request: request, at: 4),
        ]
        for order in [[0, 1, 2, 3, 4], [4, 3, 2, 1, 0], [2, 0, 4, 1, 3], [1, 2, 3, 0, 4]] {
            let snapshot = TestLog.snapshot(order.map { records[$0].line })
            for id in ["order-1", "trace-1", request] {
                #expect(snapshot.records(of: id).count == 5, "\(id), \(order)")
            }
            #expect(snapshot.traces(sort: .latest, matching: nil, limit: 9).total == 1)
        }
        // A batch by its traces: the request stays with its correlation id.
        let batch = records + [Record(trace: "trace-2", request: request, at: 5)]
        let snapshot = TestLog.snapshot(batch.map(\.line))
        #expect(snapshot.records(of: "order-1") == [0, 3, 4])
        #expect(snapshot.records(of: "trace-1") == [1, 2] && snapshot.records(of: "trace-2") == [5])
    }

    @Test("A batch joins nothing: which flow would the invocation belong to?")
    func batch() throws {
        let request = "5f0c2d1e-request"
        let records = [
            Record(request: request, at: 0), Record(correlation: "order-1", request: request, at: 1),
            Record(correlation: "order-2", request: request, at: 2), Record(request: request, at: 3),
        ]
        let snapshot = TestLog.snapshot(records.map(\.line))
        #expect(snapshot.records(of: "order-1") == [1] && snapshot.records(of: "order-2") == [2])
        #expect(snapshot.records(of: request) == [0, 3])
        #expect(snapshot.trace(request)?.summary.correlationID == request)
        // One trace over both, and it is one flow after all.
        let traced =
            records + [
                Record(correlation: "order-2", trace: "trace-1", at: 4),
                Record(correlation: "order-1", trace: "trace-1", at: 5),
            ]
        let joined = TestLog.snapshot(traced.map(\.line))
        for id in ["order-1", "order-2", "trace-1", request] {
            #expect(joined.records(of: id) == [0, 1, 2, 3, 4, 5])
            #expect(joined.trace(id)?.summary.correlationID == "order-1")
        }
        #expect(joined.correlations(startingWith: "trace-", limit: 9) == ["trace-1"])
    }

    @Test(
        "Ids that are no ids, and counts, tie nothing",
        arguments: ["-", "none", "NULL", "unknown", "N/A", "0", "00000000-0000-0000-0000-000000000000", "undefined"]
    )
    func placeholders(_ id: String) throws {
        let records = [
            Record(correlation: id, trace: "trace-1"), Record(correlation: id, trace: "trace-2"),
            Record(correlation: "a", trace: id), Record(correlation: "b", trace: id),
            Record(correlation: "c", request: id), Record(request: id),
        ]
        let snapshot = TestLog.snapshot(records.map(\.line))
        #expect(snapshot.records(of: "trace-1") == [0] && snapshot.records(of: "trace-2") == [1])
        #expect(
            snapshot.records(of: "a") == [2] && snapshot.records(of: "b") == [3] && snapshot.records(of: "c") == [4]
        )
        #expect(snapshot.records(of: id).isEmpty)
        #expect(snapshot.traces(sort: .latest, matching: nil, limit: 9).total == 5)
    }

    @Test("A request that is only counted joins nothing", arguments: ["1", "req-7", "12345678", "100000000000000"])
    func counted(_ request: String) throws {
        let records = [Record(correlation: "a", request: request), Record(request: request)]
        let snapshot = TestLog.snapshot(records.map(\.line))
        #expect(snapshot.records(of: "a") == [0] && snapshot.records(of: request) == [1])
    }
}
