import EventModel
import Testing

@testable import Telemetry

@Suite struct ResourceKindTests {
    @Test(
        arguments: [
            ("orders", .plain, "orders"), ("topic:orders", .topic, "orders"),
            ("topic:orders/mail", .subscription, "orders/mail"),
            ("stream:clicks", .stream, "clicks"), ("table:stock", .table, "stock"),
            ("bucket:images", .bucket, "images"),
            ("schedule:nightly", .schedule, "nightly"), ("topic:", .plain, "topic:"), ("topics:a", .plain, "topics:a"),
            ("arn:aws:sns:eu-west-1:123456789012:orders", .topic, "orders"),
            ("arn:aws:sns:eu-west-1:123456789012:orders:0f3a", .subscription, "orders/0f3a"),
            ("arn:aws-cn:sqs:cn-north-1:123456789012:orders.fifo", .queue, "orders.fifo"),
            ("arn:aws:kinesis:eu-west-1:123456789012:stream/clicks", .stream, "clicks"),
            ("arn:aws:dynamodb:eu-west-1:123456789012:table/stock/stream/2026-11-21T00:00:00.000", .table, "stock"),
            ("arn:aws:s3:::images/uploads/a.png", .bucket, "images"),
            ("arn:aws:events:eu-west-1:123456789012:event-bus/default", .bus, "default"),
            ("arn:aws:scheduler:eu-west-1:123456789012:schedule/default/nightly", .schedule, "nightly"),
            ("arn:aws:lambda:eu-west-1:123456789012:function:charge:live", .function, "charge"),
            ("arn:aws:states:eu-west-1:123456789012:stateMachine:saga", .stateMachine, "saga"),
            ("arn:tailrace:sns:local:000000000000:orders", .topic, "orders"),
            (
                "arn:aws:kinesis:eu-west-1:123456789012:stream/", .plain,
                "arn:aws:kinesis:eu-west-1:123456789012:stream/"
            ),
            ("arn:aws:s3", .plain, "arn:aws:s3"), ("arn:::::", .plain, "arn:::::"),
        ] as [(String, ResourceName.Kind, String)]
    )
    func aResourceSaysWhatItIs(_ text: String, _ kind: ResourceName.Kind, _ name: String) {
        #expect(ResourceName(text).kind == kind)
        #expect(ResourceName(text).name == name)
    }

    private static func line(
        _ hop: String,
        _ id: String,
        _ cause: String?,
        _ resource: String,
        _ service: String,
        _ flow: inout FlowWriter
    ) {
        var members: [String: JSON] = [
            "hop": .string(hop), "event_id": .string(id), "resource": .string(resource),
            "service_name": .string(service), "event_type": "T", "message": "m",
        ]
        if let cause { members["causation_id"] = .string(cause) }
        if hop == "invoke" { members["duration_ms"] = 1 }
        flow.write(Double(flow.lines.count), members)
    }

    /// A schedule fires a function that writes a table, whose changes go to a topic, and on to a stream.
    private static func flow(topic: String = "topic:news") -> FlowWriter {
        var flow = FlowWriter()
        line("publish", "s1", nil, "schedule:nightly", "scheduler", &flow)
        line("deliver", "d0", "s1", "schedule:nightly/run", "scheduler", &flow)
        line("invoke", "i1", "d0", "count", "count", &flow)
        line("queue", "r1", "i1", "table:stock", "stock", &flow)
        line("invoke", "i2", "r1", "announce", "announce", &flow)
        line("publish", "p1", "i2", topic, "news", &flow)
        line("deliver", "d1", "p1", "topic:news/a", "news", &flow)
        line("queue", "r2", "d1", "stream:clicks", "clicks", &flow)
        line("publish", "o1", nil, "default", "aws.s3", &flow)
        return flow
    }

    @Test func nodesAreOfTheFieldsOwnKinds() {
        let map = Self.flow().snapshot.map
        #expect(
            map.nodeLines == [
                "function announce", "function count", "object store aws.s3", "scheduler nightly", "bus default",
                "rule nightly", "topic news", "subscription news/a", "stream clicks", "table stock",
            ]
        )
        #expect(
            map.lines == [
                "announce -T-> news 1/0", "aws.s3 -T-> default 1/0", "count -T-> stock 1/0",
                "news -T-> news/a 1/0", "news/a -T-> clicks 1/0", "nightly -T-> count 1/0", "nightly -T-> nightly 1/0",
                "stock -T-> announce 1/0",
            ]
        )
        #expect(map.nodes.first { $0.kind == .scheduler }?.began == 1, "time is what causes it")
    }

    /// What was written before a topic said so itself.
    @Test func aTopicIsKnownByItsSubscriptions() {
        #expect(Self.flow(topic: "news").snapshot.map.nodeLines == Self.flow().snapshot.map.nodeLines)
    }

    /// A bus that is called as a topic is stays a bus.
    @Test func namesOfTwoKindsAreTwoNodes() {
        var flow = Self.flow()
        Self.line("publish", "x1", nil, "news", "shop", &flow)
        Self.line("queue", "x2", nil, "stock", "stock", &flow)
        let nodes = flow.snapshot.map.nodeLines
        #expect(nodes.contains("bus news") && nodes.contains("topic news"))
        #expect(nodes.contains("queue stock") && nodes.contains("table stock"))
    }

    @Test func aTraceCallsThemSo() {
        let tree = Self.flow().snapshot.trace("flow")
        let names = tree.map { Array($0.nodes).map(\.name) } ?? []
        for name in ["schedule nightly/run", "changes of stock", "subscription news/a", "stream clicks"] {
            #expect(names.contains(name), "\(name) among \(names)")
        }
    }

    // MARK: - What nobody reads

    private static func put(_ more: [String: JSON], read: Bool = false) -> FlowWriter {
        var flow = FlowWriter()
        flow.publish(0, "e1")
        flow.deliver(1, "d1", by: "e1")
        let members: [String: JSON] = [
            "hop": "queue", "event_id": "r1", "causation_id": "d1", "resource": "stream:clicks",
            "service_name": "clicks", "event_type": "T", "message": "record put",
        ]
        flow.write(2, members.merging(more) { $1 })
        if read { flow.invoke(3, "i1", by: "r1", took: 5) }
        return flow
    }

    @Test func aRecordThatNobodyReadsHasArrived() {
        let done = Self.put(["readers": 0]).snapshot
        #expect(done.trace("flow")?.summary.status == .ok)
        #expect(done.outline().last?.hasSuffix("queue r1 ok (no reader)") == true, "\(done.outline())")
        // Others wait for their reader, as ever.
        for more in [[:], ["readers": 1], ["readers": "0"], ["readers": 0.5], ["readers": .null]] as [[String: JSON]] {
            #expect(Self.put(more).snapshot.trace("flow")?.summary.status == .running, "\(more)")
        }
    }

    /// Somebody read it by hand, or a reader came later: what became of it counts.
    @Test func aReaderThatCameAfterAllCounts() {
        let read = Self.put(["readers": 0], read: true).snapshot
        #expect(read.trace("flow")?.summary.status == .ok)
        #expect(!read.outline().contains { $0.contains("no reader") })
    }

    @Test func onlyAStreamsRecordSaysSo() {
        var flow = FlowWriter()
        flow.write(
            0,
            ["hop": "invoke", "event_id": "i", "resource": "f", "service_name": "f", "message": "START", "readers": 0]
        )
        #expect(flow.snapshot.trace("flow")?.summary.status == .running)
    }
}
