import EventModel
import Testing

@testable import Pipeline

@Suite struct GraveyardTests {
    /// Everything fails until `healthy` is raised.
    private func definition(healthy: Counter) -> PipelineDefinition {
        let handler: FunctionDefinition.Handler = { _, _ in
            if healthy.count == 0 { throw ErrorInfo(type: "Down", message: "no answer") }
            return .null
        }
        var d = PipelineDefinition()
        d.queues = [
            QueueDefinition(name: "q", redrivePolicy: .init(deadLetterQueue: "q-dlq", maxReceiveCount: 1)),
            QueueDefinition(name: "q-dlq", retention: .seconds(1_209_600)), QueueDefinition(name: "f-dlq"),
            QueueDefinition(name: "t-dlq"), QueueDefinition(name: "idle"),
        ]
        d.functions = [
            FunctionDefinition(name: "work", service: "worker", handler: handler),
            FunctionDefinition(name: "f", service: "f", deadLetterQueue: "f-dlq", handler: handler),
        ]
        d.mappings = [EventSourceMapping(queue: "q", function: "work", batchSize: 1)]
        d.rules = [
            RuleDefinition(
                name: "r",
                pattern: ["source": ["shop"]],
                targets: [
                    TargetDefinition(id: "q", .queue("q"), maximumRetryAttempts: 0, deadLetterQueue: "t-dlq"),
                    TargetDefinition(id: "f", .function("f"), maximumRetryAttempts: 0, deadLetterQueue: "t-dlq"),
                ]
            )
        ]
        return d
    }

    private func publish(_ pipeline: Pipeline) async throws {
        try await pipeline.publish(source: "shop", type: "Order", data: ["n": 1], correlationID: "c", flow: "orders")
    }

    /// Redrives all of a queue and answers what was sent, as what became of it is asked for.
    private func redrive(
        _ queue: String,
        _ broker: BundledDeadLetterBroker,
        task: String,
        to: DeadLetter.Destination? = nil
    )
        async throws -> [SentLetter]
    {
        let letters = try await broker.peek(queue, after: nil, limit: 1_000)
        let claimed = try await broker.claim(
            letters.map(\.id),
            in: queue,
            for: task,
            until: broker.now() + .seconds(60)
        )
        let orders = claimed.map { RedriveOrder(id: $0, destination: to, task: task, key: "\(task)-\($0)") }
        let results = try await broker.send(orders, from: queue)
        #expect(results.allSatisfy { if case .moved = $0 { true } else { false } }, "\(results)")
        try await broker.release(task, in: queue)
        return try await broker.buried(task, after: nil, limit: 1_000).compactMap(\.sent)
    }

    @Test func historyAndFateAreFollowedThroughTargetsAndFunctions() async throws {
        let healthy = Counter()
        let bench = try TestBench(definition(healthy: healthy)) { settings in
            settings.deliveryFault = { attempt in
                healthy.count == 0 ? DeliveryFailure("NO_PERMISSIONS", "not allowed", isRetriable: false) : nil
            }
        }
        let broker = BundledDeadLetterBroker(bench.pipeline, actor: "ada")
        try await bench.drain { try await publish($0) }
        #expect(try await broker.queues().first { $0.name == "t-dlq" }?.depth == 2, "two deliveries were refused")

        // Refused again, by the same targets.
        let first = try await redrive("t-dlq", broker, task: "one")
        #expect(try await broker.fates(first) == [.running, .running])
        try await bench.drain { _ in }
        let again = try await broker.peek("t-dlq", after: nil, limit: 9)
        #expect(again.count == 2 && again.allSatisfy { $0.generation == 1 && $0.history.map(\.task) == ["one"] })
        #expect(Set(try await broker.fates(first)) == Set(again.map { .diedAgain($0.id) }))

        // Delivered now, but the handlers fail: they die in other queues, and their whole history is with them.
        bench.pipeline.close()
        let next = try TestBench(definition(healthy: healthy), in: bench.folder, clock: bench.clock)
        let later = BundledDeadLetterBroker(next.pipeline, actor: "bob")
        let second = try await redrive("t-dlq", later, task: "two")
        #expect(Set(try await later.fates(first)) == Set(again.map { .diedAgain($0.id) }), "what was is not forgotten")
        try await next.drain { _ in }
        for (queue, source) in [("q-dlq", "q"), ("f-dlq", "function f")] {
            let letter = try #require(try await later.peek(queue, after: nil, limit: 9).first)
            #expect(letter.generation == 2 && letter.source.description == source)
            #expect(letter.history.map(\.task) == ["one", "two"] && letter.history.map(\.actor) == ["ada", "bob"])
            #expect(letter.history.allSatisfy { $0.error?.type == "NO_PERMISSIONS" && $0.attempts.count == 1 })
            #expect(try await later.fates(second).contains(.diedAgain(letter.id)))
        }

        healthy.increase()
        var third: [SentLetter] = []
        for queue in ["q-dlq", "f-dlq"] { third += try await redrive(queue, later, task: "three-\(queue)") }
        try await next.drain { _ in }
        #expect(try await later.fates(third) == [.completed, .completed])
        let accounts = try await next.pipeline.accounts()
        #expect(accounts.flows == [.init(name: "orders", started: 1, completed: 1, dead: 0, inFlight: 0)])
    }

