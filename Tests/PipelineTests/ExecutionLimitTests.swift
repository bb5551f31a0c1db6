import EventModel
import GRDB
import Testing

@testable import Pipeline

/// Executions that have ended do not stay for ever.
@Suite struct ExecutionLimitTests {
    private func bench(limit: Int) throws -> TestBench {
        var d = PipelineDefinition()
        d.stateMachines = [
            try StateMachineDefinition(
                name: "m",
                definition: [
                    "StartAt": "Choose",
                    "States": [
                        "Choose": [
                            "Type": "Choice",
                            "Choices": [["Variable": "$.fails", "BooleanEquals": true, "Next": "No"]], "Default": "Yes",
                        ],
                        "Yes": ["Type": "Succeed"], "No": ["Type": "Fail", "Error": "E"],
                    ],
                ]
            )
        ]
        return try TestBench(d) { $0.executionLimit = limit }
    }

    private func start(_ names: [String], failing: Bool = false, _ bench: TestBench) async throws {
        try await bench.drain { pipeline in
            for name in names {
                try await pipeline.executionDesk.start("m", ["fails": .bool(failing)], name: name, correlationID: name)
            }
        }
        bench.clock.advance(by: .seconds(1))
    }

    private func names(_ bench: TestBench) async throws -> [String] {
        try await bench.pipeline.executionDesk.executions(of: "m").map(\.name).sorted()
    }

    @Test func theOldestThatSucceededGoBeyondTheLimit() async throws {
        let bench = try bench(limit: 3)
        try await start(["f"], failing: true, bench)
        for n in 1...5 { try await start(["e\(n)"], bench) }
        #expect(try await bench.pipeline.forgetExecutions(at: bench.clock.now()) == 2)
        #expect(try await names(bench) == ["e3", "e4", "e5", "f"])
        #expect(try await bench.pipeline.forgetExecutions(at: bench.clock.now()) == 0)
        let histories = try await bench.pipeline.journal.read { db in
            try db.integer("SELECT count(DISTINCT execution) FROM execution_events")
        }
        #expect(histories == 4)
        let accounts = try await bench.pipeline.accounts()
        #expect(accounts.started == 6 && accounts.completed == 5 && accounts.dead == 1)
    }

    @Test func allGoWithTheirRetentionAndAFailedFlowStaysDead() async throws {
        let bench = try bench(limit: 10)
        try await start(["f"], failing: true, bench)
        try await start(["e"], bench)
        bench.clock.advance(by: Pipeline.executionRetention)
        #expect(try await bench.pipeline.forgetExecutions(at: bench.clock.now()) == 2)
        #expect(try await names(bench).isEmpty)
        let accounts = try await bench.pipeline.accounts()
        #expect(accounts.started == 2 && accounts.completed == 1 && accounts.dead == 1)
        #expect(try bench.lines().contains { $0["event_type"] == "ExecutionsForgotten" && $0["count"] == 2 })
    }

    /// An event that is still to be delivered may be the one that started it.
    @Test func oneWhoseEventMayComeAgainStays() async throws {
        let bench = try bench(limit: 0)
        try await start(["e", "g"], bench)
        _ = try await bench.pipeline.journal.write { [now = bench.clock.now()] db in
            try Wiring.insertDelivery(
                "r/t",
                id: "d",
                event: "{}",
                eventID: "e",
                eventType: "T",
                correlationID: "e",
                cause: "e",
                generation: 0,
                in: db,
                at: now
            )
        }
        #expect(try await bench.pipeline.forgetExecutions(at: bench.clock.now()) == 1)
        #expect(try await names(bench) == ["e"])
    }
}
