import EventModel
import Testing

@testable import Telemetry

/// Records that name anything as their hop, id and cause: nothing traps, and what is told adds up.
@Suite struct TopologyFuzzTests {
    private static func line(_ random: inout SeededRandom) -> String {
        func pick(_ values: [String]) -> String { values.randomElement(using: &random) ?? "" }
        var members = [
            "\"message\":\"m\"", "\"timestamp\":\"2026-01-01T00:00:0\(Int.random(in: 0...9, using: &random))Z\"",
        ]
        func add(_ name: String, _ chance: Double, _ value: () -> String) {
            if random.chance(chance) { members.append("\"\(name)\":\(value())") }
        }
        add("hop", 0.6) { "\"\(HopKind.allCases.randomElement(using: &random)?.rawValue ?? "")\"" }
        add("service", 0.8) { pick(["\"a\"", "\"b\"", "\"c\"", "\"\"", "7"]) }
        add("resource", 0.7) { pick(["\"q\"", "\"q/t\"", "\"/\"", "\"f\"", "\"dlq\"", "null"]) }
        add("event_type", 0.7) { pick(["\"X\"", "\"Y\"", "\"Z\""]) }
        add("event_id", 0.8) { "\"\(Int.random(in: 0..<40, using: &random))\"" }
        add("causation_id", 0.7) { "\"\(Int.random(in: 0..<44, using: &random))\"" }
        add("correlation_id", 0.8) { "\"\(Int.random(in: 0..<6, using: &random))\"" }
        add("duration_ms", 0.5) { pick(["0", "12.5", "-3", "1e300", "\"x\""]) }
        add("attempt", 0.3) { pick(["0", "1", "2", "99999999"]) }
        add("level", 0.3) { pick(["\"error\"", "\"info\""]) }
        return "{" + members.joined(separator: ",") + "}"
    }

    @Test(arguments: 0..<60 as Range<UInt64>)
    func anythingAddsUp(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let lines = (0..<200).map { _ in Self.line(&random) }
        for records in [11, 1000] {
            let snapshot = TestLog.snapshot(lines, chunkRecords: records)
            for map in [snapshot.map, snapshot.topology(grouped: true, limit: 9) ?? Topology()] {
                #expect(map.edges.allSatisfy { $0.count > 0 && (0...$0.count).contains($0.errors) })
                #expect(
                    map.edges.allSatisfy { map.nodes.indices.contains($0.from) && map.nodes.indices.contains($0.to) }
                )
                #expect(map.edges.allSatisfy { $0.p95 ?? .zero >= .zero && $0.wait ?? .zero >= .zero })
                #expect(Set(map.nodes.map { [$0.kind.rawValue, $0.name] }).count == map.nodes.count)
                let rows = TopologyOutline(map).rows
                #expect(rows.compactMap(\.edge).sorted() == Array(map.edges.indices), "each edge stands once")
                #expect(Set(rows.map(\.node)) == Set(map.nodes.indices), "and each node somewhere")
            }
            let again = snapshot.topology(
                matching: nil,
                since: TestLog.start - .seconds(1 << 32),
                until: nil,
                grouped: false,
                limit: .max
            )
            #expect(again == snapshot.map, "from parts or at one go")
        }
    }
}
