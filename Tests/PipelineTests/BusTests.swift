import EventModel
import Testing

@testable import Pipeline

@Suite struct BusTests {
    private func definition(
        _ kind: TargetDefinition.Kind = .queue("q"),
        attempts: Int = 185,
        age: Duration = .seconds(86_400),
        dead: String? = "dead"
    ) -> PipelineDefinition {
        var d = PipelineDefinition()
        d.queues = [QueueDefinition(name: "q"), QueueDefinition(name: "dead")]
        d.rules = [
            RuleDefinition(
                name: "r",
                pattern: ["source": ["shop"]],
                targets: [
                    TargetDefinition(
                        id: "t",
                        kind,
                        maximumRetryAttempts: attempts,
                        maximumEventAge: age,
                        deadLetterQueue: dead
                    )
                ]
            )
        ]
        return d
    }

    private func failing(until recovery: Timestamp? = nil, _ tried: Record<Timestamp>)
        -> @Sendable (DeliveryAttempt) -> DeliveryFailure?
    {
        { attempt in
            tried.add(attempt.at)
            if let recovery, attempt.at >= recovery { return nil }
            return DeliveryFailure("THROTTLING", "slow down", isRetriable: true)
        }
    }

    private func publish(_ pipeline: Pipeline) async throws {
        try await pipeline.publish(
            source: "shop",
            type: "OrderPlaced",
            data: ["n": 1],
            correlationID: "c",
            flow: "orders"
        )
    }

    private func deadLetters(_ bench: TestBench) async throws -> [DeadLetter] {
        try await BundledDeadLetterBroker(bench.pipeline).peek("dead", after: nil, limit: 10)
    }

    @Test func retriesBackOffExponentiallyWithJitter() async throws {
        let tried = Record<Timestamp>()
        let start = ManualClock().now()
        let bench = try TestBench(definition()) { $0.deliveryFault = failing(until: start + .seconds(5), tried) }
        try await bench.drain(publish)
        // With the random number at one half each wait is three quarters of 1, 2, 4 and 8 s.
        #expect(tried.all.map { ($0 - start).inSeconds } == [0, 0.75, 2.25, 5.25])
        let accounts = try await bench.pipeline.accounts()
        #expect(accounts.deliveries == .init(attempted: 4, succeeded: 1, retried: 3, dead: 0))
        #expect(accounts.inFlight == 1, "nobody polls the queue")
        let lines = try bench.lines().filter { $0["hop"] == "deliver" }
        #expect(lines.compactMap { $0["attempt"]?.integer } == [1, 2, 3, 4])
        #expect(lines.compactMap { $0["retry_in_ms"]?.number } == [750, 1500, 3000])
        #expect(Set(lines.compactMap { $0["event_id"]?.string }).count == 1)
    }

