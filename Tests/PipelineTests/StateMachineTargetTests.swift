import EventModel
import StatesLanguage
import Testing

@testable import Pipeline

@Suite("State machines as targets of rules")
struct StateMachineTargetTests {
    private static func definition(_ adjust: (inout TargetDefinition) -> Void = { _ in }) throws -> PipelineDefinition {
        var d = PipelineDefinition()
        d.stateMachines = [
            try StateMachineDefinition(
                name: "keep",
                definition: [
                    "StartAt": "Keep", "States": ["Keep": ["Type": "Pass", "OutputPath": "$.n", "End": true]],
                ]
            )
        ]
        d.queues = [QueueDefinition(name: "dlq")]
        var target = TargetDefinition(
            id: "t",
            .stateMachine("keep"),
            deadLetterQueue: "dlq",
            input: .path(try InputPath("$.detail", place: "InputPath"))
        )
        adjust(&target)
        d.rules = [RuleDefinition(name: "r", pattern: ["source": ["shop"]], targets: [target])]
        return d
    }

    private func publish(_ pipeline: Pipeline, _ id: String, _ data: JSON) async throws {
        try await pipeline.publish(
            Event(
                id: id,
                source: "shop",
                type: "T",
                time: pipeline.settings.clock.now(),
                data: data,
                correlationID: "c-\(id)"
            )
        )
    }

    @Test func anEventStartsOneExecutionHoweverOftenItIsDelivered() async throws {
        let bench = try TestBench(try Self.definition())
        try await bench.drain { pipeline in
            try await publish(pipeline, "e-1", ["n": 1])
            try await publish(pipeline, "e-2", ["n": 2])
        }
        try await bench.drain { pipeline in try await publish(pipeline, "e-1", ["n": 1]) }
        let executions = try await bench.pipeline.executionDesk.executions(of: "keep")
        #expect(executions.map(\.name).sorted() == ["e-1", "e-2"])
        let one = try #require(executions.first { $0.name == "e-1" })
        #expect(one.status == "SUCCEEDED")
        #expect(try await bench.pipeline.executionDesk.execution(one.id)?.output == 1)
        let states = try bench.lines().filter { $0["hop"] == "state" && $0["state"] == nil }
        let deliveries = try bench.lines().filter { $0["hop"] == "deliver" }.compactMap { $0["event_id"]?.string }
        #expect(
            !states.isEmpty && states.allSatisfy { deliveries.contains($0["causation_id"]?.string ?? "") },
            "\(states)"
        )
    }

    @Test func whatCanNotStartOneGoesToTheDeadLetterQueue() async throws {
        let bench = try TestBench(try Self.definition())
        try await bench.drain { pipeline in
            try await publish(pipeline, "e-1", ["n": 1])
            // The same id with something else to say is another event.
            try await publish(pipeline, "e-1", ["n": 2])
        }
        let counts = try await bench.pipeline.accounts()
        #expect(counts.deliveries.dead == 1 && counts.deliveries.succeeded == 1)
        let gone = try TestBench(try Self.definition { $0.kind = .stateMachine("gone") })
        try await gone.drain { pipeline in try await publish(pipeline, "e-1", ["n": 1]) }
        let errors = try gone.lines().compactMap { $0["error"]?["type"]?.string }
        #expect(errors.contains("NO_RESOURCE"), "\(errors)")
        let text = try TestBench(
            try Self.definition {
                $0.input = .transformer(try! InputTransformer(paths: [:], template: "no JSON"))
            }
        )
        try await text.drain { pipeline in try await publish(pipeline, "e-1", ["n": 1]) }
        #expect(try text.lines().compactMap { $0["error"]?["type"]?.string }.contains("INVALID_INPUT"))
    }

    @Test(arguments: [("e/1#2", 32), (String(repeating: "x", count: 81), 32), ("", 32), ("plain-1", 7)])
    func anIDThatIsNoNameIsHashed(id: String, length: Int) {
        let name = Wiring.EventStart(machine: "m", event: id, correlationID: "c", cause: "c").name
        #expect(name.count == length && !name.contains("/") && !name.contains("#"))
    }
}
