import EventModel
import Testing

@testable import Telemetry

@Suite("What a flow touches, as it was")
struct MomentTests {
    private func states(_ execution: ExecutionMoment) -> [String] {
        execution.states.map { "\($0.name) \($0.status.rawValue)\($0.attempt > 1 ? " ×\($0.attempt)" : "")" }
    }

    @Test("A saga that is undone: the state it is in, how often it was tried, what was caught")
    func saga() throws {
        let history = try #require(SagaFlow.compensated.history)
        let paying = history.moment(step: history.step("order-saga enters ProcessPayment"))
        #expect(paying.executions.count == 1)
        #expect(paying.executions[0].machine == "order-saga" && paying.executions[0].id == "x")
        #expect(paying.executions[0].current.map(\.name) == ["ProcessPayment"])
        #expect(paying.executions[0].current.first?.attempt == 0)

        let waiting = try #require(history.moment(at: FlowHistory.at(15)).executions.first)
        #expect(states(waiting) == ["ProcessPayment done", "ReserveInventory current"])
        #expect(waiting.current.first?.error?.type == "TransientError" && waiting.current.first?.attempt == 1)
        let again = try #require(history.moment(at: FlowHistory.at(20.5)).executions.first)
        #expect(states(again).last == "ReserveInventory current ×2")

        let undoing = try #require(history.moment(at: FlowHistory.at(41)).executions.first)
        #expect(
            states(undoing) == [
                "ProcessPayment done", "ReserveInventory done ×2", "CreateShipment caught", "ReleaseInventory current",
            ]
        )
        #expect(undoing.status == .running && undoing.ended == nil)