    @Test func attemptsRunOutFirst() async throws {
        let tried = Record<Timestamp>()
        let bench = try TestBench(definition(attempts: 2)) { $0.deliveryFault = failing(tried) }
        try await bench.drain(publish)
        #expect(tried.all.count == 3)
        let letter = try #require(try await deadLetters(bench).first)
        #expect(letter.reason == "MaximumRetryAttempts")
        #expect(letter.source == .init(.target, "r/t"))
        #expect(letter.attempts.map(\.number) == [1, 2, 3])
        #expect(letter.receiveCount == 3)
        #expect(
            letter.attributes == [
                "RULE_ARN": "arn:tailrace:events:local:000000000000:rule/default/r",
                "TARGET_ARN": "arn:tailrace:sqs:local:000000000000:q",
                "ERROR_CODE": "THROTTLING", "ERROR_MESSAGE": "slow down", "RULE": "r", "TARGET": "t",
                "RETRY_ATTEMPTS": "2", "EXHAUSTED_RETRY_CONDITION": "MaximumRetryAttempts",
            ]
        )
        let body = try JSON(parsing: letter.body)
        #expect(body["detail-type"] == "OrderPlaced" && body["detail"] == ["n": 1] && body["correlationid"] == "c")
        let accounts = try await bench.pipeline.accounts()
        #expect(accounts.flows[0].dead == 1 && accounts.deliveries.dead == 1)
    }

    @Test func ageRunsOutFirst() async throws {
        let tried = Record<Timestamp>()
        let start = ManualClock().now()
        let bench = try TestBench(definition(age: .seconds(60))) { $0.deliveryFault = failing(tried) }
        try await bench.drain(publish)
        #expect(tried.all.allSatisfy { $0 < start + .seconds(60) })
        let letter = try #require(try await deadLetters(bench).first)
        #expect(letter.reason == "MaximumEventAgeInSeconds")
        #expect(letter.died == start + .seconds(60))
        #expect(letter.attributes["RETRY_ATTEMPTS"] == "\(tried.all.count - 1)")
    }

    @Test(arguments: [(60, "MaximumRetryAttempts", 186), (3600, "MaximumEventAgeInSeconds", 43)])
    func theDefaultsAre185RetriesAndADayWhicheverEndsFirst(ceiling: Int, reason: String, attempts: Int) async throws {
        let tried = Record<Timestamp>()
        let start = ManualClock().now()
        let bench = try TestBench(definition()) {
            $0.deliveryFault = failing(tried)
            $0.deliveryBackoffCeiling = .seconds(ceiling)
        }
        try await bench.drain(publish)
        let letter = try #require(try await deadLetters(bench).first)
        #expect(letter.reason == reason && tried.all.count == attempts)
        if reason == "MaximumEventAgeInSeconds" { #expect(letter.died == start + .seconds(86_400)) }
    }

    @Test func whatCannotSucceedDiesAtOnce() async throws {
        let bench = try TestBench(definition(.queue("nowhere")))
        try await bench.drain(publish)
        let letter = try #require(try await deadLetters(bench).first)
        #expect(letter.reason == "NonRetriable" && letter.attributes["ERROR_CODE"] == "NO_RESOURCE")
        #expect(letter.attributes["RETRY_ATTEMPTS"] == "0" && letter.attributes["EXHAUSTED_RETRY_CONDITION"] == nil)
    }

    @Test func withoutADeadLetterQueueItIsDroppedAndCounted() async throws {
        let bench = try TestBench(definition(.function("nowhere"), dead: nil))
        try await bench.drain(publish)
        let accounts = try await bench.pipeline.accounts()
        #expect(accounts.flows == [.init(name: "orders", started: 1, completed: 0, dead: 1, inFlight: 0)])
        #expect(try bench.lines().contains { $0["message"]?.string?.contains("dropped") == true })
    }

    @Test func aBusTargetPublishesOnTheOtherBus() async throws {
        var d = definition(.bus("audit"))
        d.buses.append("audit")
        d.rules.append(
            RuleDefinition(
                name: "all",
                bus: "audit",
                pattern: ["source": ["shop"]],
                targets: [TargetDefinition(id: "q", .queue("q"))]
            )
        )
        let bench = try TestBench(d)
        try await bench.drain(publish)
        let message = try await bench.pipeline.receive(from: "q")[0]
        #expect(message.correlationID == "c")
    }

    @Test func entriesAreChecked() async throws {
        let pipeline = try TestBench(definition()).pipeline
        func refuses(_ code: BusErrorCode, _ body: () async throws -> Void) async {
            #expect(await #expect(throws: BusError.self) { try await body() }?.code == code)
        }
        await refuses(.validation) { try await pipeline.publish(source: "", type: "T", data: [:]) }
        await refuses(.validation) {
            try await pipeline.publish(source: "s", type: String(repeating: "x", count: 129), data: [:])
        }
        await refuses(.validation) { try await pipeline.publish(source: "s", type: "T", data: [1]) }
        await refuses(.tooLarge) {
            try await pipeline.publish(
                source: "s",
                type: "T",
                data: ["x": .string(String(repeating: "x", count: 262_144))]
            )
        }
        await refuses(.resourceNotFound) {
            try await pipeline.publish(source: "s", type: "T", data: [:], on: "nowhere")
        }
    }

    @Test func theCorrelationIDIsTakenFromWhatComesIn() {
        let parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
        func id(_ given: String? = nil, _ data: JSON = [:], _ traceparent: String? = nil) -> String {
            correlationID(given: given, data: data, traceparent: traceparent, ids: { "new" })
        }
        #expect(id("given", ["X-Correlation-ID": "x"], parent) == "given")
        #expect(id(nil, ["x-correlation-id": "x"], parent) == "x")
        #expect(id(nil, ["metadata": ["X-Correlation-ID": "x"]], parent) == "x")
        #expect(id("", [:], parent) == "0af7651916cd43dd8448eb211c80319c")
        #expect(id(nil, ["headers": ["traceparent": .string(parent)]]) == "0af7651916cd43dd8448eb211c80319c")
        #expect(id(nil, [:], "nonsense") == "new")
    }

    @Test func aRulesPatternHasALength() throws {
        // {"source":["é…"]}: 15 characters around the value's.
        func definition(_ length: Int) -> PipelineDefinition {
            var d = PipelineDefinition()
            let value = String(repeating: "é", count: length - 15)
            d.rules = [RuleDefinition(name: "long", pattern: ["source": [.string(value)]], targets: [])]
            return d
        }
        try definition(4_096).validate()
        let error = #expect(throws: DefinitionError.self) { try definition(4_097).validate() }
        #expect(
            error?.description
                == "rule long: pattern: has 4097 characters, but may have 4096 (InvalidEventPatternException)"
        )
    }

    @Test func anEventSurvivesItsEventBridgeForm() {
        let event = Event(
            id: "e",
            source: "s",
            type: "T",
            time: Timestamp(nanoseconds: 1_800_000_000_123_456_000),
            subject: "sub",
            data: ["a": [1, 2]],
            correlationID: "c",
            causationID: "x",
            traceparent: "tp"
        )
        #expect(Event(eventBridge: event.eventBridge) == event)
    }
}
