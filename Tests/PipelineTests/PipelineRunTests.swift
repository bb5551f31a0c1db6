import EventModel
import Testing

@testable import Pipeline

@Suite struct PipelineRunTests {
    private func definition(
        fails: @escaping @Sendable (Int) -> Bool = { _ in false },
        seen: Record<String>
    ) -> PipelineDefinition {
        var d = PipelineDefinition()
        d.queues = [
            QueueDefinition(name: "work", redrivePolicy: .init(deadLetterQueue: "work-dlq", maxReceiveCount: 3)),
            QueueDefinition(name: "work-dlq"),
        ]
        d.rules = [
            RuleDefinition(
                name: "orders",
                pattern: ["detail-type": ["OrderPlaced"]],
                targets: [
                    TargetDefinition(id: "work", .queue("work")), TargetDefinition(id: "note", .function("note")),
                ]
            )
        ]
        d.functions = [
            FunctionDefinition(name: "work", service: "worker") { payload, context in
                try await context.sleep(.milliseconds(20))
                for (i, record) in (payload["Records"]?.array ?? []).enumerated() {
                    let event = try JSON(parsing: record["body"]?.string ?? "")
                    let n = event["detail"]?["n"]?.integer ?? 0
                    if fails(n) { throw ErrorInfo(type: "Broken", message: "order \(n) is broken") }
                    seen.add("work \(n)")
                    try await context.record(i).publish(
                        source: "worker",
                        type: "Worked",
                        data: ["n": .int(n)],
                        subject: nil
                    )
                }
                return .null
            },
            FunctionDefinition(name: "note", service: "notes") { payload, context in
                seen.add("note \(payload["detail"]?["n"]?.integer ?? 0)")
                return [:]
            },
        ]
        d.mappings = [EventSourceMapping(queue: "work", function: "work", batchSize: 1)]
        return d
    }

    @Test func everyFlowIsAccountedFor() async throws {
        let seen = Record<String>()
        let bench = try TestBench(definition(fails: { $0 % 5 == 0 }, seen: seen))
        try await bench.drain { pipeline in
            for n in 1...20 {
                try await pipeline.publish(source: "shop", type: "OrderPlaced", data: ["n": .int(n)], flow: "orders")
            }
        }
        let accounts = try await bench.pipeline.accounts()
        #expect(accounts.flows == [.init(name: "orders", started: 20, completed: 16, dead: 4, inFlight: 0)])
        #expect(accounts.events == .init(published: 36, matched: 20, unmatched: 16))
        #expect(accounts.deliveries == .init(attempted: 40, succeeded: 40, retried: 0, dead: 0))
        #expect(accounts.queues.map(\.depth) == [0, 4])
        #expect(seen.all.count == 36)
    }

    @Test func theTelemetryTellsTheWholeTrace() async throws {
        let bench = try TestBench(definition(fails: { _ in true }, seen: Record()))
        try await bench.drain { pipeline in
            try await pipeline.publish(
                source: "shop",
                type: "OrderPlaced",
                data: ["n": 1],
                correlationID: "c-1",
                flow: "orders"
            )
        }
        let hops = try bench.lines().filter { $0["hop"] != nil }
        let kinds = hops.compactMap { $0["hop"]?.string }
        #expect(kinds.filter { $0 == "publish" }.count == 1)
        #expect(kinds.filter { $0 == "deliver" }.count == 2)
        #expect(kinds.filter { $0 == "queue" }.count == 1)
        #expect(kinds.filter { $0 == "invoke" }.count == 8)
        #expect(kinds.filter { $0 == "deadletter" }.count == 1)
        #expect(hops.allSatisfy { $0["correlation_id"] == "c-1" && $0["event_type"] == "OrderPlaced" })
        let ids = Set(hops.compactMap { $0["event_id"]?.string })
        for hop in hops where hop["hop"] != "publish" {
            #expect(ids.contains(hop["causation_id"]?.string ?? "?"), "\(hop)")
        }
        let dead = try #require(hops.first { $0["hop"] == "deadletter" })
        #expect(dead["error"]?["type"] == "Broken")
        #expect(dead["reason"] == "MaxReceiveCountExceeded")
        let attempts = hops.filter { $0["hop"] == "invoke" && $0["message"] == "END" && $0["service_name"] == "worker" }
        #expect(attempts.compactMap { $0["attempt"]?.integer } == [1, 2, 3])
        #expect(attempts.allSatisfy { $0["duration_ms"] == 20 && $0["severity"] == "ERROR" })
    }
}
