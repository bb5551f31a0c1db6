import EventModel
import Testing

@testable import Telemetry

@Suite("Two flows side by side")
struct FlowComparisonTests {
    /// An order that is charged and shipped; all of one store, so that names have the same numbers.
    private static func order(_ id: String, charges: [(took: Double, error: String?)], ships: Bool = true) -> FlowWriter
    {
        var flow = FlowWriter(id)
        flow.publish(0, "\(id)-e")
        flow.deliver(1, "\(id)-d1", by: "\(id)-e", took: 1)
        flow.queue(2, "\(id)-m", by: "\(id)-d1")
        var now = 10.0
        for (n, charge) in charges.enumerated() {
            flow.invoke(
                now,
                "\(id)-r\(n)",
                by: "\(id)-m",
                took: charge.took,
                attempt: n + 1,
                function: "charge",
                error: charge.error
            )
            now += charge.took + 100
        }
        if ships {
            flow.deliver(3, "\(id)-d2", by: "\(id)-e", took: 1)
            flow.invoke(5, "\(id)-s", by: "\(id)-d2", took: 4, function: "ship")
        }
        return flow
    }

    private static func compare(_ subject: FlowWriter, _ reference: FlowWriter) throws -> FlowComparison {
        let snapshot = TestLog.snapshot(subject.lines + reference.lines)
        return FlowComparison(
            try #require(snapshot.trace(subject.flow)),
            with: try #require(snapshot.trace(reference.flow))
        )
    }

    private func outline(_ comparison: FlowComparison) -> [String] {
        comparison.rows.map { row in
            let mark = row.reference == nil ? "+" : row.subject == nil ? "-" : "="
            let node = comparison.node(row)
            return String(repeating: "  ", count: row.depth)
                + "\(mark) \(node?.kind.rawValue ?? "") \(node?.name ?? "")"
        }
    }

    @Test("A flow beside itself has every hop in both, and no difference")
    func itself() throws {
        let flow = Self.order("a", charges: [(8, nil)])
        let comparison = try Self.compare(flow, flow)
        #expect(comparison.rows.count == 6)
        for (i, row) in comparison.rows.enumerated() { #expect(row.reference == i && row.subject == i) }
        #expect(comparison.delta == .zero && comparison.ratio == 1 && comparison.causes(limit: 3).isEmpty)
        #expect(comparison.rows.allSatisfy { !comparison.differs($0) && comparison.delta($0) == .zero })
    }

    @Test("A retry that only one has is told, and accounts for the difference; the deliveries' order does not matter")
    func retried() throws {
        let slow = Self.order("slow", charges: [(8, "Timeout"), (8, nil)])
        var quick = FlowWriter("quick")
        // The same hops, but the second rule was served first.
        quick.publish(0, "e")
        quick.deliver(0.5, "d2", by: "e", took: 0.5)
        quick.invoke(5, "s", by: "d2", took: 4, function: "ship")
        quick.deliver(1, "d1", by: "e", took: 1)
        quick.queue(2, "m", by: "d1")
        quick.invoke(10, "r", by: "m", took: 8, function: "charge")
        let comparison = try Self.compare(slow, quick)
        // Both deliveries have one name; what they caused tells which is which.
        #expect(comparison.rows.count { $0.reference != nil && $0.subject != nil } == 6)
        let only = try #require(
            comparison.rows.first { $0.reference == nil && comparison.subject.hops[$0.subject ?? 0].attempt == 2 }
        )
        #expect(comparison.delta(only) == .milliseconds(108))
        let cause = try #require(comparison.causes(limit: 1).first)
        #expect(comparison.rows[cause] == only)
        #expect(comparison.delta == .milliseconds(108))
    }

    @Test("What only the reference has stands where it was there")
    func missing() throws {
        let short = Self.order("short", charges: [(8, nil)], ships: false)
        let long = Self.order("long", charges: [(8, nil), (8, nil)])
        #expect(
            outline(try Self.compare(short, long)) == [
                "= publish OrderPlaced", "  = deliver rule fan-out/target", "    = queue orders",
                "      = invoke charge",
                "      - invoke charge", "  - deliver rule fan-out/target", "    - invoke ship",
            ]
        )
        #expect(
            outline(try Self.compare(long, short)) == [
                "= publish OrderPlaced", "  = deliver rule fan-out/target", "    = queue orders",
                "      = invoke charge",
                "      + invoke charge", "  + deliver rule fan-out/target", "    + invoke ship",
            ]
        )
    }

    @Test("A failure that the other has not differs, with its cause readable")
    func failed() throws {
        let bad = Self.order("bad", charges: [(8, "Declined")])
        let good = Self.order("good", charges: [(8, nil)])
        let comparison = try Self.compare(bad, good)
        let differing = comparison.rows.filter(comparison.differs)
        #expect(differing.map { comparison.node($0)?.kind } == [.queue, .invoke])
        #expect(comparison.node(differing[1])?.error?.type == "Declined")
    }

    @Test("Every hop of both stands in one row, whatever they are", arguments: 1...4 as ClosedRange<UInt64>)
    func complete(_ seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let lines = (0..<8).flatMap { FlowAgreementTests.random("flow-\($0)", &random) }
        let snapshot = TestLog.snapshot(lines)
        let trees = (0..<8).compactMap { snapshot.trace("flow-\($0)") }
        for a in trees {
            for b in trees {
                let rows = FlowComparison(a, with: b).rows
                #expect(rows.compactMap(\.subject).sorted() == Array(a.hops.indices))
                #expect(rows.compactMap(\.reference).sorted() == Array(b.hops.indices))
                for row in rows {
                    guard let parent = row.parent else {
                        #expect(row.depth == 0)
                        continue
                    }
                    #expect(rows[parent].depth == row.depth - 1)
                    if let subject = row.subject { #expect(a.parent(of: subject) == rows[parent].subject) }
                    if let reference = row.reference { #expect(b.parent(of: reference) == rows[parent].reference) }
                }
            }
        }
    }

    @Test("Chains of 50,000 hops and stars as wide are compared without recursion")
    func large() throws {
        func chain(_ id: String, _ cause: (Int) -> Int) -> [String] {
            (0..<50_000).map { n in
                #"{"correlation_id":"\#(id)","hop":"publish","event_id":"\#(id)\#(n)","causation_id":"\#(id)\#(cause(n))","time":\#(1_790_000_000_000 + n)}"#
            }
        }
        let snapshot = TestLog.snapshot(chain("a") { $0 - 1 } + chain("b") { $0 - 1 } + chain("c") { _ in 0 })
        let trees = try ["a", "b", "c"].map { try #require(snapshot.trace($0)) }
        #expect(FlowComparison(trees[0], with: trees[1]).rows.count == 50_000)
        #expect(FlowComparison(trees[0], with: trees[2]).rows.count == 99_998)
    }
}
