import EventModel
import Testing

@testable import Pipeline

@Suite("Rules that are switched, and what their targets get")
struct RuleTests {
    private func definition(_ input: TargetInput = .event, isEnabled: Bool = true) -> PipelineDefinition {
        var d = PipelineDefinition()
        d.queues = [QueueDefinition(name: "q"), QueueDefinition(name: "dead")]
        d.rules = [
            RuleDefinition(
                name: "r",
                pattern: ["source": ["shop"]],
                targets: [TargetDefinition(id: "t", .queue("q"), deadLetterQueue: "dead", input: input)],
                isEnabled: isEnabled
            )
        ]
        return d
    }

    private func publish(_ pipeline: Pipeline) async throws {
        try await pipeline.publish(source: "shop", type: "OrderPlaced", data: ["n": 1, "o": [:]], correlationID: "c")
    }

    private func bodies(_ bench: TestBench, in queue: String = "q") async throws -> [String] {
        try await bench.pipeline.receive(from: queue, 10).map { String(decoding: $0.body, as: UTF8.self) }
    }

    @Test func theTargetGetsTheTransformedText() async throws {
        let transformer = try InputTransformer(
            paths: ["n": "$.detail.n"],
            template: #"{"n": <n>, "rule": "<aws.events.rule-name>"}"#
        )
        let bench = try TestBench(definition(.transformer(transformer)))
        try await bench.drain(publish)
        #expect(try await bodies(bench) == [#"{"n": 1, "rule": "r"}"#])
    }

    @Test func anObjectWithinQuotesIsDeadLetteredAtOnceWithTheEventAndTheReason() async throws {
        let transformer = try InputTransformer(paths: ["o": "$.detail.o"], template: #"{"o": "<o>"}"#)
        let bench = try TestBench(definition(.transformer(transformer)))
        try await bench.drain(publish)
        let letters = try await BundledDeadLetterBroker(bench.pipeline).peek("dead", after: nil, limit: 10)
        let letter = try #require(letters.first)
        #expect(letter.error?.type == "INVALID_INPUT")
        #expect(letter.error?.message.contains("<o> within quotes") == true)
        #expect(letter.reason == "NonRetriable")
        #expect(try JSON(parsing: letter.body)["source"] == "shop", "the event itself, not what was made of it")
        #expect(try await bench.pipeline.accounts().deliveries.attempted == 1)
    }

    @Test func aRuleThatIsDefinedAsDisabledMatchesNothing() async throws {
        let bench = try TestBench(definition(isEnabled: false))
        try await bench.drain(publish)
        #expect(try await bodies(bench) == [])
        #expect(try await bench.pipeline.accounts().events.unmatched == 1)
    }

    @Test func aRuleIsSwitchedWhileThePipelineRunsAndStaysSoAfterwards() async throws {
        let bench = try TestBench(definition())
        try await bench.pipeline.register()
        let book = try RuleBook(data: bench.folder.path)
        #expect(try await book.set(["r"], enabled: false) == [])
        try await publish(bench.pipeline)
        try await bench.pipeline.register()
        let state = try #require(try await book.rules().first)
        #expect(!state.isEnabled && state.isSwitched && state.isLive)
        #expect(state.targets == [.init(id: "t", kind: "queue", name: "q")])
        #expect(state.pattern == ["source": ["shop"]])
        #expect(try await bench.pipeline.accounts().events.unmatched == 1)
        #expect(try await book.set(["r"], enabled: true) == [])
        try await publish(bench.pipeline)
        #expect(try await bench.pipeline.accounts().events.matched == 1)
    }

    @Test func noRuleIsSwitchedWhereOneIsMissing() async throws {
        let bench = try TestBench(definition())
        try await bench.pipeline.register()
        let book = try RuleBook(data: bench.folder.path)
        #expect(try await book.set(["r", "none"], enabled: false) == ["none"])
        #expect(try await book.rules().first?.isEnabled == true)
    }
}
