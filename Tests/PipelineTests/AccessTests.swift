import EventModel
import Testing

@testable import Pipeline

/// What a function may touch, and what becomes of anything else.
@Suite struct AccessTests {
    private static func policy(_ pairs: (String, String)...) -> AccessPolicy {
        AccessPolicy(pairs.map { .init(actions: [$0.0], resources: [$0.1]) })
    }

    @Test func whatNoStatementAllowsIsDenied() {
        let policy = Self.policy(
            ("s3:GetObject", "uploads/*"),
            ("dynamodb:*", "arn:aws:dynamodb:eu-west-1:1:table/orders"),
            ("EVENTS:putevents", "default")
        )
        #expect(
            policy.allows(.getObject, "uploads/a/b.csv") && policy.allows(.putItem, "orders")
                && policy.allows(.putEvents, "default")
        )
        #expect(!policy.allows(.putObject, "uploads/a") && !policy.allows(.getObject, "upload/a"))
        #expect(!policy.allows(.getItem, "orders2") && !policy.allows(.publish, "default"))
        #expect(!AccessPolicy([]).allows(.getItem, "orders"))
    }

    @Test func aDenialWins() {
        let policy = AccessPolicy([
            .init(actions: ["*"], resources: ["*"]),
            .init(isAllowed: false, actions: ["s3:Delete*"], resources: ["archive/?*"]),
        ])
        #expect(policy.allows(.deleteObject, "uploads/a") && !policy.allows(.deleteObject, "archive/a"))
        #expect(policy.allows(.deleteObject, "archive/"))
    }

    @Test(arguments: [
        ("", "", true), ("", "a", false), ("*", "", true), ("a*b*c", "a-b-b-c", true), ("a*b*c", "a-b-b", false),
        ("*a", "bab", false), ("*a", "baba", true), ("?", "é", true), ("?", "", false), ("??", "é", false),
        ("**", "x", true),
    ]) func wildcards(_ pattern: String, _ text: String, _ matches: Bool) {
        #expect(AccessWildcard(pattern).matches(text) == matches)
    }

    /// A pattern of many stars takes no longer than the lengths multiplied.
    @Test func aHostilePatternEnds() {
        let pattern = String(repeating: "*a", count: 200) + "b"
        #expect(!AccessWildcard(pattern).matches(String(repeating: "a", count: 4_000)))
    }

    /// Everything that a handler can do, each without the permission for it.
    private static let acts: [(AccessAction, String, @Sendable (any FunctionContext) async throws -> Void)] = [
        (.putEvents, "default", { _ = try await $0.publish(source: "s", type: "T", data: [:], subject: nil) }),
        (.publish, "news", { _ = try await $0.publish(TopicMessage("hello"), to: "news") }),
        (.putRecord, "ticks", { _ = try await $0.put([1], partitionKey: "k", on: "ticks") }),
        (.getItem, "orders", { _ = try await $0.item("k", in: "orders") }),
        (.getItem, "orders", { _ = try await $0.item("k", sort: "s", in: "orders") }),
        (.getItem, "orders", { _ = try await $0.transact { $0["orders", "k"] } }),
        (.putItem, "orders", { try await $0.transact { $0["orders", "k"] = 1 } }),
        (.deleteItem, "orders", { try await $0.transact { $0["orders", "k", "s"] = nil } }),
        (.getObject, "uploads/k", { _ = try await $0.object("k", in: "uploads") }),
        (.getObject, "uploads/k", { _ = try await $0.object("k", in: "uploads", version: "1") }),
        (.getObject, "uploads/k", { _ = try await $0.head("k", in: "uploads") }),
        (.putObject, "uploads/k", { try await $0.put([1], key: "k", in: "uploads") }),
        (.deleteObject, "uploads/k", { try await $0.delete("k", in: "uploads", version: nil) }),
        (.startExecution, "saga", { _ = try await $0.startExecution(of: "saga", [:], name: nil) }),
    ]

    private func bench(_ policy: AccessPolicy?, _ body: @escaping @Sendable (any FunctionContext) async throws -> Void)
        throws
        -> TestBench
    {
        var d = PipelineDefinition()
        var function = FunctionDefinition(name: "f", service: "s", maximumRetryAttempts: 0) { _, context in
            try await body(context)
            return .null
        }
        function.policy = policy
        d.functions = [function]
        d.buckets = ["uploads"]
        d.topics = [TopicDefinition(name: "news")]
        d.streams = [StreamDefinition(name: "ticks")]
        d.stateMachines = [
            try StateMachineDefinition(
                name: "saga",
                definition: ["StartAt": "S", "States": ["S": ["Type": "Succeed"]]]
            )
        ]
        return try TestBench(d)
    }

    @Test(arguments: acts.indices) func everyActIsChecked(_ i: Int) async throws {
        let (action, resource, act) = Self.acts[i]
        let denied = try bench(AccessPolicy([.init(isAllowed: true, actions: ["sqs:*"], resources: ["*"])]), act)
        try await denied.drain { pipeline in
            let error = await #expect(throws: ErrorInfo.self) {
                try await pipeline.invoke("f", [:], correlationID: "flow-1")
            }
            #expect(error?.type == "AccessDeniedException")
            #expect(error?.message.contains("perform: \(action.rawValue) on resource: \(resource) ") == true)
        }
        let told = try denied.lines().filter { $0["event_type"] == "AccessDenied" }
        #expect(told.count == 1 && told.first?["action"]?.string == action.rawValue)
        #expect(told.first?["correlation_id"] == "flow-1" && told.first?["severity"] == "ERROR")
        #expect(try await denied.pipeline.items(in: "orders").isEmpty)

        // With the one permission it is not the access that fails.
        let allowed = try bench(AccessPolicy([.init(actions: [action.rawValue], resources: [resource])]), act)
        try await allowed.drain { pipeline in
            do { _ = try await pipeline.invoke("f", [:]) } catch let error as ErrorInfo {
                #expect(error.type != "AccessDeniedException")
            }
        }
        #expect(try allowed.lines().allSatisfy { $0["event_type"] != "AccessDenied" })
    }

    /// What was written before the denied write is undone with it.
    @Test func aDeniedWriteUndoesItsTransaction() async throws {
        let bench = try bench(Self.policy(("dynamodb:PutItem", "mine"))) { context in
            try await context.transact { tables in
                tables["mine", "k"] = 1
                tables["yours", "k"] = 1
            }
        }
        try await bench.drain { pipeline in
            await #expect(throws: ErrorInfo.self) { try await pipeline.invoke("f", [:]) }
        }
        #expect(try await bench.pipeline.items(in: "mine").isEmpty)
    }

    @Test func withoutAPolicyEverythingIsAllowed() async throws {
        let bench = try bench(nil) { try await $0.transact { $0["orders", "k"] = 1 } }
        try await bench.drain { _ = try await $0.invoke("f", [:]) }
        #expect(try await bench.pipeline.item("k", in: "orders") == 1)
    }
}
