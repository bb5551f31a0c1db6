import EventModel
import Testing

@testable import Pipeline

@Suite struct TopicTests {
    private func definition(
        _ subscriptions: [SubscriptionDefinition],
        handler: @escaping FunctionDefinition.Handler = { _, _ in [:] }
    ) -> PipelineDefinition {
        var d = PipelineDefinition()
        d.queues = ["a", "b", "dead"].map { QueueDefinition(name: $0) }
        d.functions = [FunctionDefinition(name: "f", service: "s", handler: handler)]
        d.topics = [TopicDefinition(name: "t", subscriptions: subscriptions)]
        return d
    }

    private func bodies(_ queue: String, _ pipeline: Pipeline) async throws -> [String] {
        try await pipeline.receive(from: queue, 10).map { String(decoding: $0.body, as: UTF8.self) }
    }

    @Test func aMessageGoesToEverySubscriptionInItsForm() async throws {
        let seen = Record<JSON>()
        let bench = try TestBench(
            definition([
                SubscriptionDefinition(id: "raw", .queue("a"), isRaw: true),
                SubscriptionDefinition(id: "wrapped", .queue("b")),
                SubscriptionDefinition(id: "function", .function("f")),
            ]) { payload, context in
                seen.add(payload)
                #expect(context.correlationID == "c")
                return [:]
            }
        )
        try await bench.drain { pipeline in
            let message = TopicMessage(
                "hello",
                subject: "greeting",
                attributes: ["n": .init(.number, "7"), "s": .init("x")]
            )
            try await pipeline.publish(message, to: "t", correlationID: "c")
        }
        let raw = try await bench.pipeline.receive(from: "a")
        #expect(raw.map { String(decoding: $0.body, as: UTF8.self) } == ["hello"])
        #expect(raw.first?.attributes == ["n": "7", "s": "x"])
        #expect(raw.first?.correlationID == "c")
        let wrapped = try await bench.pipeline.receive(from: "b")
        let envelope = try JSON(parsing: try #require(wrapped.first).body)
        #expect(
            envelope["Type"] == "Notification" && envelope["Message"] == "hello" && envelope["Subject"] == "greeting"
        )
        #expect(envelope["TopicArn"] == "arn:tailrace:sns:local:000000000000:t")
        #expect(envelope["MessageAttributes"]?["n"] == ["Type": "Number", "Value": "7"])
        #expect(wrapped.first?.attributes == [:])
        let event = seen.all.first?["Records"]?.array?.first
        #expect(event?["Sns"]?["Message"] == "hello")
        #expect(event?["EventSubscriptionArn"] == "arn:tailrace:sns:local:000000000000:t:function")
        let accounts = try await bench.pipeline.accounts()
        #expect(accounts.topics == .init(published: 1, fannedOut: 3, filteredOut: 0))
        #expect(accounts.started == 1 && accounts.inFlight == 1)
        let hop = try bench.lines().first { $0["hop"] == "publish" }
        #expect(hop?["resource"] == "topic:t" && hop?["matched"] == 3)
    }