    @Test func accountsHoldThroughEveryUndo() async throws {
        let healthy = Counter()
        let bench = try TestBench(definition(healthy: healthy))
        let broker = BundledDeadLetterBroker(bench.pipeline)
        try await bench.drain { try await publish($0) }
        func account(_ dead: Int, _ inFlight: Int, _ note: Comment) async throws {
            let flows = try await bench.pipeline.accounts().flows
            #expect(flows == [.init(name: "orders", started: 1, completed: 0, dead: dead, inFlight: inFlight)], note)
        }
        try await account(1, 0, "dead")
        let dead = ["q-dlq", "f-dlq"]
        for queue in dead {
            let letters = try await broker.peek(queue, after: nil, limit: 9)
            #expect(try await broker.delete(letters.map(\.id), from: queue, for: "away-\(queue)").count == 1)
        }
        try await account(1, 0, "lost")
        for queue in dead {
            let buried = try await broker.buried("away-\(queue)", after: nil, limit: 9)
            #expect(try await broker.restore(buried.map(\.number), of: "away-\(queue)") == [.restored])
        }
        #expect(try await bench.pipeline.journal.read { try $0.integer("SELECT count(*) FROM lost") } == 0)
        try await account(1, 0, "dead again")
        for queue in dead { _ = try await redrive(queue, broker, task: "go-\(queue)") }
        try await account(0, 1, "on its way")
        for queue in dead {
            let buried = try await broker.buried("go-\(queue)", after: nil, limit: 9)
            #expect(try await broker.restore(buried.map(\.number), of: "go-\(queue)") == [.restored])
        }
        try await account(1, 0, "taken back")
        let outstanding = try await bench.pipeline.journal.read { db in
            try db.integer(
                "SELECT (SELECT count(*) FROM invocations) + (SELECT count(*) FROM messages WHERE died IS NULL)"
            )
        }
        #expect(outstanding == 0)
    }

    @Test func whatExpiredIsNotTakenForCompleted() async throws {
        let bench = try TestBench(definition(healthy: Counter()))
        try await bench.pipeline.register()
        let broker = BundledDeadLetterBroker(bench.pipeline)
        let source = DeadLetter.Destination(.queue, "idle")
        for flow in ["c", nil] {
            let letter = DeadLetter(
                id: "dead-\(flow ?? "")",
                queue: "q-dlq",
                source: source,
                correlationID: flow,
                reason: "r",
                died: bench.clock.now(),
                body: [1]
            )
            _ = try await broker.add([letter], to: "q-dlq")
        }
        let sent = try await redrive("q-dlq", broker, task: "t")
        #expect(try await broker.fates(sent) == [.running, .running])
        bench.clock.advance(by: .seconds(345_601))
        _ = try await bench.pipeline.accounts()
        #expect(try await broker.fates(sent) == [.unknown, .unknown])
    }

    @Test func theGraveyardIsKeptForThirtyDaysAndCounted() async throws {
        let bench = try TestBench(definition(healthy: Counter()))
        try await bench.pipeline.register()
        let broker = BundledDeadLetterBroker(bench.pipeline)
        let sample = SampleDeadLetters(in: "q-dlq", from: .init(.queue, "q"), count: 3_000, died: bench.clock.now())
        try await sample.fill(broker)
        #expect(try await broker.delete((0..<3_000).map(SampleDeadLetters.id), from: "q-dlq", for: "t").count == 3_000)
        bench.clock.advance(by: .seconds(30 * 86_400 - 1))
        let first = try #require(try await broker.buried("t", after: nil, limit: 1).first)
        // The queue keeps messages for 14 days: one that comes back later gets that time again.
        #expect(try await broker.restore([first.number], of: "t") == [.restored])
        let back = try #require(try await broker.letters([first.letter.id], in: "q-dlq").first)
        #expect(back.expires == bench.clock.now() + .seconds(1_209_600))
        bench.clock.advance(by: .seconds(1))
        #expect(try await broker.buried("t", after: nil, limit: 1).isEmpty)
        #expect(try await broker.restore([first.number + 1], of: "t") == [.gone])
        for left in [1_000, 0, 0] {
            _ = try await bench.pipeline.accounts()
            let (graves, pruned) = try await bench.pipeline.journal.read { db in
                (
                    try db.integer("SELECT count(*) FROM graveyard"),
                    try db.integer("SELECT value FROM counters WHERE name = 'graveyard.pruned'")
                )
            }
            #expect(graves == left && pruned == 3_000 - left)
        }
        #expect(try await bench.pipeline.journal.read { try $0.integer("SELECT count(*) FROM tasks") } == 0)
    }

