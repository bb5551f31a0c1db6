import EventModel
import Testing

@testable import Pipeline

@Suite struct BundledDeadLetterBrokerTests {
    /// A pipeline whose work fails until `healthy` has been raised, in all three ways there are to die.
    private func definition(healthy: Counter) -> PipelineDefinition {
        let handler: FunctionDefinition.Handler = { payload, context in
            if healthy.count == 0 { throw ErrorInfo(type: "Down", message: "no answer", stack: "a.swift:1 work") }
            return .null
        }
        var d = PipelineDefinition()
        d.queues = [
            QueueDefinition(name: "q", redrivePolicy: .init(deadLetterQueue: "q-dlq", maxReceiveCount: 2)),
            QueueDefinition(name: "q-dlq", retention: .seconds(1_209_600)), QueueDefinition(name: "t-dlq"),
            QueueDefinition(name: "f-failed"),
        ]
        d.functions = [
            FunctionDefinition(name: "work", service: "worker", handler: handler),
            FunctionDefinition(
                name: "f",
                service: "f",
                onFailure: .queue("f-failed"),
                handler: { payload, context in
                    #expect(payload["detail"]?["n"] == 1, "a redrive hands over what the first attempt got")
                    return try await handler(payload, context)
                }
            ),
        ]
        d.mappings = [EventSourceMapping(queue: "q", function: "work", batchSize: 1)]
        d.rules = [
            RuleDefinition(
                name: "r",
                pattern: ["source": ["shop"]],
                targets: [
                    TargetDefinition(id: "q", .queue("q")),
                    TargetDefinition(id: "f", .function("f"), maximumRetryAttempts: 1, deadLetterQueue: "t-dlq"),
                ]
            )
        ]
        return d
    }

    private func redriveAll(_ queue: String, _ broker: BundledDeadLetterBroker, task: String = "task") async throws
        -> [SendResult]
    {
        let ids = try await broker.peek(queue, after: nil, limit: 1000).map(\.id)
        let claimed = try await broker.claim(ids, in: queue, for: task, until: broker.now() + .seconds(60))
        return try await broker.send(
            claimed.map { RedriveOrder(id: $0, destination: nil, task: task, key: "key-\($0)") },
            from: queue
        )
    }

    @Test func whatDiedIsRedrivenWhereItCameFromAndCompletes() async throws {
        let healthy = Counter()
        let bench = try TestBench(definition(healthy: healthy)) { settings in
            settings.deliveryFault = { attempt in
                attempt.target == "r/f" && attempt.correlationID == "refused" && healthy.count == 0
                    ? DeliveryFailure("NO_PERMISSIONS", "not allowed", isRetriable: false) : nil
            }
        }
        let broker = BundledDeadLetterBroker(bench.pipeline, actor: "ada")
        try await bench.drain { pipeline in
            for id in ["taken", "refused"] {
                try await pipeline.publish(
                    source: "shop",
                    type: "Order",
                    data: ["n": 1],
                    correlationID: id,
                    flow: "orders"
                )
            }
        }
        #expect(
            try await broker.queues().map { "\($0.name) \($0.depth) \($0.source)" }
                == ["f-failed 1 function f", "q-dlq 2 q", "t-dlq 1 target r/f"]
        )
        #expect(try await bench.pipeline.accounts().dead == 2)
        let letter = try await broker.peek("q-dlq", after: nil, limit: 1)[0]
        #expect(letter.error == ErrorInfo(type: "Down", message: "no answer", stack: "a.swift:1 work"))
        #expect(letter.generation == 0 && letter.attempts.count == 2 && letter.eventType == "Order")

        healthy.increase()
        try await bench.drain { _ in
            for queue in ["f-failed", "q-dlq", "t-dlq"] {
                let results = try await redriveAll(queue, broker)
                #expect(results.allSatisfy { if case .moved = $0 { true } else { false } })
            }
        }
        let accounts = try await bench.pipeline.accounts()
        #expect(accounts.flows == [.init(name: "orders", started: 2, completed: 2, dead: 0, inFlight: 0)])

