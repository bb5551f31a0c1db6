import EventModel
import Testing

@testable import Telemetry

@Suite("Records of several sources in the order of time")
struct ChunkMergeTests {
    /// A line at a second, of a flow, that ties a request to it.
    private static func line(_ second: Int, _ text: String, flow: String = "flow") -> String {
        #"{"time":\#(1_790_000_000 + second),"correlation_id":"\#(flow)","requestId":"request-\#(text)","level":"error","message":"\#(text)"}"#
    }

    private static func store(_ sources: [(name: String, lines: [String])], capacity: Int = 1 << 26) -> TelemetryStore {
        let store = TelemetryStore(capacity: capacity, chunkRecords: 3)
        for source in sources { TestLog.append(source.lines, to: store, source: source.name) }
        return store
    }

    private static func messages(_ store: TelemetryStore) -> [String] {
        let snapshot = store.snapshot()
        return snapshot.ids.compactMap { snapshot.row($0)?.message }
    }

    @Test("They stand by time, keep their files and lines, and their flows find them")
    func merges() throws {
        let store = Self.store([
            ("a", [1, 4, 5, 9, 12].map { Self.line($0, "a\($0)") }),
            ("b", [2, 3, 4, 10].map { Self.line($0, "b\($0)", flow: "other") }),
            ("c", ["c no time", Self.line(8, "c8"), "  at frame", Self.line(11, "c11")]),
        ])
        let before = store.snapshot()
        #expect(store.orderByTime())
        let after = store.snapshot()
        #expect(after.ids == before.ids && after.counters.orders == 1)
        // What says no time at a source's beginning stands where it arrived: first, by the clock of these tests.
        #expect(
            Self.messages(store) == [
                "c no time", "a1", "b2", "b3", "b4", "a4", "a5", "c8", "  at frame", "a9", "b10", "c11", "a12",
            ]
        )
        let row = try #require(after.row(4))
        #expect(row.message == "b4" && row.file == "b" && row.line == 3 && row.severity == .error)
        #expect(after.raw(4).map { String(decoding: $0, as: UTF8.self) } == Self.line(4, "b4", flow: "other"))
        #expect(after.records(of: "other") == [2, 3, 4, 10])
        #expect(after.records(of: "request-b3") == after.records(of: "other"))
        #expect(after.trace("flow")?.summary == before.trace("flow")?.summary)
        let query = try Query("message~^b")
        #expect(after.matches(query, in: after.ids) == [2, 3, 4, 10])
        #expect(after.statistics(since: nil, now: TestLog.start, buckets: 0, bucket: .seconds(1)).records == 13)
        // What was taken before still says what it said.
        #expect(before.row(5)?.message == "b2", "an older snapshot keeps its order")
        // What comes later comes behind.
        TestLog.append([Self.line(6, "late")], to: store, source: "a", firstLine: 6)
        #expect(Self.messages(store).last == "late")
        #expect(store.snapshot().ids.count == 14)
    }

    @Test("Sources that follow one another, and a single one, stay as they are")
    func leavesOrderAlone() {
        for sources in [
            [("a", [Self.line(1, "a"), Self.line(2, "b")]), ("b", [Self.line(3, "c")])],
            [("a", [Self.line(5, "a"), Self.line(2, "b"), Self.line(9, "c"), Self.line(1, "d")])],
        ] {
            let store = Self.store(sources)
            #expect(store.orderByTime())
            #expect(store.snapshot().counters.orders == 0)
        }
        #expect(TelemetryStore(capacity: 1 << 20).orderByTime())
    }

    @Test("Without memory to hold them twice they stay as they are, and it is said")
    func tooMany() {
        let lines = (0..<60).map { Self.line($0, "x\($0)") }
        let store = Self.store([("a", lines), ("b", lines)], capacity: 800_000)
        #expect(store.snapshot().counters.dropped == 0)
        let before = Self.messages(store)
        #expect(!store.orderByTime())
        #expect(Self.messages(store) == before)
    }

    @Test("The same records as sorted by hand, whatever their times", arguments: 0..<6)
    func random(_ seed: Int) {
        var random = SeededRandom(seed: UInt64(seed))
        var sources: [(name: String, lines: [String])] = []
        for n in 0..<Int.random(in: 2...5, using: &random) {
            var second = 0
            sources.append(
                (
                    "s\(n)",
                    (0..<Int.random(in: 1...40, using: &random)).map { i in
                        second += Int.random(in: 0...3, using: &random)
                        return Self.line(second, "\(n)-\(i)", flow: "f\(i % 4)")
                    }
                )
            )
        }
        let store = Self.store(sources)
        #expect(store.orderByTime())
        let snapshot = store.snapshot()
        let times = snapshot.ids.compactMap { snapshot.row($0)?.time }
        #expect(times == times.sorted())
        #expect(Set(Self.messages(store)).count == sources.reduce(0) { $0 + $1.lines.count })
        for source in sources {
            let own = snapshot.ids.compactMap { snapshot.row($0) }.filter { $0.file == source.name }
            #expect(own.map(\.line) == Array(1...source.lines.count))
        }
        #expect(snapshot.counters.resident <= snapshot.counters.capacity)
    }
}
