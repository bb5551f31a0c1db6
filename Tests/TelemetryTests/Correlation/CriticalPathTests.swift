import EventModel
import Testing

@testable import Telemetry

@Suite("Critical path")
struct CriticalPathTests {
    private func path(_ flow: FlowWriter) throws -> (ids: [String], wait: Duration, work: Duration) {
        let tree = try #require(flow.snapshot.trace(flow.flow))
        return (tree.nodes.filter(\.critical).map(\.id), tree.criticalWait, tree.criticalWork)
    }

    @Test("Waiting in a queue and working in a handler are told apart")
    func waitAndWork() throws {
        var flow = TraceTreeTests.sent()
        flow.invoke(12, "r", by: "m", took: 8)
        let path = try path(flow)
        #expect(path.ids == ["e", "d", "m", "r"])
        #expect(path.wait == .milliseconds(12) && path.work == .milliseconds(8))
    }

    @Test("Of a fan-out the branch that ends last counts, and of its handlers what they did before they went on")
    func fanOut() throws {
        var flow = FlowWriter()
        flow.publish(0, "e")
        flow.deliver(1, "d1", by: "e")
        flow.deliver(1, "d2", by: "e")
        flow.invoke(5, "r1", by: "d1", took: 30)
        flow.start(10, "r2", by: "d2")
        flow.publish(14, "e2", by: "r2")
        flow.end(20, "r2", by: "d2", took: 10)
        flow.deliver(15, "d3", by: "e2")
        flow.invoke(40, "r3", by: "d3", took: 10)
        let path = try path(flow)
        #expect(path.ids == ["e", "d2", "r2", "e2", "d3", "r3"])
        #expect(path.work == .milliseconds(14))
        #expect(path.wait == .milliseconds(36))
    }

    @Test("Attempts of one message precede one another, and the dead letter after them")
    func attempts() throws {
        let path = try path(TraceTreeTests.died())
        #expect(path.ids == ["e", "d", "m", "r1", "r2", "dead:m"])
        #expect(path.work == .milliseconds(10) && path.wait == .milliseconds(50))
    }

    @Test("A retry's path leads over the attempt before it")
    func retried() throws {
        var flow = TraceTreeTests.sent()
        flow.invoke(10, "r1", by: "m", took: 5, error: "Timeout")
        flow.invoke(40, "r2", by: "m", took: 5, attempt: 2)
        let path = try path(flow)
        #expect(path.ids == ["e", "d", "m", "r1", "r2"])
        #expect(path.work == .milliseconds(10) && path.wait == .milliseconds(35))
    }

    @Test("A redrive goes on where the dead letter lay")
    func redriven() throws {
        var flow = TraceTreeTests.died()
        flow.redrive(100, "k", of: "m")
        flow.queue(101, "m2", by: "redrive:k", generation: 1)
        flow.invoke(110, "r3", by: "m2", took: 5)
        let path = try path(flow)
        #expect(path.ids == ["e", "d", "m", "r1", "r2", "dead:m", "redrive:k", "m2", "r3"])
        #expect(path.work == .milliseconds(15) && path.wait == .milliseconds(100))
    }

    @Test("Lines that are only logged are on no path beside hops")
    func logsAreNoPath() throws {
        var flow = FlowWriter()
        flow.publish(0, "e")
        flow.log(50, "afterthought")
        #expect(try path(flow).ids == ["e"])
    }
}
