import EventModel
import Testing

@testable import Pipeline

@Suite struct FunctionInitTests {
    private func definition(
        concurrency: Int = 10,
        retries: Int = 0,
        initialise: @escaping FunctionDefinition.Initialiser,
        handler: @escaping FunctionDefinition.Handler
    ) -> PipelineDefinition {
        var d = PipelineDefinition()
        d.queues = [QueueDefinition(name: "dead")]
        d.buckets = ["reference"]
        d.functions = [
            FunctionDefinition(
                name: "f",
                service: "s",
                concurrency: concurrency,
                maximumRetryAttempts: retries,
                deadLetterQueue: "dead",
                initialise: initialise,
                handler: handler
            )
        ]
        return d
    }

    @Test func anInstanceIsPreparedOnceAndItsTimeIsToldApart() async throws {
        let prepared = Counter()
        let seen = Record<String>()
        let bench = try TestBench(
            definition { context in
                prepared.increase()
                try await context.sleep(.seconds(2))
                return String(decoding: try await context.object("catalogue", in: "reference"), as: UTF8.self)
            } handler: { _, context in
                seen.add(context.initialised as? String ?? "none")
                try await context.sleep(.seconds(1))
                return [:]
            }
        )
        try await bench.drain { pipeline in
            try await pipeline.put(Array("lamps".utf8), key: "catalogue", in: "reference")
            try await pipeline.invokeAsynchronously("f", [:])
        }
        try await bench.drain { try await $0.invokeAsynchronously("f", [:]) }
        #expect(prepared.count == 1 && seen.all == ["lamps", "lamps"])
        let ends = try bench.lines().filter { $0["message"] == "END" }
        #expect(ends.map { $0["init_duration_ms"] } == [2_000, nil])
        #expect(ends.map { $0["duration_ms"] } == [1_000, 1_000])
        #expect(ends.map { $0["cold_start"] } == [true, false])
        #expect(try bench.lines().contains { $0["InitDuration"] == 2_000 })
    }

    @Test func instancesThatRunAtOnceArePreparedEach() async throws {
        let prepared = Counter()
        let seen = Record<Int>()
        let bench = try TestBench(
            definition(concurrency: 3) { _ in
                prepared.increase()
            } handler: { _, context in
                seen.add(context.initialised as? Int ?? 0)
                try await context.sleep(.seconds(1))
                return [:]
            }
        )
        try await bench.drain { pipeline in
            for _ in 0..<9 { try await pipeline.invokeAsynchronously("f", [:]) }
        }
        #expect(prepared.count == 3)
        #expect(seen.all.count == 9 && Set(seen.all) == [1, 2, 3])
    }

    @Test func anInitialisationThatFailsFailsTheInvocationAndItsInstance() async throws {
        let prepared = Counter()
        let handled = Counter()
        let bench = try TestBench(
            definition(retries: 2) { _ in
                if prepared.increase() < 3 { throw ErrorInfo(type: "NoCatalogue", message: "it is not there") }
                return 1
            } handler: { _, _ in
                handled.increase()
                return [:]
            }
        )
        try await bench.drain { try await $0.invokeAsynchronously("f", [:]) }
        #expect(prepared.count == 3 && handled.count == 1)
        let errors = try bench.lines().filter { $0["message"] == "END" }.compactMap { $0["error"]?["type"]?.string }
        #expect(errors == ["Runtime.InitError", "Runtime.InitError"])
        #expect(try await bench.pipeline.accounts().completed == 1)
    }

    @Test func anInitialisationHasTenSeconds() async throws {
        let bench = try TestBench(
            definition { context in
                try await context.sleep(.seconds(11))
                return 1
            } handler: { _, _ in
                [:]
            }
        )
        try await bench.drain { try await $0.invokeAsynchronously("f", [:]) }
        let letter = try #require(
            try await BundledDeadLetterBroker(bench.pipeline).peek("dead", after: nil, limit: 1).first
        )
        #expect(letter.error?.type == "Runtime.InitError")
        #expect(letter.error?.message == "the initialisation took longer than 10 seconds")
    }

    @Test func noConcurrencyIsTheDeadLetterQueueAtOnce() async throws {
        let prepared = Counter()
        let bench = try TestBench(
            definition(concurrency: 0, retries: 2) { _ in
                prepared.increase()
            } handler: { _, _ in
                [:]
            }
        )
        let start = bench.clock.now()
        try await bench.drain { try await $0.invokeAsynchronously("f", ["k": 1]) }
        #expect(bench.clock.now() == start && prepared.count == 0)
        let letter = try #require(
            try await BundledDeadLetterBroker(bench.pipeline).peek("dead", after: nil, limit: 1).first
        )
        #expect(letter.error?.type == "TooManyRequestsException" && letter.attributes["ErrorCode"] == "429")
        let error = await #expect(throws: ErrorInfo.self) { try await bench.pipeline.invoke("f", [:]) }
        #expect(error?.type == "TooManyRequestsException")
    }
}