    @Test func aDestinationSaysWhatIsOddAboutIt() async throws {
        let folder = TestFolder()
        let clock = ManualClock()
        do {
            let bench = try TestBench(definition(healthy: Counter()), in: folder, clock: clock)
            try await bench.pipeline.register()
            let broker = BundledDeadLetterBroker(bench.pipeline)
            #expect(try await broker.check(.init(.queue, "q")).isEmpty)
            #expect(try await broker.check(.init(.queue, "idle")) == ["nobody reads it"])
            #expect(try await broker.check(.init(.queue, "t-dlq")).count == 2)
            #expect(try await broker.check(.init(.target, "r/f")).isEmpty)
            bench.pipeline.close()
        }
        var smaller = definition(healthy: Counter())
        smaller.rules = []
        smaller.functions.removeAll { $0.name == "f" }
        smaller.queues.removeAll { $0.name == "idle" }
        let bench = try TestBench(smaller, in: folder, clock: clock)
        try await bench.pipeline.register()
        let broker = BundledDeadLetterBroker(bench.pipeline)
        for destination in [DeadLetter.Destination(.target, "r/f"), .init(.function, "f"), .init(.queue, "idle")] {
            #expect(try await broker.check(destination).count == 1, "\(destination) is gone")
        }
    }

    @Test func tenAttributesStayTen() async throws {
        let bench = try TestBench(definition(healthy: Counter()))
        try await bench.pipeline.register()
        let broker = BundledDeadLetterBroker(bench.pipeline)
        let sizes = [0, 1, 9, 10]
        let letters = sizes.map { size in
            DeadLetter(
                id: "with-\(size)",
                queue: "q-dlq",
                source: .init(.queue, "idle"),
                reason: "r",
                died: bench.clock.now() + .nanoseconds(size),
                attributes: Dictionary(uniqueKeysWithValues: (0..<size).map { ("name \"\($0)\"", "v\u{7}\n\($0)") }),
                body: [0xFF, UInt8(size)]
            )
        }
        _ = try await broker.add(letters, to: "q-dlq")
        _ = try await redrive("q-dlq", broker, task: "t")
        let received = try await bench.pipeline.receive(from: "idle", 10)
        for (message, letter) in zip(received, letters) {
            var attributes = message.attributes
            let mark = attributes.removeValue(forKey: BundledDeadLetterBroker.attribute)
            #expect(attributes == letter.attributes && message.body == letter.body)
            let expected = #"{"key":"t-\#(letter.id)","gen":1,"task":"t","origin":"\#(letter.id)"}"#
            #expect(mark == (letter.attributes.count < 10 ? expected : nil))
        }
        #expect(received.count == 4)
    }

    @Test func aMessageThatIsNoTextGoesToQueuesOnly() async throws {
        let bench = try TestBench(definition(healthy: Counter()))
        try await bench.pipeline.register()
        let broker = BundledDeadLetterBroker(bench.pipeline)
        let letter = DeadLetter(
            id: "x",
            queue: "f-dlq",
            source: .init(.function, "f"),
            reason: "r",
            died: bench.clock.now(),
            body: [0xFF]
        )
        _ = try await broker.add([letter], to: "f-dlq")
        _ = try await broker.claim(["x"], in: "f-dlq", for: "t", until: bench.clock.now() + .seconds(60))
        var order = RedriveOrder(id: "x", task: "t", key: "k")
        guard case .failed(let why) = try await broker.send([order], from: "f-dlq")[0] else {
            Issue.record("it is not sent as something else")
            return
        }
        #expect(why.contains("UTF-8"))
        order.edit = .init(
            body: Array("{}".utf8),
            attributes: Dictionary(uniqueKeysWithValues: (0..<11).map { ("\($0)", "") })
        )
        guard case .failed = try await broker.send([order], from: "f-dlq")[0] else {
            Issue.record("eleven attributes are too many")
            return
        }
        order.edit?.attributes = [:]
        guard case .moved = try await broker.send([order], from: "f-dlq")[0] else {
            Issue.record("an edited one is sent")
            return
        }
    }

    @Test func groupsLeaveOutWhatHasExpired() async throws {
        let bench = try TestBench(definition(healthy: Counter()))
        try await bench.pipeline.register()
        let broker = BundledDeadLetterBroker(bench.pipeline)
        let sample = SampleDeadLetters(in: "q-dlq", from: .init(.queue, "q"), count: 5_000, died: bench.clock.now())
        try await sample.fill(broker)
        bench.clock.advance(by: .seconds(1_209_600 - 62))
        // More than half have expired, and nobody has removed them yet.
        let letters = try await broker.peek("q-dlq", after: nil, limit: 10_000)
        #expect((1_000..<5_000).contains(letters.count))
        let groups = try #require(try await broker.groups("q-dlq"))
        let expected = Dictionary(grouping: letters) { Fingerprint($0).id }
        #expect(groups.count == expected.count)
        let start = try #require(letters.first?.died)
        let width = (bench.clock.now() - start).nanoseconds / 24 + 1
        for group in groups {
            let its = try #require(expected[group.fingerprint])
            #expect(group.count == its.count && group.first == its.first?.died && group.last == its.last?.died)
            var trend = Array(repeating: 0, count: 24)
            for letter in its { trend[Int((letter.died - start).nanoseconds / width)] += 1 }
            #expect(group.trend == trend)
        }
        #expect(try await broker.queues().first { $0.name == "q-dlq" }?.depth == letters.count)
    }
}