        let hops = try bench.lines().filter { $0["hop"] != nil }
        let ids = Set(hops.compactMap { $0["event_id"]?.string })
        for hop in hops where hop["hop"] != "publish" {
            #expect(ids.contains(hop["causation_id"]?.string ?? "?"), "\(hop)")
        }
        let redrives = hops.filter { $0["hop"] == "redrive" }
        #expect(
            redrives.count == 4
                && redrives.allSatisfy { $0["actor"] == "ada" && $0["generation"] == 1 && $0["task"] == "task" }
        )
        // The way back is one of three hops, each caused by the redrive.
        let after = hops.filter { $0["causation_id"]?.string?.hasPrefix("redrive:") == true && $0["message"] != "END" }
        #expect(after.compactMap { $0["hop"]?.string }.sorted() == ["deliver", "invoke", "queue", "queue"])
    }

    private func filled(_ count: Int, in folder: TestFolder = TestFolder()) async throws -> (
        TestBench, BundledDeadLetterBroker
    ) {
        let bench = try TestBench(definition(healthy: Counter()), in: folder)
        try await bench.pipeline.register()
        let broker = BundledDeadLetterBroker(bench.pipeline)
        let start = bench.clock.now()
        let letters = (0..<count).map { n in
            DeadLetter(
                id: "dead-\(n)",
                queue: "q-dlq",
                source: .init(.queue, "q"),
                eventType: "Order",
                correlationID: "c-\(n)",
                reason: "MaxReceiveCountExceeded",
                error: ErrorInfo(type: "Down", message: "host \(n)"),
                receiveCount: 2,
                died: start + .milliseconds(n),
                attributes: ["k": "\(n)"],
                body: Array("{\"n\":\(n)}".utf8)
            )
        }
        #expect(try await broker.add(letters, to: "q-dlq").count == count)
        return (bench, broker)
    }

    @Test func peekPagesInTheOrderOfDeathAndConsumesNothing() async throws {
        let (bench, broker) = try await filled(25)
        var ids: [String] = []
        var last: DeadLetter?
        while let page = try await Optional(broker.peek("q-dlq", after: last, limit: 10)), !page.isEmpty {
            ids += page.map(\.id)
            last = page.last
        }
        #expect(ids == (0..<25).map { "dead-\($0)" })
        #expect(try await bench.pipeline.queueAttributes().first { $0.queue == "q-dlq" }?.visible == 25)
        let error = await #expect(throws: DeadLetterError.self) { try await broker.peek("q", after: nil, limit: 1) }
        #expect(error?.code == .noSuchQueue)
    }

    @Test func aMessageIsLockedForOneTaskUntilItsLockEnds() async throws {
        let (bench, broker) = try await filled(3)
        let soon = bench.clock.now() + .seconds(60)
        #expect(
            try await broker.claim(["dead-0", "dead-1", "gone"], in: "q-dlq", for: "one", until: soon) == [
                "dead-0", "dead-1",
            ]
        )
        #expect(try await broker.claim(["dead-0", "dead-2"], in: "q-dlq", for: "two", until: soon) == ["dead-2"])
        #expect(try await broker.peek("q-dlq", after: nil, limit: 9).map(\.lockedBy) == ["one", "one", "two"])
        #expect(try await broker.delete(["dead-0"], from: "q-dlq", for: "two").isEmpty)
        let order = RedriveOrder(id: "dead-0", destination: nil, task: "two", key: "k")
        #expect(try await broker.send([order], from: "q-dlq") == [.skipped("it is locked by one")])
        try await broker.release("one", in: "q-dlq")
        #expect(try await broker.send([order], from: "q-dlq") == [.skipped("its lock was lost")])
        bench.clock.advance(by: .seconds(60))
        #expect(try await broker.claim(["dead-2"], in: "q-dlq", for: "three", until: soon + .seconds(60)) == ["dead-2"])
    }

    @Test func aRedrivenMessageIsNewAndSaysWhereItCameFrom() async throws {
        let (bench, broker) = try await filled(1)
        _ = try await broker.claim(["dead-0"], in: "q-dlq", for: "t", until: bench.clock.now() + .seconds(9))
        let missing = RedriveOrder(id: "dead-0", destination: .init(.queue, "nowhere"), task: "t", key: "k")
        #expect(try await broker.send([missing], from: "q-dlq") == [.failed("no queue nowhere to send to")])
        await #expect(throws: DeadLetterError.self) { try await broker.check(.init(.function, "nowhere")) }
        try await broker.check(.init(.target, "r/q"))
        let order = RedriveOrder(id: "dead-0", destination: nil, task: "t", key: "k")
        let result = try await broker.send([order], from: "q-dlq")[0]
        let message = try await bench.pipeline.receive(from: "q")[0]
        #expect(result == .moved(message.id) && message.id != "dead-0")
        #expect(message.receiveCount == 1 && message.generation == 1 && message.sent == bench.clock.now())
        #expect(message.body == Array("{\"n\":0}".utf8) && message.attributes["k"] == "0")
        #expect(message.attributes["tailrace.redrive"] == #"{"key":"k","gen":1,"task":"t","origin":"dead-0"}"#)
        #expect(try await broker.send([order], from: "q-dlq") == [.skipped("it is no longer in q-dlq")])
    }

    @Test func deletingAccountsForTheFlow() async throws {
        let (bench, broker) = try await filled(0)
        let healthy = try await bench.pipeline.accounts()
        #expect(healthy.started == 0)
        try await bench.drain { pipeline in
            try await pipeline.publish(
                source: "shop",
                type: "Order",
                data: ["n": 1],
                correlationID: "c",
                flow: "orders"
            )
        }
        for queue in ["q-dlq", "f-failed"] {
            let ids = try await broker.peek(queue, after: nil, limit: 9).map(\.id)
            #expect(try await broker.delete(ids + ["gone"], from: queue, for: "t") == ids)
        }
        let accounts = try await bench.pipeline.accounts()
        #expect(accounts.flows == [.init(name: "orders", started: 1, completed: 0, dead: 1, inFlight: 0)])
    }

    @Test func messagesArriveInTheOrderOfTheOrders() async throws {
        let (bench, broker) = try await filled(12, in: TestFolder())
        let ids = try await broker.peek("q-dlq", after: nil, limit: 100).map(\.id)
        let mixed = [7, 2, 11, 0, 9, 4, 1, 10, 3, 8, 6, 5].map { ids[$0] }
        _ = try await broker.claim(ids, in: "q-dlq", for: "t", until: broker.now() + .seconds(9))
        let orders = mixed.map { RedriveOrder(id: $0, destination: .init(.queue, "q"), task: "t", key: "key-\($0)") }
        // Alike, and each on its own.
        let results = try await broker.send(Array(orders[..<8]), from: "q-dlq")
        bench.clock.advance(by: .milliseconds(1))
        var rest = orders[8...]
        rest[8].edit = .init(body: [1], attributes: [:])
        let sent = try await broker.send(Array(rest), from: "q-dlq")
        let new = (results + sent).compactMap { result -> String? in
            if case .moved(let id) = result { id } else { nil }
        }
        #expect(new.count == 12)
        var received: [String] = []
        for _ in 0..<2 { received += try await bench.pipeline.receive(from: "q", 10).map(\.id) }
        #expect(received == new)
    }

    @Test func aToolRedrivesBesideARunningPipelineAndAfterIt() async throws {
        let folder = TestFolder()
        let clock = ManualClock()
        do {
            let (bench, _) = try await filled(2, in: folder)
            clock.advance(to: bench.clock.now())
            let tool = try BundledDeadLetterBroker(data: folder.path, ids: countingIDs("tool"), actor: "tool") {
                clock.now()
            }
            _ = try await tool.claim(["dead-0"], in: "q-dlq", for: "t", until: clock.now() + .seconds(9))
            let results = try await tool.send(
                [.init(id: "dead-0", destination: nil, task: "t", key: "k0")],
                from: "q-dlq"
            )
            #expect(results == [.moved("tool-1")])
            try await tool.release("t", in: "q-dlq")
            #expect(try await bench.pipeline.receive(from: "q")[0].id == "tool-1")
        }
        let tool = try BundledDeadLetterBroker(data: folder.path, ids: countingIDs("later"), actor: "tool") {
            clock.now()
        }
        _ = try await tool.claim(["dead-1"], in: "q-dlq", for: "t", until: clock.now() + .seconds(9))
        #expect(
            try await tool.send([.init(id: "dead-1", destination: nil, task: "t", key: "k1")], from: "q-dlq") == [
                .moved("later-1")
            ]
        )
        // All of it has been told of when the locks are given up.
        try await tool.release("t", in: "q-dlq")
        let files = TestFolder.list(folder.path + "/telemetry")
        #expect(files.count >= 2 && files.allSatisfy { $0.hasPrefix("telemetry-") })
        #expect(try telemetryLines(folder.path).filter { $0["hop"] == "redrive" }.count == 2)
        let none = #expect(throws: DeadLetterError.self) {
            _ = try BundledDeadLetterBroker(data: folder.path + "/none")
        }
        #expect(none?.code == .unavailable)
    }

    @Test func aRunningPipelineNoticesARedriveByAnotherProcess() async throws {
        let healthy = Counter()
        let bench = try TestBench(definition(healthy: healthy))
        try await bench.pipeline.running {
            try await bench.pipeline.publish(
                source: "shop",
                type: "Order",
                data: ["n": 1],
                correlationID: "c",
                flow: "orders"
            )
            await bench.pipeline.drain(advancing: bench.clock)
            healthy.increase()
            let clock = bench.clock
            let tool = try BundledDeadLetterBroker(data: bench.folder.path, ids: countingIDs("tool")) { clock.now() }
            // Moved on a poll at a time, as real time would, until the pipeline has seen the commit.
            for queue in ["q-dlq", "f-failed"] { #expect(try await redriveAll(queue, tool).count == 1) }
            while try await bench.pipeline.accounts().completed == 0 {
                clock.advance(by: .milliseconds(100))
                await Task.yield()
            }
        }
    }

    @Test(arguments: 1...8)
    func randomRedrivesNeitherLoseNorDouble(seed: Int) async throws {
        var random = SeededGenerator(seed: UInt64(seed))
        let (bench, broker) = try await filled(60)
        var sent: [String: String] = [:]
        var deleted: Set<String> = []
        let all = (0..<60).map { "dead-\($0)" }
        for step in 0..<40 {
            let task = "task-\(Int.random(in: 0..<3, using: &random))"
            let some = Array(all.shuffled(using: &random).prefix(8))
            switch Int.random(in: 0..<6, using: &random) {
            case 0..<2:
                _ = try await broker.claim(some, in: "q-dlq", for: task, until: bench.clock.now() + .seconds(10))
            case 2..<4:
                // Two tasks order the same messages at once; one at most may have each.
                let orders = some.map { RedriveOrder(id: $0, destination: nil, task: task, key: "\($0)-\(step)") }
                async let first = broker.send(orders, from: "q-dlq")
                async let second = broker.send(orders, from: "q-dlq")
                for results in try await [first, second] {
                    for (id, result) in zip(some, results) {
                        if case .moved(let new) = result {
                            #expect(sent[id] == nil && !deleted.contains(id), "\(id) was sent twice")
                            sent[id] = new
                        }
                    }
                }
            case 4: deleted.formUnion(try await broker.delete(Array(some.prefix(1)), from: "q-dlq", for: task))
            default: bench.clock.advance(by: .seconds(4))
            }
            let left = try await broker.peek("q-dlq", after: nil, limit: 100)
            #expect(left.count + sent.count + deleted.count == 60)
        }
        var arrived: Set<String> = []
        while case let batch = try await bench.pipeline.receive(from: "q", 10), !batch.isEmpty {
            arrived.formUnion(batch.map(\.id))
        }
        #expect(arrived == Set(sent.values))
    }
}
