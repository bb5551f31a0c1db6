import EventModel
import Testing

@testable import Telemetry

@Suite("Trace trees")
struct TraceTreeTests {
    /// publish → deliver → queue, at 0, 1 and 2 ms.
    static func sent() -> FlowWriter {
        var flow = FlowWriter()
        flow.publish(0, "e")
        flow.deliver(1, "d", by: "e", took: 1)
        flow.queue(2, "m", by: "d")
        return flow
    }

    static let sentOutline = ["publish e ok", "  deliver d ok"]

    @Test("Hops hang below what caused them; log lines belong to their invocation")
    func placesHopsAndLogLines() throws {
        var flow = Self.sent()
        flow.start(12, "r", by: "m", wait: 10)
        flow.log(13, "by its cause", by: "r", request: "r")
        flow.log(14, "by its request", request: "r")
        flow.publish(15, "e2", by: "r")
        flow.end(20, "r", by: "m", took: 8)
        let snapshot = flow.snapshot
        #expect(
            snapshot.outline() == Self.sentOutline + ["    queue m ok", "      invoke r ok", "        publish e2 ok"]
        )
        let tree = try #require(snapshot.trace("flow"))
        let invocation = tree.nodes[3]
        #expect(invocation.name == "work" && invocation.service == "work")
        #expect(invocation.records == [3, 4, 5, 7])
        #expect(invocation.wait == .milliseconds(10))
        #expect(invocation.duration == .milliseconds(8))
        #expect(invocation.start == TestLog.start + .milliseconds(12))
        #expect(
            tree.nodes[0].name == "OrderPlaced" && tree.nodes[1].name == "rule fan-out/target"
                && tree.nodes[2].name == "orders"
        )
        #expect(tree.nodes[1].parent == 0 && Array(tree.children(of: 3)) == [4] && Array(tree.roots) == [0])
        #expect(tree.labels.isEmpty)
        #expect(tree.summary.status == .ok && tree.summary.records == 8 && tree.summary.root == "OrderPlaced")
        #expect(tree.summary.services == ["shop", "default", "orders", "work"])
        #expect(snapshot.records(of: "flow") == Array(0..<8))
    }

    @Test("A failed message that is still in its queue comes again; one whose failure is final does not")
    func awaitsRetry() throws {
        var flow = Self.sent()
        flow.invoke(10, "r1", by: "m", took: 5, error: "Timeout")
        let failing = try #require(flow.snapshot.summary(of: "flow"))
        #expect(failing.status == .error && failing.awaitsRetry)
        #expect(flow.snapshot.trace("flow")?.summary.awaitsRetry == true)
        var other = flow
        other.invoke(20, "r9", by: "e", took: 5, error: "Refused")
        #expect(other.snapshot.summary(of: "flow")?.awaitsRetry == false, "nobody calls that one again")
        flow.deadLetter(50, of: "m")
        let dead = try #require(flow.snapshot.summary(of: "flow"))
        #expect(dead.status == .dead && !dead.awaitsRetry)
    }

    @Test("A retried message: each attempt is a sibling, the message and the flow read retried")
    func retry() throws {
        var flow = Self.sent()
        flow.invoke(10, "r1", by: "m", took: 5, error: "Timeout")
        flow.invoke(40, "r2", by: "m", took: 5, attempt: 2)
        let tree = try #require(flow.snapshot.trace("flow"))
        #expect(
            flow.snapshot.outline()
                == Self.sentOutline + ["    queue m retried", "      invoke r1 error", "      invoke r2 ok"]
        )
        #expect(tree.summary.status == .retried && tree.summary.retries == 1 && tree.summary.errors == 1)
        #expect(tree.nodes[3].error?.type == "Timeout" && tree.nodes[4].attempt == 2)
    }

    @Test("While a failed message waits for its next attempt it reads error, and then what the newest attempt says")
    func newestAttemptDecides() {
        var flow = Self.sent()
        #expect(flow.snapshot.summary(of: "flow")?.status == .running)
        flow.start(10, "r1", by: "m")
        #expect(flow.snapshot.summary(of: "flow")?.status == .running)
        flow.end(15, "r1", by: "m", took: 5, error: "Timeout")
        #expect(flow.snapshot.summary(of: "flow")?.status == .error)
        flow.start(40, "r2", by: "m", attempt: 2)
        #expect(flow.snapshot.summary(of: "flow")?.status == .running)
        flow.end(45, "r2", by: "m", took: 5, attempt: 2, error: "Timeout")
        #expect(flow.snapshot.summary(of: "flow")?.status == .error)
        flow.invoke(80, "r3", by: "m", took: 5, attempt: 3)
        #expect(flow.snapshot.summary(of: "flow")?.status == .retried)
    }

    @Test("A failed delivery that is to be retried runs; one that was retried is retried; one that was not is an error")
    func deliveryRetries() throws {
        var flow = FlowWriter()
        flow.publish(0, "e")
        flow.deliver(5, "d", by: "e", error: "Down", retryIn: 100, took: 5)
        #expect(flow.snapshot.outline() == ["publish e ok", "  deliver d running"])
        var failed = flow
        flow.deliver(110, "d", by: "e", attempt: 2, took: 5)
        flow.invoke(120, "r", by: "d", took: 3)
        #expect(flow.snapshot.outline() == ["publish e ok", "  deliver d retried", "    invoke r ok"])
        #expect(flow.snapshot.summary(of: "flow")?.status == .retried)
        #expect(flow.snapshot.summary(of: "flow")?.retries == 1)
        failed.deliver(110, "d", by: "e", error: "Down", attempt: 2, took: 5)
        #expect(failed.snapshot.outline() == ["publish e ok", "  deliver d error"])
        #expect(failed.snapshot.summary(of: "flow")?.status == .error)
        let node = try #require(failed.snapshot.trace("flow")?.nodes[1])
        #expect(node.attempt == 2 && node.records.count == 2)
    }

    static func died() -> FlowWriter {
        var flow = sent()
        flow.invoke(10, "r1", by: "m", took: 5, error: "Declined")
        flow.invoke(40, "r2", by: "m", took: 5, attempt: 2, error: "Declined")
        flow.deadLetter(60, of: "m")
        return flow
    }

    @Test("A message that died: its dead letter is its child after the last attempt")
    func deadLetter() throws {
        let flow = Self.died()
        let outline = [
            "    queue m dead", "      invoke r1 error", "      invoke r2 error", "      deadletter dead:m dead",
        ]
        #expect(flow.snapshot.outline() == Self.sentOutline + outline)
        let summary = try #require(flow.snapshot.summary(of: "flow"))
        #expect(summary.status == .dead && summary.deadLetters == 1 && summary.redrives == 0 && summary.errors == 3)
    }

    @Test("A redrive that succeeded makes the flow ok; its death stays counted")
    func redriveSucceeded() throws {
        var flow = Self.died()
        flow.redrive(100, "k", of: "m")
        #expect(flow.snapshot.summary(of: "flow")?.status == .running)
        flow.queue(101, "m2", by: "redrive:k", generation: 1)
        #expect(flow.snapshot.summary(of: "flow")?.status == .running)
        flow.invoke(110, "r3", by: "m2", took: 5)
        let outline = flow.snapshot.outline()
        #expect(
            outline.suffix(4)
                == [
                    "      deadletter dead:m dead", "        redrive redrive:k ok", "          queue m2 ok",
                    "            invoke r3 ok",
                ]
        )
        let tree = try #require(flow.snapshot.trace("flow"))
        #expect(tree.summary.status == .ok && tree.summary.deadLetters == 1 && tree.summary.redrives == 1)
        let redrive = try #require(tree.nodes.first { $0.kind == .redrive })
        #expect(redrive.name == "redrive by ann" && redrive.generation == 1)
        #expect(tree.nodes.first { $0.id == "m2" }?.generation == 1)
    }

    @Test("A redriven message that dies again is dead again, until its redrive succeeds")
    func redriveDiedAgain() throws {
        var flow = Self.died()
        flow.redrive(100, "k", of: "m")
        flow.queue(101, "m2", by: "redrive:k", generation: 1)
        flow.invoke(110, "r3", by: "m2", took: 5, error: "Declined")
        #expect(flow.snapshot.summary(of: "flow")?.status == .error)
        flow.deadLetter(120, of: "m2")
        #expect(flow.snapshot.summary(of: "flow")?.status == .dead)
        #expect(flow.snapshot.trace("flow")?.nodes.first { $0.kind == .redrive }?.status == .dead)
        flow.redrive(200, "k2", of: "m2")
        flow.queue(201, "m3", by: "redrive:k2", generation: 2)
        flow.start(210, "r4", by: "m3")
        #expect(flow.snapshot.summary(of: "flow")?.status == .running)
        flow.end(211, "r4", by: "m3", took: 1)
        let summary = try #require(flow.snapshot.summary(of: "flow"))
        #expect(summary.status == .ok && summary.deadLetters == 2 && summary.redrives == 2)
    }

    @Test("A redrive straight to a function, whose invocation is its child")
    func redriveToFunction() {
        var flow = Self.died()
        flow.redrive(100, "k", of: "m")
        flow.invoke(110, "r3", by: "redrive:k", took: 5)
        #expect(flow.snapshot.outline().suffix(2) == ["        redrive redrive:k ok", "          invoke r3 ok"])
        #expect(flow.snapshot.summary(of: "flow")?.status == .ok)
    }

    @Test("An asynchronous invocation keeps its request id: each attempt is a node of its own")
    func asynchronousAttempts() throws {
        var flow = FlowWriter()
        flow.publish(0, "e")
        flow.deliver(1, "d", by: "e", took: 1)
        flow.invoke(10, "r", by: "d", took: 5, error: "Timeout")
        flow.log(31, "second try", by: "r", request: "r")
        flow.start(30, "r", by: "d", attempt: 2)
        flow.publish(32, "e2", by: "r")
        flow.end(35, "r", by: "d", took: 5, attempt: 2)
        let tree = try #require(flow.snapshot.trace("flow"))
        #expect(
            flow.snapshot.outline()
                == [
                    "publish e ok", "  deliver d retried", "    invoke r#1 error", "    invoke r#2 ok",
                    "      publish e2 ok",
                ]
        )
        #expect(tree.nodes[3].records.count == 3)
        #expect(tree.summary.status == .retried && tree.summary.retries == 1)
        #expect(Set(tree.nodes.map(\.id)).count == tree.nodes.count)
    }

    @Test("A failed asynchronous invocation that is to be tried again awaits its retry, whatever it hangs below")
    func asynchronousRetryAwaited() throws {
        var flow = FlowWriter()
        flow.publish(0, "e")
        flow.deliver(1, "d", by: "e", took: 1)
        flow.start(10, "r", by: "d")
        flow.end(15, "r", by: "d", took: 5, error: "Timeout", retryIn: 1000)
        let tree = try #require(flow.snapshot.trace("flow"))
        #expect(tree.summary.status == .error && tree.summary.awaitsRetry)
        #expect(tree.hops.map(\.awaitsRetry) == [false, true, true])
        #expect(flow.snapshot.summary(of: "flow")?.awaitsRetry == true)
        flow.invoke(1020, "r", by: "d", took: 5, attempt: 2, error: "Timeout")
        let failed = try #require(flow.snapshot.trace("flow"))
        #expect(failed.summary.status == .error && !failed.summary.awaitsRetry)
        #expect(failed.hops.allSatisfy { !$0.awaitsRetry })

        var bare = FlowWriter()
        bare.start(0, "r", by: "gone")
        bare.end(5, "r", by: "gone", took: 5, error: "Bad", retryIn: 100)
        #expect(bare.snapshot.summary(of: "flow")?.awaitsRetry == true)
        bare.invoke(110, "r", by: "gone", took: 5, attempt: 2)
        let made = try #require(bare.snapshot.summary(of: "flow"))
        #expect(made.status == .retried && made.retries == 1 && !made.awaitsRetry)
    }

    @Test("A flow begins when the first of what it tells began, not with its first record")
    func startsWithItsFirstHop() throws {
        var flow = FlowWriter()
        flow.write(50, ["span_id": "s2", "parent_span_id": "s1", "message": "inner", "duration_ms": 20])
        flow.write(60, ["span_id": "s1", "message": "outer", "duration_ms": 60])
        let tree = try #require(flow.snapshot.trace("flow"))
        #expect(tree.summary.started == TestLog.start && tree.hops[0].start == TestLog.start)
        #expect(tree.summary.duration == .milliseconds(60))
        #expect(flow.snapshot.traces(sort: .slowest, matching: nil, limit: 1).flows == [tree.summary])
    }

    @Test("Texts of a hop are read when it is looked at, from the records that tell of it")
    func textsOnDemand() throws {
        var flow = FlowWriter()
        flow.start(0, "r", by: "m", attempt: 3, wait: 40)
        for n in 0..<1000 { flow.log(Double(n) / 100, "line \(n)", by: "r", request: "r") }
        flow.end(20, "r", by: "m", took: 20, attempt: 3, error: "Timeout")
        let tree = try #require(flow.snapshot.trace("flow"))
        #expect(tree.hops.count == 1 && tree.hops[0].logLines == 1000 && tree.records.count == 1002)
        let node = tree.node(0)
        #expect(node.id == "r" && node.name == "work" && node.service == "work" && node.attempt == 3)
        #expect(node.error?.type == "Timeout" && node.wait == .milliseconds(40))
        #expect(node.records.first == 0 && node.records.last == 1001)
    }

    @Test("60,000 attempts of one invocation, each with an event of its own, take no longer than as many messages")
    func manyAttempts() throws {
        let count = 60_000
        let lines = (1...count).flatMap { n in
            [
                #"{"correlation_id":"flow","hop":"invoke","event_id":"r","attempt":\#(n),"time":\#(1_790_000_000_000 + n)}"#,
                #"{"correlation_id":"flow","hop":"publish","event_id":"e\#(n)","causation_id":"r","time":\#(1_790_000_000_000 + n)}"#,
            ]
        }
        let tree = try #require(TestLog.snapshot(lines).trace("flow"))
        #expect(tree.nodes.count == 2 * count)
        #expect(tree.hops.allSatisfy { $0.kind == .publish || $0.size == 2 })
        #expect(tree.nodes.prefix(4).map(\.id) == ["r#1", "e1", "r#2", "e2"])
    }

    @Test("An asynchronous invocation that died: its dead letter hangs below its last attempt")
    func asynchronousDeath() throws {
        var flow = FlowWriter()
        flow.publish(0, "e")
        flow.deliver(1, "d", by: "e", took: 1)
        flow.invoke(10, "r", by: "d", took: 5, error: "Down")
        flow.invoke(30, "r", by: "d", took: 5, attempt: 2, error: "Down")
        flow.deadLetter(35, of: "x", by: "r")
        let outline = ["publish e ok", "  deliver d dead", "    invoke r#1 error", "    invoke r#2 error"]
        #expect(flow.snapshot.outline() == outline + ["      deadletter dead:x dead"])
        #expect(flow.snapshot.summary(of: "flow")?.status == .dead)
        flow.redrive(100, "k", of: "x")
        #expect(flow.snapshot.summary(of: "flow")?.status == .running)
        var again = flow
        flow.invoke(110, "r3", by: "redrive:k", took: 5)
        #expect(flow.snapshot.outline().suffix(2) == ["        redrive redrive:k ok", "          invoke r3 ok"])
        #expect(flow.snapshot.summary(of: "flow")?.status == .ok)
        again.invoke(110, "r3", by: "redrive:k", took: 5, error: "Down")
        again.deadLetter(120, of: "y", by: "r3")
        #expect(again.snapshot.trace("flow")?.nodes.first { $0.kind == .redrive }?.status == .dead)
        #expect(again.snapshot.summary(of: "flow")?.status == .dead)
    }

    @Test("The records of a batch are invocations of their own, each in its flow")
    func batch() {
        var one = FlowWriter("one")
        var two = FlowWriter("two")
        one.queue(0, "m1", by: "x")
        two.queue(0, "m2", by: "y")
        one.invoke(10, "r-0", by: "m1", took: 5)
        two.invoke(10, "r-1", by: "m2", took: 5, error: "Bad")
        let snapshot = TestLog.snapshot(one.lines + two.lines)
        #expect(snapshot.outline("one") == ["queue m1 ok (orphan)", "  invoke r-0 ok"])
        #expect(snapshot.outline("two") == ["queue m2 error (orphan)", "  invoke r-1 error"])
        #expect(snapshot.traces(sort: .errors, matching: nil, limit: 10).flows.map(\.correlationID) == ["two", "one"])
    }

    @Test("An invocation nobody judges: a failure is the flow's")
    func bareInvocation() {
        var flow = FlowWriter()
        flow.start(0, "r", by: "gone")
        #expect(flow.snapshot.outline() == ["invoke r running (orphan)"])
        flow.end(5, "r", by: "gone", took: 5, error: "Bad")
        #expect(flow.snapshot.outline() == ["invoke r error (orphan)"])
        #expect(flow.snapshot.summary(of: "flow")?.status == .error)
    }

    @Test("Other systems' spans nest by parent span id, their log lines lie flat")
    func foreignSpans() throws {
        var flow = FlowWriter()
        flow.write(0, ["span_id": "s1", "name": "checkout", "message": "GET /checkout", "duration_ms": 50])
        flow.write(5, ["span_id": "s2", "parent_span_id": "s1", "message": "charge", "duration_ms": 20])
        flow.write(6, ["message": "just a line"])
        flow.write(7, ["span_id": "s3", "parentSpanId": "s2", "message": "bank"], severity: "ERROR")
        let snapshot = flow.snapshot
        let tree = try #require(snapshot.trace("flow"))
        #expect(tree.nodes.map(\.kind) == [.span, .span, .span, .log])
        #expect(tree.nodes.map(\.depth) == [0, 1, 2, 1])
        #expect(tree.summary.status == .error)
        #expect(tree.nodes[0].duration == .milliseconds(50))
    }

    @Test("Lines with nothing but a correlation id lie side by side in time order")
    func flatLogs() throws {
        var flow = FlowWriter()
        flow.log(5, "second")
        flow.log(0, "first")
        flow.log(9, "third", severity: "ERROR")
        let tree = try #require(flow.snapshot.trace("flow"))
        #expect(tree.nodes.map(\.name) == ["first", "second", "third"])
        #expect(tree.nodes.allSatisfy { $0.kind == .log && $0.depth == 0 })
        #expect(tree.summary.status == .error && tree.summary.root == "first")
    }

    @Test("A flow nobody knows is nil")
    func unknown() {
        #expect(TestLog.snapshot([]).trace("x") == nil)
        #expect(Self.sent().snapshot.trace("x") == nil)
        #expect(Self.sent().snapshot.summary(of: "x") == nil)
        #expect(Self.sent().snapshot.records(of: "x").isEmpty)
    }

    @Test(
        "A chain of 100,000 causes is placed without recursion, whichever way its lines came",
        arguments: [false, true]
    )
    func deepChain(_ backwards: Bool) throws {
        let depth = 100_000
        var lines = (0..<depth).map { n in
            #"{"correlation_id":"flow","hop":"publish","event_id":"e\#(n)","causation_id":"e\#(n - 1)","time":\#(1_790_000_000_000 + n)}"#
        }
        if backwards { lines.reverse() }
        let snapshot = TestLog.snapshot(lines)
        let tree = try #require(snapshot.trace("flow"))
        #expect(tree.hops.count == depth)
        #expect(tree.nodes.last?.depth == depth - 1)
        #expect(tree.hops.allSatisfy { $0.critical })
        #expect(tree.labels == [.orphan])
    }

    @Test("100,000 causes in one circle, and as many children of one cause")
    func wideAndRound() throws {
        let count = 100_000
        let circle = (0..<count).map { n in
            #"{"correlation_id":"flow","hop":"publish","event_id":"e\#(n)","causation_id":"e\#((n + 1) % count)","time":1790000000000}"#
        }
        #expect(TestLog.snapshot(circle).trace("flow")?.nodes.count == count)
        let star = (0..<count).map { n in
            #"{"correlation_id":"flow","hop":"publish","event_id":"e\#(n)","causation_id":"e0","time":\#(1_790_000_000_000 + n)}"#
        }
        let tree = try #require(TestLog.snapshot(star).trace("flow"))
        #expect(Array(tree.children(of: 0)).count == count - 1)
    }
}
