import EventModel
import Testing

@testable import Telemetry

@Suite struct TopologyTests {
    // MARK: - Hops

    /// One order: published, delivered to a queue and to a function, handled at the second attempt, answered by an event.
    static var order: FlowWriter {
        var flow = FlowWriter()
        flow.publish(0, "e1")
        flow.deliver(10, "d1", by: "e1")
        flow.queue(10, "m1", by: "d1")
        flow.invoke(50, "m1-try", by: "m1", took: 20, attempt: 1, error: "Declined")
        flow.invoke(350, "m1-again", by: "m1", took: 30, attempt: 2)
        flow.publish(370, "e2", by: "m1-again")
        return flow
    }

    @Test func hopsGiveTheWiring() {
        let map = Self.order.snapshot.map
        #expect(
            map.nodeLines == ["service shop", "function work", "bus default", "rule fan-out", "queue orders"]
        )
        #expect(
            map.lines == [
                "default -OrderPlaced-> fan-out 1/0", "fan-out -OrderPlaced-> orders 1/0",
                "orders -OrderPlaced-> work 2/1", "shop -OrderPlaced-> default 1/0", "work -OrderPlaced-> default 1/0",
            ]
        )
        #expect(map.unlinked == 0)
    }

    @Test func anEdgeSaysItsWorkAndItsWait() throws {
        let map = Self.order.snapshot.map
        let handled = try #require(map.edge("orders", "work"))
        #expect(handled.p95 == .milliseconds(30), "what the handler took")
        #expect(handled.wait == .milliseconds(40), "from the message to the first attempt; a retry's delay is no wait")
        let delivered = try #require(map.edge("default", "fan-out"))
        #expect(delivered.p95 == .milliseconds(10), "from the event to its delivery")
        #expect(delivered.wait == nil)
        #expect(map.edge("shop", "default")?.p95 == nil, "publishing says no duration")
    }

    @Test func aDeadLetterGoesToItsQueueAndBack() throws {
        var flow = FlowWriter()
        flow.queue(0, "m1", by: "nobody")
        flow.invoke(5, "t1", by: "m1", took: 5, error: "Declined")
        flow.deadLetter(900, of: "m1")
        flow.redrive(2000, "k", of: "m1")
        flow.queue(2000, "m2", by: "redrive:k", generation: 1)
        flow.invoke(2005, "t2", by: "m2", took: 5)
        let map = flow.snapshot.map
        #expect(map.nodeLines == ["function work", "queue orders", "dead-letter queue orders-dlq"])
        #expect(
            map.lines == [
                "orders -OrderPlaced-> orders-dlq 1/1", "orders -OrderPlaced-> work 2/1",
                "orders-dlq -OrderPlaced-> orders 1/0",
            ]
        )
        #expect(map.unlinked == 1, "the first message's cause is not among the records")
        let died = try #require(map.edges.first)
        #expect(map.trouble(died) == .dead)
        #expect(died.p95 == .milliseconds(900), "how long it took to die")
        #expect(map.worst.first.map { map.nodes[map.edges[$0].to].name } == "orders-dlq")
    }

    @Test func aRuleMatchedAsOftenAsItsBusiestTarget() {
        var flow = FlowWriter()
        flow.publish(0, "e1")
        for target in ["a", "b", "c"] {
            flow.write(
                1,
                [
                    "hop": "deliver", "event_id": .string("d-\(target)"), "causation_id": "e1",
                    "resource": .string("fan-out/\(target)"), "service_name": "default", "event_type": "OrderPlaced",
                ]
            )
            flow.queue(1, "m-\(target)", by: "d-\(target)")
        }
        #expect(flow.snapshot.map.edge("default", "fan-out")?.count == 1)
        #expect(flow.snapshot.map.edge("fan-out", "orders")?.count == 3)
    }

    @Test func aHandlersOwnLinesAreNoEdges() {
        var flow = Self.order
        flow.log(60, "charging", by: "m1-try")
        flow.log(61, "still charging", by: "m1-try", severity: "ERROR")
        flow.write(70, ["service_name": "orders", "_aws": ["Timestamp": 1], "message": "metrics"])
        #expect(flow.snapshot.map == Self.order.snapshot.map)
    }

    @Test func aSampleIsAFlowThatFailed() throws {
        var good = FlowWriter("good")
        good.queue(0, "m1", by: "x")
        good.invoke(5, "t1", by: "m1", took: 5)
        var bad = FlowWriter("bad")
        bad.queue(100, "m2", by: "x")
        bad.invoke(105, "t2", by: "m2", took: 5, error: "Declined")
        for lines in [good.lines + bad.lines, bad.lines + good.lines] {
            let snapshot = TestLog.snapshot(lines)
            let sample = try #require(snapshot.map.edge("orders", "work")?.sample)
            #expect(snapshot.row(sample)?.correlationID == "bad")
        }
    }

    // MARK: - Events and spans of anybody

    static func event(
        _ service: String,
        _ type: String?,
        _ id: String?,
        by cause: String? = nil,
        _ more: String = ""
    ) -> String {
        var line = #"{"service":"\#(service)","correlation_id":"c1","message":"m""#
        if let type { line += #","event_type":"\#(type)""# }
        if let id { line += #","event_id":"\#(id)""# }
        if let cause { line += #","causation_id":"\#(cause)""# }
        return line + more + "}"
    }

    @Test func causesLinkServices() {
        let map = TestLog.snapshot([
            Self.event("shop", "OrderPlaced", "1"),
            Self.event("payments", "PaymentTaken", "2", by: "1", #","duration_ms":12"#),
            Self.event("stock", "Reserved", "3", by: "1", #","level":"error""#),
            Self.event("shipping", "Shipped", "4", by: "2"),
        ]).map
        #expect(map.nodeLines == ["service payments", "service shipping", "service shop", "service stock"])
        #expect(
            map.lines == [
                "payments -PaymentTaken-> shipping 1/0", "shop -OrderPlaced-> payments 1/0",
                "shop -OrderPlaced-> stock 1/1",
            ]
        )
        #expect(map.edge("shop", "payments")?.p95 == .milliseconds(12))
        #expect(map.nodes.first { $0.name == "shop" }?.began == 1)
    }

    @Test func spansLinkServicesAndTheirStepsDoNot() {
        let map = TestLog.snapshot([
            #"{"service":"web","trace_id":"t","span_id":"a","duration_ms":90,"message":"GET /"}"#,
            #"{"service":"web","trace_id":"t","span_id":"b","parent_span_id":"a","duration_ms":80,"message":"render"}"#,
            #"{"service":"api","trace_id":"t","span_id":"c","parent_span_id":"b","duration_ms":70,"queue":"orders"}"#,
        ]).map
        #expect(map.lines == ["web -orders-> api 1/0"], "a queue that a span names is what goes between")
        #expect(map.edge("web", "api")?.p95 == .milliseconds(70))
    }

    @Test func anEventInAnotherServiceHasArrivedThere() {
        let map = TestLog.snapshot([
            Self.event("shop", "OrderPlaced", "1", by: nil, #","timestamp":"2026-01-01T00:00:00.000Z""#),
            Self.event("shop", "OrderPlaced", "1", by: nil, #","timestamp":"2026-01-01T00:00:00.001Z""#),
            Self.event("stock", "OrderPlaced", "1", by: nil, #","timestamp":"2026-01-01T00:00:00.020Z""#),
            Self.event(
                "stock",
                "OrderPlaced",
                "1",
                by: nil,
                #","timestamp":"2026-01-01T00:00:00.021Z","level":"error""#
            ),
        ]).map
        #expect(map.lines == ["shop -OrderPlaced-> stock 1/1"], "lines of one arrival are one")
        #expect(map.edge("shop", "stock")?.p95 == .milliseconds(20))
    }

    @Test func numbersThatManySystemsUseLinkNothing() {
        let lines = ["a", "b"].map { #"{"service":"\#($0)","event_id":4624,"event_type":"Logon","message":"m"}"# }
        #expect(TestLog.snapshot(lines).map.edges.isEmpty)
    }

    @Test func linesOfOneConsumptionAreOne() {
        let map = TestLog.snapshot([
            Self.event("shop", "OrderPlaced", "1"),
            Self.event("stock", nil, nil, by: "1"), Self.event("stock", nil, nil, by: "1"),
            Self.event("stock", nil, nil, by: "1", #","level":"error""#),
        ]).map
        #expect(map.lines == ["shop -OrderPlaced-> stock 1/1"])
    }

    @Test func selfCausesAndCirclesDoNoHarm() {
        let map = TestLog.snapshot([
            Self.event("a", "Own", "1", by: "1"), Self.event("a", "X", "2", by: "3"),
            Self.event("b", "Y", "3", by: "2"), Self.event("a", "Retry", "4", by: "2"),
        ]).map
        #expect(map.lines == ["a -X-> a 1/0", "a -X-> b 1/0", "b -Y-> a 1/0"])
        let rows = TopologyOutline(map).rows
        #expect(rows.compactMap(\.edge).sorted() == [0, 1, 2], "each edge once")
    }

    // MARK: - Neither

    @Test func withoutCausesTheOrderInAFlowIsAGuess() {
        func line(_ service: String, _ flow: String, _ ms: Int) -> String {
            #"{"service":"\#(service)","correlation_id":"\#(flow)","timestamp":"2026-01-01T00:00:00.00\#(ms)Z","message":"m"}"#
        }
        // Not in the order of their times.
        let map = TestLog.snapshot([
            line("b", "1", 2), line("a", "1", 1), line("c", "1", 3), line("a", "2", 4), line("b", "2", 5),
            line("b", "2", 6),
        ]).map
        #expect(map.lines == ["a ~~> b 2/0", "b ~~> c 1/0"])
    }

    @Test func whereARecordNamesACauseNothingIsGuessed() {
        let guessed = (0..<40).map { #"{"service":"s\#($0 % 4)","correlation_id":"c","message":"m"}"# }
        let known = [Self.event("shop", "OrderPlaced", "1"), Self.event("stock", "Reserved", "2", by: "1")]
        for chunk in [7, 1000] {
            let map = TestLog.snapshot(guessed + known, chunkRecords: chunk).map
            #expect(map.lines == ["shop -OrderPlaced-> stock 1/0"])
            #expect(map.nodes.count == 6, "services that nothing links are still there")
        }
    }

    @Test func nothingAndOneService() {
        #expect(TestLog.snapshot([]).map == Topology())
        let alone = TestLog.snapshot([#"{"service":"cron","message":"m"}"#, "no JSON"]).map
        #expect(alone.nodeLines == ["service cron"])
        #expect(alone.edges.isEmpty)
        #expect(TopologyOutline(alone).rows.count == 1)
    }
}
