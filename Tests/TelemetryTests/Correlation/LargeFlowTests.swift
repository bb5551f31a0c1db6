import EventModel
import Testing

@testable import Telemetry

@Suite("Large flows")
struct LargeFlowTests {
    @Test("1,500 orders in one flow: every record placed, every hop named, retries counted")
    func orders() throws {
        let count = 1_500
        let retried = (0..<count).count { $0 % 50 == 7 }
        let snapshot = FlowShapes.orders(count).snapshot
        let tree = try #require(snapshot.trace("flow"))
        #expect(tree.summary.records == 6 * count + 3 * retried && tree.summary.retries == retried)
        #expect(tree.summary.errors == retried && tree.summary.status == .retried)
        #expect(tree.hops.count == 4 * count + retried)
        #expect(tree.records.count == tree.summary.records && Set(tree.records).count == tree.records.count)
        #expect(tree.labels.isEmpty)
        let invocations = tree.hops.filter { $0.kind == .invoke }
        #expect(invocations.allSatisfy { $0.logLines == 1 && $0.recordCount == 3 && $0.duration == .milliseconds(5) })
        #expect(
            invocations.allSatisfy { $0.wait == .milliseconds(4) },
            "from its message, or from the attempt before it"
        )
        #expect(invocations.count { $0.attempts == 2 } == 2 * retried)
        let last = try #require(tree.nodes.last)
        #expect(last.kind == .invoke && last.name == "work" && last.id.hasPrefix("r"))
        #expect(TraceTree.key(ofEvent: last.id) == tree.hops.last?.key)
        #expect(tree.index(of: TraceTree.key(ofEvent: "m77")).map { tree.node($0).id } == "m77")
    }

    @Test("100,000 log lines of one flow lie side by side, and none is read to place them")
    func logs() throws {
        let lines = (0..<100_000).map { n in
            #"{"correlation_id":"flow","message":"line \#(n)","request_id":"q\#(n % 7)","time":\#(1_790_000_000_000 + n)}"#
        }
        let tree = try #require(TestLog.snapshot(lines).trace("flow"))
        #expect(tree.hops.count == lines.count && tree.hops.allSatisfy { $0.kind == .log && $0.size == 1 })
        #expect(tree.node(77_777).name == "line 77777")
    }
}
