import EventModel
import Testing

@testable import Telemetry

@Suite("A flow's history")
struct FlowHistoryTests {
    private func outline(_ moment: FlowMoment) -> [String] {
        moment.tree.nodes.map { "\($0.id) \($0.status.rawValue)\($0.duration == nil ? "…" : "")" }
    }

    @Test("A delivery that dies and is redriven, step by step")
    func redriven() throws {
        var flow = TraceTreeTests.died()
        flow.redrive(100, "k", of: "m")
        flow.queue(101, "m2", by: "redrive:k", generation: 1)
        flow.invoke(110, "r3", by: "m2", took: 5)
        let history = try #require(flow.snapshot.history("flow"))
        #expect(
            history.steps(1..<history.count + 1).map(\.what) == [
                "OrderPlaced published on default", "delivery by rule fan-out/target began",
                "OrderPlaced delivered to target by rule fan-out",
                "OrderPlaced put into orders", "work started", "work failed after 5ms: Declined",
                "work started, attempt 2", "work failed after 5ms, attempt 2: Declined",
                "OrderPlaced died: dead letter in orders-dlq: Declined", "redriven to orders by ann",
                "OrderPlaced put into orders", "work started", "work done after 5ms",
            ]
        )
        #expect(outline(history.moment(step: 1)) == ["e ok"])
        #expect(history.moment(step: 1).tree.summary.status == .running, "more is known to come")
        #expect(outline(history.moment(step: 2)) == ["e ok", "d running…"])
        #expect(outline(history.moment(step: 4)) == ["e ok", "d ok", "m running"])
        #expect(outline(history.moment(step: 5)) == ["e ok", "d ok", "m running", "r1 running…"])
        let failed = history.moment(step: 6)
        #expect(outline(failed) == ["e ok", "d ok", "m error", "r1 error"])
        #expect(failed.tree.summary.status == .error && failed.tree.summary.awaitsRetry)
        #expect(history.moment(step: 9).tree.summary.status == .dead)
        #expect(history.moment(step: 10).tree.summary.redrives == 1)
        let last = history.moment(step: history.count)
        #expect(last.tree == history.tree)
    }

    @Test("What had not happened is not told: no error before the failure, no later record")
    func nothingOfTheFuture() throws {
        let history = try #require(TraceTreeTests.died().snapshot.history("flow"))
        let node = try #require(history.moment(step: 5).tree.nodes.last)
        #expect(node.id == "r1" && node.error == nil && node.records.count == 1)
        #expect(history.moment(step: 6).tree.nodes.last?.error?.type == "Declined")
    }

    @Test("A hop that only its end tells of is there from its beginning, running, and says nothing of its end")
    func onlyTheEnd() throws {
        var flow = FlowWriter()
        flow.publish(0, "e")
        flow.deliver(20, "d", by: "e", error: "Timeout", took: 15)
        let history = try #require(flow.snapshot.history("flow"))
        #expect(history.steps(1..<4).map(\.what)[1] == "delivery by rule fan-out/target began")
        #expect(history.time(of: 2) == FlowHistory.at(5))
        let node = try #require(history.moment(step: 2).tree.nodes.last)
        #expect(
            node.status == .running && node.duration == nil && node.error == nil && node.name == "rule fan-out/target"
        )
        #expect(history.moment(step: 3).tree.nodes.last?.status == .error)
    }

    @Test("A cause comes before what it caused in the same instant, and under a skewed clock")
    func causalOrder() throws {
        var flow = FlowWriter()
        flow.queue(5, "m", by: "d")
        flow.deliver(5, "d", by: "e")
        flow.publish(5, "e")
        // A function whose clock is an hour late.
        flow.invoke(-3_600_000, "r", by: "m", took: 4)
        flow.publish(9, "e2", by: "r")
        let history = try #require(flow.snapshot.history("flow"))
        let steps = history.steps(1..<history.count + 1)
        #expect(
            steps.map(\.what) == [
                "OrderPlaced published on default", "OrderPlaced delivered to target by rule fan-out",
                "OrderPlaced put into orders", "work started", "work done after 4ms",
                "OrderPlaced published on default",
            ]
        )
        #expect(steps[3].at == FlowHistory.at(5) && steps[3].recorded == FlowHistory.at(-3_600_000))
        #expect(steps[0].recorded == nil)
        #expect(zip(steps, steps.dropFirst()).allSatisfy { $0.at <= $1.at })
    }

    @Test("An instant is the last step at or before it; before the first there is nothing")
    func instants() throws {
        let history = try #require(SagaFlow.compensated.history)
        #expect(history.step(at: FlowHistory.at(-1)) == 0)
        let before = history.moment(at: FlowHistory.at(-1))
        #expect(before.step == 0 && before.event == nil && before.tree.hops.isEmpty)
        let between = history.moment(at: FlowHistory.at(1))
        #expect(between.step == 1 && between.at == FlowHistory.at(1) && between.tree.hops.count == 1)
        #expect(history.step(at: FlowHistory.at(1e6)) == history.count)
    }

    @Test("A step stays what it is while records come, late ones too")
    func anchors() throws {
        var flow = TraceTreeTests.died()
        let lines = flow.lines
        let store = TestLog.store(lines)
        let history = try #require(store.snapshot().history("flow"))
        let anchor = history.anchor(of: 5)
        flow.redrive(100, "k", of: "m")
        flow.publish(0.5, "late", by: "e")
        TestLog.append(Array(flow.lines[lines.count...]), to: store)
        let grown = try #require(store.snapshot().history("flow"))
        #expect(grown.count == history.count + 2)
        let step = grown.step(of: anchor)
        #expect(step == 6 && grown.steps(6..<7)[0].what == history.steps(5..<6)[0].what)
    }

    @Test("Only log lines: each is a step")
    func logs() throws {
        var flow = FlowWriter()
        for n in 0..<4 { flow.log(Double(n), "line \(n)") }
        let history = try #require(flow.snapshot.history("flow"))
        #expect(history.count == 4 && history.steps(2..<3)[0].what == "line 1")
        #expect(history.moment(step: 2).tree.hops.count == 2)
    }

    @Test(
        "At random: the end is the whole flow, and each moment says what the records of then say",
        arguments: 1...8 as ClosedRange<UInt64>
    )
    func agreesWithRecordsOfThen(_ seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        for n in 0..<12 {
            let lines = FlowAgreementTests.random("flow-\(n)", &random)
            guard !lines.isEmpty else { continue }
            let store = TestLog.snapshot(lines)
            guard let history = store.history("flow-\(n)") else { continue }
            let whole = history.moment(at: history.ended)
            #expect(whole.tree.hops == history.tree.hops && whole.tree.summary == history.tree.summary)
            var size = 0
            for step in stride(from: 1, through: history.count, by: 3) {
                let moment = history.moment(step: step)
                #expect(moment.tree.hops.count >= size)
                size = moment.tree.hops.count
                let seen = moment.tree.hops.indices.flatMap { moment.tree.records(of: $0) }.sorted()
                #expect(seen.count == moment.tree.summary.records)
                let known = TestLog.snapshot(
                    seen.compactMap { store.raw($0).map { String(decoding: $0, as: UTF8.self) } }
                )
                guard let then = known.trace("flow-\(n)") else { continue }
                let statuses = Dictionary(then.hops.map { ($0.key, $0) }) { a, _ in a }
                for (i, hop) in moment.tree.hops.enumerated() where hop.kind != .log && hop.kind != .deliver {
                    guard let other = statuses[hop.key], other.recordCount == hop.recordCount else { continue }
                    #expect(
                        other.status == hop.status,
                        "\(moment.tree.node(i).id) at step \(step) of seed \(seed), \(n)"
                    )
                }
            }
        }
    }

    @Test("100,000 records: a moment costs a pass over columns, not a new tree")
    func large() throws {
        let history = try #require(FlowShapes.orders(15_000).snapshot.history("flow"))
        #expect(history.records.count > 90_000 && history.count == history.records.count - 300)
        let clock = ContinuousClock()
        var slowest = Duration.zero
        for step in stride(from: 1, through: history.count, by: history.count / 5) {
            let took = clock.measure { _ = history.moment(step: step, limit: 8) }
            slowest = max(slowest, took)
        }
        // Generous: a debug build on a busy machine. What a release build takes stands in the benchmarks.
        #expect(slowest < .seconds(5), "took \(slowest)")
        #expect(history.moment(step: 1).tree.hops.count == 1)
    }
}
