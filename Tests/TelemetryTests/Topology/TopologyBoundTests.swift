import Testing

@testable import Telemetry

@Suite struct TopologyBoundTests {
    @Test func theMostUsedEdgesAreKeptAndTheOthersCounted() {
        var lines = [TopologyTests.event("hub", "Tick", "e0")]
        for n in 0..<300 {
            for repeated in 0...(n % 3) {
                lines.append(TopologyTests.event("service-\(n)", "Done", "\(n)-\(repeated)", by: "e0"))
            }
        }
        lines.append(TopologyTests.event("weak", "Done", "w", by: "e0", #","level":"error""#))
        let snapshot = TestLog.snapshot(lines)
        let map = snapshot.topology(grouped: true, limit: 101) ?? Topology()
        #expect(map.edges.count == 101)
        #expect(map.hiddenEdges == 200)
        #expect(map.edges.reduce(map.hiddenCount) { $0 + $1.count } == lines.count - 1)
        #expect(map.edge("hub", "weak")?.errors == 1, "what fails is kept, however rare")
        #expect(map.edges.filter { $0.count == 3 }.count == 100)
        #expect(map.nodes.count == 102, "nodes whose edges are hidden are hidden too")
    }

    @Test func betweenServicesEventTypesAreGrouped() throws {
        var lines = [TopologyTests.event("a", "Often", "e0"), TopologyTests.event("a", "Seldom", "e1")]
        for n in 2..<7 {
            lines.append(TopologyTests.event("b", "X", "\(n)", by: n < 6 ? "e0" : "e1", #","duration_ms":\#(n)"#))
        }
        let snapshot = TestLog.snapshot(lines)
        #expect(snapshot.map.lines == ["a -Often-> b 4/0", "a -Seldom-> b 1/0"])
        let edge = try #require(snapshot.topology(grouped: true, limit: 10)?.edges.first)
        #expect((edge.via, edge.types, edge.count) == ("Often", 2, 5))
        #expect(edge.p95 == .milliseconds(6))
    }

    @Test func namesBeyondTheTableAreCountedTogether() {
        let store = TelemetryStore(capacity: 1 << 24, chunkRecords: 100, mostNames: 20)
        TestLog.append(
            (0..<60).map { TopologyTests.event("s\($0)", "T", "e\($0)", by: "e\($0 - 1)") },
            to: store
        )
        let map = store.snapshot().map
        #expect(map.edges.reduce(0) { $0 + $1.count } == 59)
        #expect(map.nodeLines.contains("service (others)"))
    }

    @Test func edgesBeyondTheTableAreCounted() {
        var keys = TopologyKeys(limit: 50)
        let places = (1...100).map { TopologyPlace(.service, UInt16($0)) }
        let numbers = places.map { keys.number(of: TopologyKey($0, $0, 0)) }
        #expect(Set(numbers) == Set(0...50))
        #expect(numbers[..<50].allSatisfy { $0 > 0 } && numbers[50...].allSatisfy { $0 == 0 })
        #expect(places.map { keys.number(of: TopologyKey($0, $0, 0)) } == numbers, "a number stays")
        #expect(keys.keys[7].from == places[6] && keys.keys[7].to == places[6])
    }

    @Test func oldEventsAreForgottenAndOnlyThose() {
        var recent = RecentIDs(limit: 4096)
        var random = SeededRandom(seed: 1)
        let hashes = (0..<20_000).map { _ in random.next() | 1 }
        for (id, hash) in hashes.enumerated() { recent.add(hash, id) }
        #expect(recent.count <= 4096)
        #expect(recent.forgotten == 20_000 - recent.count)
        let found = hashes.indices.suffix(1000).filter { recent.find(hashes[$0]) == $0 }
        #expect(found.count > 950, "the latest are there")
        #expect(hashes.indices.prefix(5000).allSatisfy { recent.find(hashes[$0]) == nil })
    }

    @Test func aCauseThatIsForgottenIsCounted() {
        var lines: [String] = []
        for n in 0..<3000 { lines.append(TopologyTests.event("a", "T", "e\(n)")) }
        lines.append(TopologyTests.event("b", "U", "x", by: "e0"))
        let snapshot = TestLog.snapshot(lines, chunkRecords: 100)
        var fold = TopologyFold(events: 1024, waiting: 1024)
        let parts = snapshot.chunks.enumerated().map { i, chunk in
            fold.part(chunk, count: snapshot.count(i), of: snapshot, keeps: true)
        }
        let map = TopologyTally(parts, fold.keys, snapshot.names).finish(.init(grouped: true, limit: 10))
        #expect(map.unlinked == 1)
        #expect(map.nodes.first { $0.name == "b" }?.began == 1)
        #expect(snapshot.map.lines == ["a -T-> b 1/0"], "with room enough it is found")
    }

    @Test func percentilesAreWithinTheirBuckets() {
        var random = SeededRandom(seed: 3)
        var values: [Int64] = (0..<5000).map { _ in
            Int64.random(in: 0...(1 << Int64.random(in: 0...32, using: &random)), using: &random) * 1000
        }
        var sketch = DurationSketch()
        for value in values { sketch.add(Int(DurationSketch.bucket(value)), 1, longest: value) }
        values.sort()
        for percentile in [1.0, 50, 95, 99, 100] {
            let exact = Double(values[max(0, Int((percentile / 100 * 5000).rounded(.up)) - 1)])
            let found = sketch.at(percentile).map {
                Double($0.components.seconds) * 1e9 + Double($0.components.attoseconds) / 1e9
            }
            #expect(abs((found ?? -1) - min(exact, 7.2e12)) <= exact * 0.02, "p\(percentile)")
        }
        #expect(DurationSketch().at(95) == nil)
        #expect(DurationSketch.bucket(-5) == 0)
        #expect(Int(DurationSketch.bucket(.max)) < DurationSketch.buckets)
    }
}
