import EventModel
import Synchronization
import Testing

@testable import Telemetry

@Suite("Maps of matches")
struct MatchMapTests {
    private static func line(_ n: Int) -> String {
        #"{"service":"\#(n % 3 == 0 ? "orders" : "other")","message":"line \#(n)","attempt":\#(n)}"#
    }

    /// All that a map says of positions and ids agrees with a list.
    private func check(_ map: MatchMap, _ expected: [Int], _ held: Range<Int>) {
        #expect(map.count == expected.count)
        #expect(map.ids(at: 0..<expected.count + 5) == expected)
        let ids = [0, 1, held.lowerBound - 1, held.upperBound] + stride(from: 3, to: held.upperBound + 99, by: 97)
        for id in ids {
            let below = expected.count { $0 < id }
            let isThere = below < expected.count && expected[below] == id
            #expect(map.rank(of: id) == below)
            #expect(map.contains(id) == isThere)
            #expect(map.next(from: id) == (below < expected.count ? expected[below] : nil))
            let last = isThere ? below : below - 1
            #expect(map.next(from: id, backwards: true) == (last >= 0 ? expected[last] : nil))
        }
        #expect(map.count(in: 10..<50) == expected.count { (10..<50).contains($0) })
    }

    @Test(
        arguments: ["service=orders", "", "service=nobody", "attempt>=100", "service=orders or attempt<90"],
        [7, 64, 1000]
    )
    func agreesWithAList(_ text: String, _ chunkRecords: Int) throws {
        let snapshot = TestLog.snapshot((0..<300).map(Self.line), chunkRecords: chunkRecords)
        let query = try Query(text)
        var map = MatchMap(query)
        #expect(map.count == 0 && !map.isComplete && map.progress == 0)
        map.search(snapshot)
        #expect(map.isComplete && map.progress == 1 && map.searched == 300)
        check(map, snapshot.matches(query, in: snapshot.ids), snapshot.ids)
    }

    @Test("It is extended as records arrive, and lets go of what is dropped", arguments: 1...4 as ClosedRange<UInt64>)
    func extends(_ seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let store = TelemetryStore(capacity: 1 << 18, chunkRecords: 100)
        let query = try Query(seed % 2 == 0 ? "service=orders" : "not \"line 5\"")
        var map = MatchMap(query)
        var written = 0
        while written < 4000 {
            let more = Int.random(in: 1...400, using: &random)
            TestLog.append((written..<written + more).map(Self.line), to: store, firstLine: written + 1)
            written += more
            let snapshot = store.snapshot()
            if random.chance(0.3) {
                map.hold(snapshot)
                #expect(map.available == snapshot.ids)
            } else {
                map.search(snapshot)
                #expect(map.isComplete)
                check(map, snapshot.matches(query, in: snapshot.ids), snapshot.ids)
            }
        }
        #expect(store.snapshot().counters.dropped > 0)
    }

    @Test("Stopped after some chunks, it has the newest, and goes on from there")
    func goesOn() throws {
        let snapshot = TestLog.snapshot((0..<1000).map(Self.line), chunkRecords: 100)
        let query = try Query("service=orders")
        var map = MatchMap(query)
        var rounds = 0
        var before = 0
        while !map.isComplete {
            map.search(snapshot) { true }
            rounds += 1
            #expect(map.searched > before)
            before = map.searched
            if rounds == 1 { #expect(map.contains(999) && !map.contains(0) && map.progress < 1) }
            let expected = snapshot.matches(query, in: snapshot.ids).filter { $0 >= 1000 - map.searched }
            #expect(map.ids(at: 0..<map.count) == expected)
        }
        #expect(rounds > 1)
        check(map, snapshot.matches(query, in: snapshot.ids), snapshot.ids)
    }

    @Test("What was searched once is not searched again")
    func remembers() throws {
        let store = TestLog.store((0..<250).map(Self.line), chunkRecords: 100)
        var map = MatchMap(try Query("service=orders"))
        map.search(store.snapshot())
        let asked = Mutex(0)
        map.search(store.snapshot()) {
            asked.withLock { $0 += 1 }
            return false
        }
        #expect(asked.withLock { $0 } == 0)
        TestLog.append([Self.line(250)], to: store)
        map.search(store.snapshot()) {
            asked.withLock { $0 += 1 }
            return false
        }
        #expect(asked.withLock { $0 } == 1)
        #expect(map.searched == 251)
    }

    @Test("An older snapshot changes nothing")
    func olderSnapshot() throws {
        let store = TestLog.store((0..<120).map(Self.line), chunkRecords: 50)
        let older = store.snapshot()
        TestLog.append((120..<300).map(Self.line), to: store)
        var map = MatchMap(try Query("service=orders"))
        map.search(store.snapshot())
        let count = map.count
        map.search(older)
        #expect(map.count == count && map.isComplete)
    }

    @Test("A cancelled search keeps what it has and is not complete")
    func cancellation() async throws {
        let snapshot = TestLog.snapshot((0..<500).map(Self.line), chunkRecords: 50)
        let query = try Query("service=orders")
        let map = await Task {
            withUnsafeCurrentTask { $0?.cancel() }
            var map = MatchMap(query)
            map.search(snapshot)
            return map
        }.value
        #expect(!map.isComplete && map.searched == 0)
    }

    @Test("It takes a bit a record at most")
    func size() throws {
        let snapshot = TestLog.snapshot((0..<20_000).map(Self.line), chunkRecords: 10_000)
        for (text, most) in [("service=orders", 20_000 / 8 + 512), ("service=nobody", 512), ("", 512)] {
            var map = MatchMap(try Query(text))
            map.search(snapshot)
            #expect(map.bytes <= most)
        }
    }
}
