import EventModel
import Testing

@testable import Telemetry

/// What is odd about a record is said where it was placed.
@Suite("Labels in trace trees")
struct TraceLabelTests {
    @Test("Orphan: its cause is not among the records")
    func orphan() {
        var flow = FlowWriter()
        flow.publish(0, "e", by: "nobody")
        flow.log(1, "lost", by: "nobody")
        #expect(flow.snapshot.outline() == ["publish e ok (orphan)", "  log lost ok (orphan)"])
        #expect(flow.snapshot.trace("flow")?.labels == [.orphan])
    }

    @Test("An orphan finds its place when its cause comes, later by arrival or by its clock")
    func causeComesLater() {
        var flow = FlowWriter()
        flow.queue(5, "m", by: "d")
        flow.deliver(1, "d", by: "e")
        flow.publish(0, "e")
        #expect(flow.snapshot.outline() == ["publish e ok", "  deliver d ok", "    queue m running"])
        #expect(flow.snapshot.trace("flow")?.labels == [])
    }

    @Test("Cycle: causes that lead back are cut at the earliest, and all of them say so")
    func cycle() {
        var flow = FlowWriter()
        flow.publish(0, "a", by: "c")
        flow.publish(1, "b", by: "a")
        flow.publish(2, "c", by: "b")
        flow.publish(3, "x", by: "c")
        #expect(
            flow.snapshot.outline()
                == ["publish a ok (cycle)", "  publish b ok (cycle)", "    publish c ok (cycle)", "      publish x ok"]
        )
    }

    @Test("Cycle: its own cause")
    func selfParent() {
        var flow = FlowWriter()
        flow.publish(0, "a", by: "a")
        #expect(flow.snapshot.outline() == ["publish a ok (cycle)"])
    }

    @Test("Duplicate: the same line twice")
    func duplicate() throws {
        var flow = FlowWriter()
        flow.publish(0, "a")
        flow.publish(0, "a")
        #expect(flow.snapshot.outline() == ["publish a ok (duplicate)"])
        #expect(flow.snapshot.trace("flow")?.nodes[0].records == [0, 1])
    }

    @Test("Late: it came after the flow had been quiet for more than five minutes, but for a redrive")
    func late() {
        var flow = FlowWriter()
        flow.publish(0, "a")
        flow.publish(301_000, "b", by: "a")
        #expect(flow.snapshot.outline() == ["publish a ok", "  publish b ok (late)"])
        var redriven = TraceTreeTests.died()
        redriven.redrive(9_000_000, "k", of: "m")
        redriven.queue(9_000_001, "m2", by: "redrive:k", generation: 1)
        redriven.invoke(9_000_002, "r", by: "m2", took: 1)
        #expect(redriven.snapshot.trace("flow")?.labels == [])
    }

    @Test("Skewed: it starts before its cause; a millisecond is forgiven")
    func skewed() {
        var flow = FlowWriter()
        flow.publish(10, "a")
        flow.publish(9.5, "b", by: "a")
        flow.publish(5, "c", by: "a")
        #expect(flow.snapshot.outline() == ["publish a ok", "  publish c ok (skewed)", "  publish b ok"])
    }

    @Test("Incomplete: an end without its start; a start without its end once the flow is old")
    func incomplete() {
        var flow = FlowWriter()
        flow.end(10, "r", by: "m", took: 4)
        #expect(flow.snapshot.outline() == ["invoke r ok (orphan incomplete)"])
        #expect(flow.snapshot.trace("flow")?.nodes[0].start == TestLog.start + .milliseconds(6))
        var started = FlowWriter()
        started.publish(0, "e")
        started.start(1, "r", by: "e")
        #expect(started.snapshot.outline() == ["publish e ok", "  invoke r running"])
        var later = FlowWriter("other")
        later.publish(70_000, "x")
        #expect(
            TestLog.snapshot(started.lines + later.lines).outline() == [
                "publish e ok", "  invoke r running (incomplete)",
            ]
        )
    }
}
