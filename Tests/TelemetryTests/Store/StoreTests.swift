import EventModel
import Synchronization
import Testing

@testable import Telemetry

@Suite("Store")
struct StoreTests {
    private static func line(_ n: Int) -> String {
        #"{"message":"line \#(n)","correlation_id":"c\#(n % 50)","service_name":"s\#(n % 7)","n":\#(n)}"#
    }

    private static func number(_ snapshot: StoreSnapshot, _ id: Int) -> Int? { snapshot.fields(id)?["n"]?.integer }

    /// Every record taken in is held or counted as dropped; ids go on and stay with their records; memory stays bounded.
    @Test(arguments: 1...8 as ClosedRange<UInt64>)
    func accountsForEveryRecord(_ seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let capacity = Int.random(in: 40_000...400_000, using: &random)
        let store = TelemetryStore(capacity: capacity, chunkRecords: Int.random(in: 8...200, using: &random))
        var sent = 0
        var malformed = 0
        var anchors: [(id: Int, n: Int)] = []
        for _ in 0..<150 {
            var lines: [String] = []
            for _ in 0..<Int.random(in: 1...60, using: &random) {
                if random.chance(0.05) {
                    lines.append("not JSON")
                    malformed += 1
                } else {
                    lines.append(Self.line(sent))
                }
                sent += 1
            }
            TestLog.append(lines, to: store)
            let snapshot = store.snapshot()
            let counters = snapshot.counters
            #expect(counters.records == sent && counters.malformed == malformed)
            #expect(counters.records == snapshot.ids.count + counters.dropped)
            #expect(snapshot.ids.lowerBound == counters.dropped && snapshot.ids.upperBound == sent)
            #expect(counters.resident <= capacity && counters.capacity == capacity)
            for anchor in anchors where snapshot.ids.contains(anchor.id) {
                #expect(Self.number(snapshot, anchor.id) == anchor.n)
            }
            for anchor in anchors where !snapshot.ids.contains(anchor.id) {
                #expect(
                    snapshot.row(anchor.id) == nil && snapshot.raw(anchor.id) == nil
                        && snapshot.fields(anchor.id) == nil
                )
            }
            let last = snapshot.ids.upperBound - 1
            if let n = Self.number(snapshot, last) { anchors.append((last, n)) }
        }
        #expect(store.snapshot().counters.dropped > 0)
    }

    @Test("A snapshot stays as it was while the writer goes on and drops what it shows")
    func snapshotsAreImmutable() {
        let store = TelemetryStore(capacity: 60_000, chunkRecords: 32)
        TestLog.append((0..<100).map(Self.line), to: store)
        let before = store.snapshot()
        let (ids, rows) = (before.ids, before.ids.map { before.row($0) })
        let flows = before.traces(sort: .latest, matching: nil, limit: 100)
        TestLog.append((100..<5000).map(Self.line), to: store, batch: 37)
        #expect(before.ids == ids && before.ids.map { before.row($0) } == rows)
        #expect(before.counters.records == 100)
        #expect(before.traces(sort: .latest, matching: nil, limit: 100).flows == flows.flows)
        #expect(store.snapshot().ids.lowerBound > ids.upperBound)
        #expect(
            before.records(of: "c3").map { Self.number(before, $0) } == before.records(of: "c3").map { Optional($0) }
        )
    }

    @Test("The batches that lines come in make no difference", arguments: [1, 7, 64, 1000])
    func batches(_ batch: Int) {
        let lines = (0..<1000).map(Self.line)
        let whole = TestLog.store(lines, chunkRecords: 128).snapshot()
        let parts = TestLog.store(lines, chunkRecords: 128, batch: batch).snapshot()
        #expect(parts.ids.map { parts.row($0) } == whole.ids.map { whole.row($0) })
        #expect(
            parts.traces(sort: .errors, matching: nil, limit: 99).flows
                == whole.traces(sort: .errors, matching: nil, limit: 99).flows
        )
        #expect(parts.counters.bytes == whole.counters.bytes)
    }

    @Test("Readers beside a writer see whole records, in order, never fewer than before")
    func concurrentReaders() async {
        let store = TelemetryStore(capacity: 200_000, chunkRecords: 64)
        let total = 20_000
        await withTaskGroup(of: Int.self) { group in
            for _ in 0..<3 {
                group.addTask {
                    var newest = 0
                    while newest < total {
                        let snapshot = store.snapshot()
                        #expect(snapshot.ids.upperBound >= newest)
                        newest = snapshot.ids.upperBound
                        for id in snapshot.ids.suffix(5) { #expect(Self.number(snapshot, id) == id) }
                        let flow = "c\(newest % 50)"
                        #expect(snapshot.records(of: flow).count == snapshot.ids.count { $0 % 50 == newest % 50 })
                        #expect(
                            snapshot.summary(of: flow)?.records
                                == snapshot.trace(flow)?.nodes.reduce(0) { $0 + $1.records.count }
                        )
                        #expect(
                            snapshot.traces(sort: .latest, matching: nil, limit: 5).total == min(50, snapshot.ids.count)
                        )
                        await Task.yield()
                    }
                    return newest
                }
            }
            group.addTask {
                var n = 0
                while n < total {
                    TestLog.append((n..<min(n + 100, total)).map(Self.line), to: store)
                    n += 100
                    await Task.yield()
                }
                return total
            }
            for await newest in group { #expect(newest == total) }
        }
    }

    @Test("The doorbell rings once for many appends, for each listener")
    func doorbell() async {
        let store = TelemetryStore()
        var one = store.doorbell().makeAsyncIterator()
        var two = store.doorbell().makeAsyncIterator()
        for n in 0..<10 { TestLog.append([Self.line(n)], to: store) }
        #expect(await one.next() != nil)
        #expect(await two.next() != nil)
        store.countMissed(3)
        #expect(await one.next() != nil)
        #expect(store.snapshot().counters.missed == 3)
    }

    @Test("Carriage returns, a last line without a newline, and several sources")
    func lines() {
        let store = TelemetryStore()
        TestLog.append(
            bytes: Array("{\"message\":\"a\"}\r\n\r\n{\"message\":\"b\"}".utf8),
            to: store,
            source: "x.log",
            firstLine: 10
        )
        TestLog.append(bytes: Array("{\"message\":\"c\"}\n".utf8), to: store, source: "-")
        let snapshot = store.snapshot()
        #expect(snapshot.ids.compactMap { snapshot.row($0)?.message } == ["a", "b", "c"])
        #expect(snapshot.ids.compactMap { snapshot.row($0)?.line } == [10, 12, 1])
        #expect(snapshot.ids.compactMap { snapshot.row($0)?.file } == ["x.log", "x.log", "-"])
        #expect(snapshot.raw(0) == Array("{\"message\":\"a\"}".utf8))
        TestLog.append(bytes: [], to: store)
        #expect(store.snapshot().ids.count == 3)
    }

    @Test("The newest time is that of the records, whatever their order")
    func newest() {
        let store = TelemetryStore()
        #expect(store.snapshot().newest == nil)
        TestLog.append([#"{"ts":1790000005}"#, #"{"ts":1790000001}"#], to: store)
        #expect(store.snapshot().newest == Timestamp(nanoseconds: 1_790_000_005_000_000_000))
    }

    @Test("Beyond the most names kept, names are read from their lines and everything still works")
    func boundedNames() throws {
        let store = TelemetryStore(capacity: 1 << 24, chunkRecords: 64, mostNames: 10)
        let lines = (0..<100).map { n in
            #"{"service_name":"svc-\#(n)","event_type":"type-\#(n)","correlation_id":"c","hop":"publish","event_id":"e\#(n)","resource":"r","severity":"ERROR","error":{"type":"E\#(n)","message":"m"}}"#
        }
        TestLog.append(lines, to: store)
        let snapshot = store.snapshot()
        for n in 0..<100 {
            let row = try #require(snapshot.row(n))
            #expect(row.service == "svc-\(n)" && row.eventType == "type-\(n)" && row.errorType == "E\(n)")
        }
        for query in ["service=svc-73", "type~\"-73$\"", "error.type=E73", "service=svc-73 exists(service)"] {
            #expect(snapshot.matches(try Query(query), in: snapshot.ids) == [73], "\(query)")
        }
        #expect(snapshot.summary(of: "c")?.services == (0..<100).map { "svc-\($0)" })
        let statistics = snapshot.statistics(since: nil, now: TestLog.start, buckets: 1, bucket: .seconds(1))
        #expect(statistics.byService.reduce(0) { $0 + $1.records } == 100)
        #expect(statistics.byService.contains { $0.service == "(others)" })
    }

    @Test("A name table keeps as many names as it may, and no long ones")
    func nameTable() {
        let names = NameTable(limit: 3)
        #expect(names.intern("a") == 1 && names.intern("b") == 2 && names.intern("a") == 1 && names.intern("c") == 3)
        #expect(names.intern("d") == NameTable.inLine && names.intern("b") == 2)
        #expect(names.name(1) == "a" && names.name(3) == "c")
        #expect(names.name(NameTable.none) == nil && names.name(NameTable.inLine) == nil)
        #expect(
            NameTable(limit: 9).intern(String(repeating: "x", count: NameTable.longestName + 1)) == NameTable.inLine
        )
    }
}