    @Test(arguments: [
        (TopicMessage("hello", subject: "Order o-1042 taken"), "Notification"),
        (TopicMessage("hello", subject: "s", attributes: ["event_type": .init("OrderTaken")]), "OrderTaken"),
        (TopicMessage(#"{"event_type":"InBody"}"#, attributes: ["event": .init("order_taken")]), "order_taken"),
        (TopicMessage("hello", attributes: ["event": .init(.number, "7")]), "Notification"),
        (TopicMessage(#" {"detail-type":"OrderPlaced","detail":{}}"#), "OrderPlaced"),
        (TopicMessage(#"{"eventType":"A","event":"B"}"#), "A"),
        (TopicMessage(#"{"event":{"type":"x"}}"#), "Notification"),
        (TopicMessage(#"{"event_type":""}"#), "Notification"), (TopicMessage(#"{"event_type":"cut"#), "Notification"),
        (TopicMessage(#"["event_type"]"#), "Notification"),
        (TopicMessage(#"{"event_type":"\#(String(repeating: "x", count: 129))"}"#), "Notification"),
    ])
    func theMessageSaysWhatKindOfEventItTellsOf(_ message: TopicMessage, _ type: String) async throws {
        let bench = try TestBench(definition([SubscriptionDefinition(id: "q", .queue("a"))]))
        try await bench.drain { pipeline in try await pipeline.publish(message, to: "t") }
        let hops = try bench.lines().filter { $0["hop"] != nil }
        #expect(hops.count == 3 && hops.allSatisfy { $0["event_type"] == .string(type) })
        #expect(hops.first?["subject"]?.string == message.subject)
        #expect(try await bench.pipeline.receive(from: "a").first?.eventType == type)
    }

    @Test func aTopicPassesItsMessageOnToAnother() async throws {
        var d = definition([SubscriptionDefinition(id: "next", .topic("u"))])
        d.topics.append(
            TopicDefinition(
                name: "u",
                subscriptions: [
                    SubscriptionDefinition(
                        id: "only",
                        .queue("a"),
                        filterPolicy: ["n": [["numeric": [">", 5]]]],
                        isRaw: true
                    )
                ]
            )
        )
        let bench = try TestBench(d)
        try await bench.drain { pipeline in
            try await pipeline.publish(TopicMessage("big", attributes: ["n": .init(.number, "6")]), to: "t")
            try await pipeline.publish(TopicMessage("small", attributes: ["n": .init(.number, "5")]), to: "t")
        }
        #expect(try await bodies("a", bench.pipeline) == ["big"])
        #expect(try await bench.pipeline.accounts().topics == .init(published: 4, fannedOut: 3, filteredOut: 1))
    }

    @Test func rulesAndHandlersPublishToTopics() async throws {
        var d = definition([SubscriptionDefinition(id: "raw", .queue("a"), isRaw: true)]) { _, context in
            try await context.publish(TopicMessage("from the function"), to: "t")
            return [:]
        }
        d.rules = [
            RuleDefinition(
                name: "r",
                pattern: ["source": ["s"]],
                targets: [
                    TargetDefinition(id: "topic", .topic("t")),
                    TargetDefinition(id: "none", .topic("nowhere"), deadLetterQueue: "dead"),
                    TargetDefinition(id: "function", .function("f")),
                ]
            )
        ]
        let bench = try TestBench(d)
        try await bench.drain { try await $0.publish(source: "s", type: "T", data: ["k": 1], correlationID: "c") }
        let got = try await bodies("a", bench.pipeline)
        #expect(got.count == 2 && got.contains("from the function"))
        #expect(got.compactMap { try? JSON(parsing: $0) }.map { $0["detail"] } == [["k": 1]])
        let dead = try await bench.pipeline.receive(from: "dead")
        #expect(dead.first?.attributes["ERROR_CODE"] == "NO_RESOURCE")
    }

    @Test func anEndpointThatIsGoneIsNotTriedAgainAndItsSubscriptionAloneDies() async throws {
        var d = definition([
            SubscriptionDefinition(id: "gone", .queue("nowhere"), isRaw: true, deadLetterQueue: "dead"),
            SubscriptionDefinition(id: "here", .queue("a"), isRaw: true),
            SubscriptionDefinition(id: "unkept", .queue("nowhere")),
        ])
        let bench = try TestBench(d)
        try await bench.drain {
            try await $0.publish(TopicMessage("m", attributes: ["k": .init("v")]), to: "t", correlationID: "c")
        }
        #expect(try await bodies("a", bench.pipeline) == ["m"])
        let broker = BundledDeadLetterBroker(bench.pipeline, ids: countingIDs("redrive"))
        let letter = try #require(try await broker.peek("dead", after: nil, limit: 10).first)
        #expect(letter.source == .init(.target, "topic:t/gone"))
        #expect(letter.body == Array("m".utf8))
        #expect(letter.reason == "NonRetriable" && letter.attributes["k"] == "v")
        #expect(letter.attributes["ERROR_CODE"] == "NO_RESOURCE")
        #expect(try await bench.pipeline.accounts().dead == 1)
        bench.pipeline.close()

        // The queue is there now: a redrive brings it to that subscription's endpoint, and to no other.
        d.queues.append(QueueDefinition(name: "nowhere"))
        let again = try TestBench(d, in: bench.folder, clock: bench.clock) { $0.ids = countingIDs("again") }
        let other = BundledDeadLetterBroker(again.pipeline, ids: countingIDs("redrive"))
        try await again.drain { pipeline in
            _ = try await other.claim([letter.id], in: "dead", for: "task", until: pipeline.clock.now() + .seconds(60))
            let sent = try await other.send([RedriveOrder(id: letter.id, task: "task", key: "k")], from: "dead")
            #expect(sent.count == 1)
        }
        let messages = try await again.pipeline.receive(from: "nowhere", 10)
        #expect(messages.map { String(decoding: $0.body, as: UTF8.self) } == ["m"])
        #expect(messages.first?.attributes == ["k": "v"])
        #expect(messages.first?.generation == 1)
        #expect(try await again.pipeline.accounts().topics.published == 1)
    }

    @Test func retriesFollowThePhasesAndThenDie() async throws {
        var d = definition([
            SubscriptionDefinition(
                id: "slow",
                .queue("a"),
                deadLetterQueue: "dead",
                retryPolicy: TopicRetryPolicy(immediate: 1, preBackoff: 1, backoff: 2, postBackoff: 1)
            )
        ])
        d.queues[0].name = "a"
        let tried = Record<Timestamp>()
        let clock = ManualClock()
        let start = clock.now()
        let bench = try TestBench(d, clock: clock) { settings in
            settings.deliveryFault = { attempt in
                tried.add(attempt.at)
                return DeliveryFailure("THROTTLING", "slow down", isRetriable: true)
            }
        }
        try await bench.drain { try await $0.publish(TopicMessage("m"), to: "t") }
        #expect(tried.all.map { ($0 - start).inSeconds } == [0, 0, 1, 2, 22, 42])
        let broker = BundledDeadLetterBroker(bench.pipeline)
        let letter = try #require(try await broker.peek("dead", after: nil, limit: 10).first)
        #expect(letter.reason == "MaximumRetryAttempts" && letter.receiveCount == 6)
    }

    @Test func theDefaultPolicyIsTheServicesOwn() throws {
        let policy = TopicRetryPolicy()
        let waits = (1...15).map { policy.wait(after: $0)?.inSeconds ?? -1 }
        #expect(Array(waits[..<6]) == [0, 0, 0, 1, 1, 1])
        #expect(waits[14] == 20 && waits[5...14].sorted() == Array(waits[5...14]))
        #expect(policy.wait(after: 100_015) == .seconds(20))
        #expect(policy.wait(after: 100_016) == nil)
        let days = (1...100_015).reduce(0.0) { $0 + (policy.wait(after: $1)?.inSeconds ?? 0) } / 86_400
        #expect(days > 23 && days < 24)
    }

    @Test func whatWasPublishedBeforeACrashIsDelivered() async throws {
        let d = definition([SubscriptionDefinition(id: "raw", .queue("a"), isRaw: true)])
        let first = try TestBench(d)
        try await first.pipeline.publish(TopicMessage("kept"), to: "t")
        first.pipeline.close()
        let second = try TestBench(d, in: first.folder) { $0.ids = countingIDs("second") }
        try await second.drain { _ in }
        #expect(try await bodies("a", second.pipeline) == ["kept"])
    }

    @Test(arguments: [
        ("", "Empty message"), (String(repeating: "x", count: 262_145), "too long"),
    ])
    func messagesAreRefused(body: String, why: String) async throws {
        let bench = try TestBench(definition([]))
        let error = await #expect(throws: TopicError.self) {
            try await bench.pipeline.publish(TopicMessage(body), to: "t")
        }
        #expect(error?.message.contains(why) == true)
        await #expect(throws: TopicError(.notFound, "Topic does not exist: u")) {
            try await bench.pipeline.publish(TopicMessage("m"), to: "u")
        }
    }

    @Test func definitionsAreRefusedWithTheirPlace() {
        func refusal(_ topics: [TopicDefinition]) -> String {
            var d = PipelineDefinition()
            d.topics = topics
            do {
                _ = try Wiring(d, ids: countingIDs())
                return ""
            } catch { return error.description }
        }
        func topic(_ name: String, to next: String...) -> TopicDefinition {
            TopicDefinition(name: name, subscriptions: next.map { SubscriptionDefinition(id: $0, .topic($0)) })
        }
        #expect(refusal([topic("a", to: "b", "c"), topic("b", to: "c"), topic("c")]) == "")
        #expect(
            refusal([topic("z", to: "a"), topic("a", to: "b"), topic("b", to: "a")])
                == "topic a: comes back to itself: a to b to a"
        )
        #expect(refusal([topic("a b")]).contains("1 to 256 letters"))
        #expect(refusal([topic("a"), topic("a")]) == "topic a is defined twice")
        let filtered = SubscriptionDefinition(id: "s", .queue("q"), filterPolicy: ["k": ["a", ["wildcard": "b*"]]])
        #expect(
            refusal([TopicDefinition(name: "a", subscriptions: [filtered])])
                == "topic a: subscription s: filter policy: k[1].wildcard is no operator of filter policies"
        )
        // A chain so long that it would overflow the stack of a careless search.
        #expect(refusal((0..<5_000).map { topic("t\($0)", to: "t\($0 + 1)") }) == "")
    }
}

@Suite struct FilterPolicyTests {
    private func passes(_ policy: String, _ attributes: [String: TopicMessage.Attribute]) throws -> Bool {
        try FilterPolicy(try JSON(parsing: policy), scope: .attributes)
            .matches(TopicMessage("m", attributes: attributes))
    }

    @Test(arguments: [
        (#"{}"#, true), (#"{"s":["a","x"]}"#, true), (#"{"s":["y"]}"#, false),
        (#"{"s":[{"anything-but":["a","b"]}]}"#, true), (#"{"s":[{"anything-but":"x"}]}"#, false),
        (#"{"s":[{"anything-but":{"prefix":"y"}}]}"#, true), (#"{"none":[{"anything-but":"x"}]}"#, false),
        (#"{"s":[{"prefix":"x"}],"n":[7]}"#, true), (#"{"s":[{"suffix":"y"}]}"#, false),
        (#"{"s":[{"equals-ignore-case":"X"}]}"#, true), (#"{"n":[{"numeric":[">",1,"<=",7]}]}"#, true),
        (#"{"n":[{"numeric":["<",7]}]}"#, false), (#"{"n":[7.0]}"#, true), (#"{"n":["7"]}"#, false),
        (#"{"s":[{"exists":true}]}"#, true), (#"{"s":[{"exists":false}]}"#, false),
        (#"{"z":[{"exists":false}]}"#, true),
        (#"{"ip":[{"cidr":"10.0.0.0/24"}]}"#, true), (#"{"list":["two"]}"#, true), (#"{"list":["three"]}"#, false),
        (#"{"list":[{"anything-but":["two"]}]}"#, true),
        (#"{"$or":[{"s":["y"]},{"n":[7]}]}"#, true), (#"{"$or":[{"s":["y"]},{"n":[8]}]}"#, false),
        (#"{"binary":[{"exists":true}]}"#, false),
    ])
    func attributes(policy: String, expected: Bool) throws {
        let attributes: [String: TopicMessage.Attribute] = [
            "s": .init("x"), "n": .init(.number, "7"), "ip": .init("10.0.0.9"),
            "list": .init(.array, #"["one","two",3]"#), "binary": .init(.binary, "AA=="),
        ]
        #expect(try passes(policy, attributes) == expected)
    }

    @Test(arguments: [
        (#"{"a":{"b":["x"]}}"#, #"{"a":{"b":"x"}}"#, true), (#"{"a":{"b":["x"]}}"#, #"{"a":{"b":"y"}}"#, false),
        (#"{"a":{"b":["x"]}}"#, "no JSON", false), (#"{"a":["x"]}"#, #"["x"]"#, false),
        (#"{"a":{"b":[{"numeric":[">=",2]}]}}"#, #"{"a":[{"b":1},{"b":2}]}"#, true),
    ])
    func bodies(policy: String, body: String, expected: Bool) throws {
        let filter = try FilterPolicy(try JSON(parsing: policy), scope: .body)
        #expect(filter.matches(TopicMessage(body)) == expected)
    }

    @Test(arguments: [
        (#"{"a":["x"],"b":["x"],"c":["x"],"d":["x"],"e":["x"],"f":["x"]}"#, "the pattern has 6 names; the limit is 5"),
        (#"{"a":{"b":["x"]}}"#, "a must be a list: attributes have no members"),
        (#"{"a":"x"}"#, "a must be a list of values or an object"),
        (#"{"a":[1000000001]}"#, "a[0] must be a number from -10^9 to 10^9, not 1000000001"),
        (#"{"a":[{"exactly":"x"}]}"#, "a[0].exactly is no operator of filter policies"),
        (#"{"a":[{"prefix":{"equals-ignore-case":"x"}}]}"#, "a[0].prefix must be a string"),
        (#"{"a":[{"numeric":["~",1]}]}"#, "a[0].numeric"),
        (#"["a"]"#, "the pattern must be an object"),
    ])
    func mistakesNameTheirPlace(policy: String, why: String) throws {
        let json = try JSON(parsing: policy)
        let error = #expect(throws: EventPatternError.self) { try FilterPolicy(json, scope: .attributes) }
        #expect(error?.description.hasPrefix(why) == true, "\(error?.description ?? "")")
    }

    @Test func combinationsAreLimited() throws {
        func policy(_ a: Int, _ b: Int) -> JSON {
            ["a": .array((0..<a).map { .int($0) }), "b": .array((0..<b).map { .int($0) })]
        }
        _ = try FilterPolicy(policy(10, 15), scope: .attributes)
        #expect(throws: EventPatternError.self) { try FilterPolicy(policy(10, 16), scope: .attributes) }
        // Where bodies are filtered a value counts as often as it is deep.
        let nested: JSON = ["a": ["b": ["c": .array((0..<50).map { .int($0) })]]]
        _ = try FilterPolicy(nested, scope: .body)
        let deeper: JSON = ["a": ["b": ["c": .array((0..<51).map { .int($0) })]]]
        #expect(throws: EventPatternError.self) { try FilterPolicy(deeper, scope: .body) }
    }

    @Test func aDeepPolicyIsRefused() throws {
        var policy: JSON = ["x"]
        for _ in 0..<100 { policy = ["a": policy] }
        #expect(throws: EventPatternError.self) { try FilterPolicy(policy, scope: .body) }
    }
}
