import EventModel
import GRDB
import Testing

@testable import Pipeline

@Suite struct FlowLimitTests {
    /// Events of type `Fail` end in a dead-letter queue, those of type `Wait` in a queue that nobody reads.
    private func bench(limit: Int, in folder: TestFolder = TestFolder(), _ clock: ManualClock = ManualClock()) throws
        -> TestBench
    {
        var d = PipelineDefinition()
        d.queues = ["dead", "pile"].map { QueueDefinition(name: $0) }
        d.functions = [
            FunctionDefinition(
                name: "f",
                service: "s",
                maximumRetryAttempts: 0,
                deadLetterQueue: "dead"
            ) { payload, _ in
                if payload["detail-type"] == "Fail" { throw ErrorInfo(type: "E", message: "m") }
                return [:]
            }
        ]
        d.rules = [
            RuleDefinition(
                name: "work",
                pattern: ["detail-type": ["Work", "Fail"]],
                targets: [TargetDefinition(id: "f", .function("f"))]
            ),
            RuleDefinition(
                name: "wait",
                pattern: ["detail-type": ["Wait"]],
                targets: [TargetDefinition(id: "q", .queue("pile"))]
            ),
        ]
        return try TestBench(d, in: folder, clock: clock) { $0.flowLimit = limit }
    }

    private func publish(_ bench: TestBench, _ type: String, _ ids: [String]) async throws {
        try await bench.drain { pipeline in
            for id in ids {
                try await pipeline.publish(source: "o", type: type, data: [:], correlationID: id, flow: "f")
            }
        }
        bench.clock.advance(by: .seconds(1))
    }

    private func ids(_ bench: TestBench) async throws -> [String] {
        try await bench.pipeline.journal.read { db in
            try db.rows("SELECT correlation_id FROM flows ORDER BY started, correlation_id").map { $0[0] }
        }
    }

    /// Looks, whenever the last look was.
    private func forget(_ bench: TestBench) async throws -> Int {
        bench.clock.advance(by: FlowWatch.interval)
        return try await bench.pipeline.forgetFlows(at: bench.clock.now())
    }

    @Test func theOldestFinishedFlowsAreCountedOnly() async throws {
        let bench = try bench(limit: 3)
        try await publish(bench, "Fail", ["dead"])
        try await publish(bench, "Wait", ["waits"])
        for n in 1...4 { try await publish(bench, "Work", ["done-\(n)"]) }
        let before = try await bench.pipeline.accounts()
        #expect(before.started == 6 && before.completed == 4 && before.dead == 1 && before.inFlight == 1)
        _ = try await forget(bench)
        #expect(try await ids(bench) == ["dead", "waits", "done-4"], "what is not finished stays, however old it is")
        let after = try await bench.pipeline.accounts()
        #expect(after.flows == before.flows, "the accounts stay what they were")
        #expect(after.forgotten == 3 && before.forgotten == 0)
        let line = try #require(try bench.lines().first { $0["event_type"] == "FlowsForgotten" })
        #expect(line["count"] == 3)
    }

    @Test func whatCannotGoStaysBeyondTheLimit() async throws {
        let bench = try bench(limit: 1)
        try await publish(bench, "Wait", ["a", "b", "c"])
        #expect(try await forget(bench) == 0)
        #expect(try await ids(bench).count == 3)
    }

    @Test func aLossIsForgottenOnceNothingCanUndoIt() async throws {
        let bench = try bench(limit: 0)
        try await publish(bench, "Wait", ["a"])
        try await bench.pipeline.purge("pile")
        #expect(try await forget(bench) == 0, "it is dead, and that is fresh")
        bench.clock.advance(by: Graveyard.timeToLive)
        #expect(try await forget(bench) == 1)
        let accounts = try await bench.pipeline.accounts()
        #expect(accounts.started == 1 && accounts.dead == 1 && accounts.completed == 0 && accounts.forgotten == 1)
        let lost = try await bench.pipeline.journal.read { db in try db.integer("SELECT count(*) FROM lost") }
        #expect(lost == 0)
    }

    @Test func aFlowThatBeginsAgainMeanwhileStays() async throws {
        let watch = FlowWatch()
        let now = ManualClock().now()
        #expect(watch.mayHaveBegun("a"), "nobody has looked")
        #expect(watch.begin(now))
        #expect(!watch.begin(now + .seconds(59)), "once a minute")
        #expect(!watch.mayHaveBegun("a"))
        watch.note("a")
        #expect(watch.mayHaveBegun("a") && !watch.mayHaveBegun("b"))
        for n in 0...FlowWatch.mostBegun { watch.note("x-\(n)") }
        #expect(watch.mayHaveBegun("b"), "too many to know")
        watch.end()
        #expect(watch.begin(now + .seconds(60)) && !watch.mayHaveBegun("a"))
        // Another process put an event of it into the inbox.
        let bench = try bench(limit: 0)
        try await publish(bench, "Work", ["done", "again"])
        try await bench.pipeline.journal.write { db in
            try db.run("INSERT INTO inbox(bus, event, correlation_id) VALUES('other', '{}', 'again')")
        }
        #expect(try await forget(bench) == 1)
        #expect(try await ids(bench) == ["again"])
    }

    @Test func theCountsOutliveTheProcess() async throws {
        let first = try bench(limit: 0)
        try await publish(first, "Work", ["a", "b"])
        #expect(try await forget(first) == 2)
        first.pipeline.close()
        let second = try bench(limit: 0, in: first.folder, first.clock)
        let accounts = try await second.pipeline.accounts()
        #expect(accounts.flows == [.init(name: "f", started: 2, completed: 2, dead: 0, inFlight: 0)])
    }
}