        let done = try #require(history.moment(step: history.count).executions.first)
        #expect(done.status == .succeeded && done.current.isEmpty && done.states.count == 5)
        #expect(done.ended == FlowHistory.at(54))
    }

    @Test("States and their execution are shown as running until they are left")
    func running() throws {
        let history = try #require(SagaFlow.compensated.history)
        let tree = history.moment(at: FlowHistory.at(31.5)).tree
        let hops = tree.nodes.filter { $0.kind == .state }
        #expect(hops.map(\.name).last == "order-saga: CreateShipment" && hops.last?.status == .running)
        #expect(hops.first?.status == .running && hops.first?.duration == nil)
        #expect(hops[1].status == .ok && hops[1].duration == .milliseconds(4))
        #expect(tree.summary.status == .error, "a try had failed, as in the list of flows")
    }

    @Test("An execution that fails leaves its state failed; redriven it goes on there")
    func failedAndRedriven() throws {
        var saga = SagaFlow()
        saga.history(2, "TaskStateEntered", id: "x/Pay", by: "x", state: "Pay")
        saga.history(2, "LambdaFunctionScheduled", id: "x/Pay", by: "x", state: "Pay")
        saga.history(5, "LambdaFunctionFailed", id: "x/Pay", by: "x", state: "Pay", error: "Broken")
        saga.end(5, "ExecutionFailed", error: "Broken")
        saga.history(50, "ExecutionRedriven", id: "x", by: "d")
        saga.history(50, "LambdaFunctionScheduled", id: "x/Pay", by: "x", state: "Pay")
        saga.history(52, "LambdaFunctionSucceeded", id: "x/Pay", by: "x", state: "Pay")
        saga.history(52, "TaskStateExited", id: "x/Pay", by: "x", state: "Pay")
        saga.end(52)
        let history = try #require(saga.history)
        let failed = try #require(history.moment(at: FlowHistory.at(10)).executions.first)
        #expect(failed.status == .failed && failed.error?.type == "Broken" && states(failed) == ["Pay failed"])
        let redriven = try #require(history.moment(at: FlowHistory.at(51)).executions.first)
        #expect(redriven.status == .running && redriven.ended == nil && states(redriven) == ["Pay current ×2"])
        #expect(history.moment(step: history.count).executions.first?.status == .succeeded)
    }

    @Test("States within a Parallel state: the innermost are current")
    func nested() throws {
        var saga = SagaFlow()
        saga.history(2, "ParallelStateEntered", id: "x/Both", by: "x", state: "Both")
        saga.history(2, "TaskStateEntered", id: "x/A", by: "x/Both", state: "A")
        saga.history(2, "TaskStateEntered", id: "x/B", by: "x/Both", state: "B")
        saga.history(9, "TaskStateExited", id: "x/A", by: "x/Both", state: "A")
        let history = try #require(saga.history)
        let both = try #require(history.moment(at: FlowHistory.at(3)).executions.first)
        #expect(both.current.map(\.name) == ["A", "B"] && both.states.map(\.depth) == [0, 1, 1])
        #expect(history.moment(at: FlowHistory.at(9)).executions.first?.current.map(\.name) == ["B"])
    }

    @Test("States whose execution's own records are lost still tell where it was")
    func withoutStart() throws {
        var saga = SagaFlow()
        saga.task(2, "Pay")
        var flow = FlowWriter()
        for line in saga.flow.lines where !line.contains("ExecutionStarted") { flow.add(line) }
        let execution = try #require(flow.snapshot.history("flow")?.moment(at: FlowHistory.at(3)).executions.first)
        #expect(execution.status == .unknown && execution.id == "x" && execution.states.map(\.name) == ["Pay"])
    }

    private static func metrics(_ ms: Double, _ visible: Int, _ inFlight: Int, oldest: Int) -> String {
        let at = FlowHistory.at(ms)
        return """
            {"timestamp":"\(at.rfc3339(digits: 6))","message":"metrics","service_name":"orders","QueueName":"orders",\
            "ApproximateNumberOfMessagesVisible":\(visible),"ApproximateNumberOfMessagesNotVisible":\(inFlight),\
            "ApproximateAgeOfOldestMessage":\(oldest),"_aws":{"Timestamp":\(at.milliseconds),"CloudWatchMetrics":\
            [{"Namespace":"tailrace","Dimensions":[["QueueName"]],"Metrics":[{"Name":"ApproximateNumberOfMessagesVisible"},\
            {"Name":"ApproximateNumberOfMessagesNotVisible"},{"Name":"ApproximateAgeOfOldestMessage"}]}]}}
            """
    }

    @Test("A queue by the last metrics at or before the instant, with their age; before the first by its own messages")
    func queues() throws {
        let lines =
            TraceTreeTests.died().lines + [Self.metrics(8, 7, 2, oldest: 3), Self.metrics(500, 9, 9, oldest: 9)]
        let history = try #require(TestLog.snapshot(lines).history("flow"))
        #expect(history.moment(step: 1).queues.map(\.name) == ["orders", "orders-dlq"])

        let early = history.moment(at: FlowHistory.at(4)).queues[0]
        #expect(early.measured == nil && early.own.waiting == 1 && early.figures.waiting == 1)
        #expect(early.own.oldest != nil)
        let later = history.moment(at: FlowHistory.at(12)).queues[0]
        #expect(later.measured?.waiting == 7 && later.measured?.inFlight == 2 && later.measured?.oldest == .seconds(3))
        #expect(later.measuredAt == FlowHistory.at(8))
        #expect(later.own.inFlight == 1 && later.own.waiting == 0, "an attempt is under way")
        let dead = history.moment(step: history.count).queues
        #expect(dead[0].own == QueueMoment.Figures() && dead[1].own.waiting == 1 && dead[1].isDeadLetterQueue)
        #expect(dead[1].measured == nil, "nobody measured the dead-letter queue")
    }

    @Test("An aggregate's state as of then, and what changed since the step before")
    func aggregates() throws {
        var flow = FlowWriter()
        flow.publish(0, "e")
        func state(_ version: Int, _ state: JSON) -> JSON {
            ["type": "Order", "id": "order-1", "version": .int(version), "state": state]
        }
        flow.write(5, ["message": "stored", "aggregate": state(1, ["status": "placed", "total": 42, "paid": false])])
        flow.publish(6, "e2", by: "e")
        flow.write(
            9,
            ["message": "stored", "aggregate": state(2, ["status": "paid", "total": 42, "by": ["card": "0341"]])]
        )
        flow.write(
            12,
            ["message": "big", "aggregate": ["type": "Order", "id": "order-1", "version": 3, "state_bytes": 70_000]]
        )
        flow.log(20, "no aggregate here")
        let history = try #require(flow.snapshot.history("flow"))
        #expect(history.count == 5, "a change of an aggregate is a step, a log line is none")
        #expect(history.steps(2..<3)[0].what == "stored → Order order-1 version 1")
        #expect(history.moment(step: 1).aggregates.isEmpty)
        let placed = try #require(history.moment(step: 2).aggregates.first)
        #expect(placed.version == 1 && placed.isChanged && placed.oldVersion == nil)
        #expect(placed.changes.map(\.path) == ["status", "total", "paid"])
        let still = try #require(history.moment(step: 3).aggregates.first)
        #expect(still.version == 1 && !still.isChanged && still.changes.isEmpty)
        let paid = try #require(history.moment(step: 4).aggregates.first)
        #expect(paid.version == 2 && paid.oldVersion == 1 && paid.state?["status"] == "paid")
        #expect(paid.changes.map(\.path) == ["status", "by", "paid"])
        #expect(paid.changes[0].old == "placed" && paid.changes[2].new == nil)
        let big = try #require(history.moment(step: 5).aggregates.first)
        #expect(
            big.version == 3 && big.state == nil && big.stateBytes == 70_000 && big.isChanged && big.changes.isEmpty
        )
    }

    @Test("A record of the event store beside a handler says its own words, and not that the handler is done")
    func storedWithinAHandler() throws {
        var flow = FlowWriter()
        flow.publish(0, "e")
        flow.start(2, "r", by: "e")
        flow.write(
            3,
            [
                "causation_id": "r", "message": "order/o-1 is at version 1: OrderPlaced", "event_type": "OrderPlaced",
                "aggregate": ["type": "order", "id": "o-1", "version": 1, "state": [:]],
            ]
        )
        flow.end(5, "r", by: "e", took: 3)
        let steps = try #require(flow.snapshot.history("flow")).steps(3..<4)
        #expect(steps[0].what == "order/o-1 is at version 1: OrderPlaced" && steps[0].kind == .log)
    }

    @Test("Aggregates that are none: other words, other shapes, no id")
    func hostileAggregates() throws {
        var flow = FlowWriter()
        flow.publish(0, "e")
        flow.write(1, ["message": "\"aggregate\"", "aggregate": "text"])
        flow.write(2, ["aggregate": [1, 2]])
        flow.write(3, ["aggregate": ["type": "Order"]])
        flow.write(4, ["aggregate": ["id": 7, "version": "x", "state": [1]]])
        let history = try #require(flow.snapshot.history("flow"))
        let aggregates = history.moment(at: history.ended).aggregates
        #expect(aggregates.map(\.id) == ["7"] && aggregates[0].version == nil && aggregates[0].state == [1])
    }
}
