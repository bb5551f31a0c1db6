import EventModel
import Testing

@testable import Telemetry

/// However records come in, in how many chunks and in which order, the map is the same.
@Suite struct TopologyAgreementTests {
    /// Flows of every kind of hop, interleaved, some failing.
    static func lines(flows: Int, seed: UInt64) -> [String] {
        var random = SeededRandom(seed: seed)
        var all: [[String]] = []
        for n in 0..<flows {
            var flow = FlowWriter("flow-\(n)")
            let at = Double(n * 7)
            func id(_ name: String) -> String { "\(name)-\(n)" }
            flow.publish(at, id("e"))
            flow.deliver(at + 1, id("d"), by: id("e"))
            flow.queue(at + 1, id("m"), by: id("d"))
            let fails = random.chance(0.3)
            flow.invoke(
                at + Double(Int.random(in: 2...90, using: &random)),
                id("t"),
                by: id("m"),
                took: Double(Int.random(in: 1...400, using: &random)),
                error: fails ? "Declined" : nil
            )
            if fails { flow.deadLetter(at + 500, of: id("m")) } else { flow.publish(at + 500, id("f"), by: id("t")) }
            flow.write(at + 600, ["service_name": "audit", "event_type": "Noted", "event_id": .string(id("n"))])
            flow.write(
                at + 601,
                [
                    "service_name": "ledger", "event_type": "Booked", "event_id": .string(id("b")),
                    "causation_id": .string(id("n")), "duration_ms": .int(Int.random(in: 1...9, using: &random)),
                ]
            )
            all.append(flow.lines)
        }
        var merged: [String] = []
        while !all.isEmpty {
            let i = Int.random(in: 0..<min(all.count, 12), using: &random)
            merged.append(all[i].removeFirst())
            if all[i].isEmpty { all.remove(at: i) }
        }
        return merged
    }

    /// Ids of records depend on the order of arrival; everything else must not.
    private static func figures(_ map: Topology) -> Topology {
        var map = map
        for i in map.edges.indices { map.edges[i].sample = nil }
        return map
    }

    @Test(arguments: [5, 7, 64, 500])
    func chunksMakeNoDifference(records: Int) {
        let lines = Self.lines(flows: 60, seed: 4)
        let whole = TestLog.snapshot(lines, chunkRecords: 10_000).map
        #expect(whole.edges.count >= 7)
        #expect(TestLog.snapshot(lines, chunkRecords: records).map == whole)
    }

    @Test(arguments: [4, 9, 100])
    func whatComesBitByBitAddsUp(records: Int) throws {
        let lines = Self.lines(flows: 40, seed: 9)
        let store = TelemetryStore(capacity: 1 << 26, chunkRecords: records)
        for (n, line) in lines.enumerated() {
            TestLog.append([line], to: store, firstLine: n + 1)
            // Each reader extends what the one before has left.
            if n % 3 == 0 { _ = store.snapshot().map }
        }
        #expect(store.snapshot().map == TestLog.snapshot(lines, chunkRecords: 10_000).map)
    }

    @Test(arguments: [3, 50, 10_000])
    func theOrderOfArrivalMakesNoDifference(records: Int) {
        let lines = Self.lines(flows: 40, seed: 2)
        let forward = Self.figures(TestLog.snapshot(lines, chunkRecords: 10_000).map)
        var random = SeededRandom(seed: 5)
        for other in [lines.reversed(), lines.shuffled(using: &random)] {
            #expect(Self.figures(TestLog.snapshot(other, chunkRecords: records).map) == forward)
        }
    }

    @Test func aReaderOfAnOlderSnapshotSeesThatOne() {
        let lines = Self.lines(flows: 30, seed: 1)
        let store = TestLog.store(Array(lines[..<100]), chunkRecords: 9)
        let old = store.snapshot()
        TestLog.append(Array(lines[100...]), to: store, firstLine: 101)
        _ = store.snapshot().map
        #expect(
            old.map.edge("shop", "default")?.count
                == TestLog.snapshot(Array(lines[..<100])).map.edge("shop", "default")?.count
        )
    }

    @Test func aStretchOfTimeIsWhatItsRecordsSay() throws {
        let lines = Self.lines(flows: 50, seed: 3)
        let snapshot = TestLog.snapshot(lines, chunkRecords: 40)
        let since = TestLog.start + .milliseconds(150)
        let later = try #require(snapshot.topology(since: since, grouped: false, limit: .max))
        let published = later.edges.filter { later.nodes[$0.to].kind == .bus }.reduce(0) { $0 + $1.count }
        let query = try Query("hop=publish")
        #expect(published == snapshot.idsInTimeOrder(matching: query, since: since).count)
        let fresh = snapshot.topology(matching: nil, since: since, until: nil, grouped: false, limit: .max)
        #expect(later.lines == fresh?.lines)
        #expect(published < (snapshot.map.edge("shop", "default")?.count ?? 0) * 2)
    }

    @Test func aQueryTakesWholeFlows() throws {
        let lines = Self.lines(flows: 30, seed: 8)
        let snapshot = TestLog.snapshot(lines)
        let map = try #require(
            snapshot.topology(matching: Query("flow-7 \"t-7\""), since: nil, until: nil, grouped: false, limit: .max)
        )
        #expect(map.edge("shop", "default")?.count == 1)
        #expect(map.edge("orders", "work")?.count == 1)
    }

    @Test func whatTheStoreLetsGoIsNotOnTheMap() throws {
        let lines = Self.lines(flows: 400, seed: 6)
        let store = TelemetryStore(capacity: 1 << 18, chunkRecords: 64)
        for from in stride(from: 0, to: lines.count, by: 100) {
            TestLog.append(Array(lines[from..<min(from + 100, lines.count)]), to: store, firstLine: from + 1)
            _ = store.snapshot().map
        }
        let snapshot = store.snapshot()
        #expect(snapshot.counters.dropped > 0)
        let held = snapshot.matches(try Query("hop=publish service=shop"), in: snapshot.ids).count
        let map = snapshot.map
        let published = map.edges.filter { map.nodes[$0.to].kind == .bus }.reduce(0) { $0 + $1.count }
        #expect(published == held)
    }
}
