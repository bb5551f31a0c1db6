import EventModel
import Testing

@testable import Pipeline

@Suite struct FunctionTests {
    private struct Odd: Error {}

    private func definition(
        _ handler: @escaping FunctionDefinition.Handler,
        _ adjust: (inout FunctionDefinition) -> Void = { _ in }
    ) -> PipelineDefinition {
        var function = FunctionDefinition(name: "f", service: "s", handler: handler)
        adjust(&function)
        var d = PipelineDefinition()
        d.queues = [QueueDefinition(name: "ok"), QueueDefinition(name: "dead"), QueueDefinition(name: "failed")]
        d.functions = [function]
        return d
    }

    private func letters(_ bench: TestBench, _ queue: String) async throws -> [DeadLetter] {
        try await BundledDeadLetterBroker(bench.pipeline).peek(queue, after: nil, limit: 10)
    }

    @Test func anAsynchronousInvocationIsRetriedAfterOneAndTwoMinutes() async throws {
        let tried = Record<Timestamp>()
        let bench = try TestBench(
            definition(
                { _, context in
                    tried.add(context.now)
                    throw ErrorInfo(type: "Broken", message: "attempt \(context.attempt)")
                },
                { function in
                    function.deadLetterQueue = "dead"
                    function.onFailure = .queue("failed")
                }
            )
        )
        let start = bench.clock.now()
        try await bench.drain { try await $0.invokeAsynchronously("f", ["a": 1], correlationID: "c") }
        #expect(tried.all.map { ($0 - start).inSeconds } == [0, 60, 180])
        let ends = try bench.lines().filter { $0["message"] == "END" }
        #expect(ends.map { $0["retry_in_ms"]?.number } == [60_000, 120_000, nil], "the last one is not tried again")
        let old = try #require(try await letters(bench, "dead").first)
        #expect(old.attributes.keys.sorted() == ["ErrorCode", "ErrorMessage", "RequestID"])
        #expect(old.attributes["ErrorCode"] == "200" && old.attributes["ErrorMessage"] == "attempt 3")
        #expect(old.body == Array(#"{"a":1}"#.utf8))
        #expect(old.attempts.map(\.error.message) == ["attempt 1", "attempt 2", "attempt 3"])
        #expect(old.source == .init(.function, "f") && old.reason == "RetriesExhausted")
        let record = try JSON(parsing: try #require(try await letters(bench, "failed").first).body)
        #expect(record["requestContext"]?["condition"] == "RetriesExhausted")
        #expect(record["requestContext"]?["approximateInvokeCount"] == 3)
        #expect(record["requestContext"]?["requestId"]?.string == old.attributes["RequestID"])
        #expect(record["requestPayload"] == ["a": 1])
        #expect(
            record["responseContext"] == [
                "statusCode": 200, "executedVersion": "$LATEST", "functionError": "Unhandled",
            ]
        )
        #expect(record["responsePayload"] == ["errorType": "Broken", "errorMessage": "attempt 3"])
        #expect(try await bench.pipeline.accounts().dead == 1)
    }

    @Test func successGoesToItsDestination() async throws {
        let bench = try TestBench(definition({ _, _ in ["done": true] }, { $0.onSuccess = .queue("ok") }))
        try await bench.drain { try await $0.invokeAsynchronously("f", [:], correlationID: "c") }
        let record = try JSON(parsing: try await bench.pipeline.receive(from: "ok")[0].body)
        #expect(record["requestContext"]?["condition"] == "Success" && record["responsePayload"] == ["done": true])
    }

    @Test func anEventTooOldIsNotRetried() async throws {
        let tried = Counter()
        let bench = try TestBench(
            definition(
                { _, _ in
                    tried.increase()
                    throw Odd()
                },
                { function in
                    function.maximumEventAge = .seconds(90)
                    function.deadLetterQueue = "dead"
                }
            )
        )
        let start = bench.clock.now()
        try await bench.drain { try await $0.invokeAsynchronously("f", [:]) }
        #expect(tried.count == 2)
        let ends = try bench.lines().filter { $0["message"] == "END" }
        #expect(ends.map { $0["retry_in_ms"]?.number } == [60_000, nil], "at its next turn it is too old")
        let letter = try #require(try await letters(bench, "dead").first)
        #expect(
            letter.reason == "EventAgeExceeded" && letter.died == start + .seconds(90) && letter.error?.type == "Odd"
        )
    }

    @Test func noConcurrencyMeansNoAttempt() async throws {
        let tried = Counter()
        let bench = try TestBench(
            definition(
                { _, _ in
                    tried.increase()
                    return .null
                },
                { function in
                    function.concurrency = 0
                    function.deadLetterQueue = "dead"
                }
            )
        )
        try await bench.drain { try await $0.invokeAsynchronously("f", [:]) }
        #expect(tried.count == 0)
        #expect(try await letters(bench, "dead")[0].attributes["ErrorCode"] == "429")
    }

    /// Holds the function's only place with the first event until `release`, the rest wait.
    private func throttled(
        age: Duration = .seconds(21_600),
        deadLetterQueue: String? = nil,
        until release: Duration
    ) async throws -> (bench: TestBench, tried: [Double], accounts: PipelineAccounts) {
        let tried = Record<Timestamp>()
        let clock = ManualClock()
        let start = clock.now()
        let bench = try TestBench(
            definition(
                { payload, context in
                    if payload["hold"] == nil { tried.add(context.now) } else { try await context.sleep(release) }
                    return .null
                },
                { function in
                    function.concurrency = 1
                    function.timeout = .seconds(900)
                    function.maximumEventAge = age
                    function.deadLetterQueue = deadLetterQueue
                }
            ),
            clock: clock
        )
        try await bench.drain { pipeline in
            try await pipeline.invokeAsynchronously("f", ["hold": true], correlationID: "holder")
            try await pipeline.invokeAsynchronously("f", [:], correlationID: "waiter")
        }
        return (bench, tried.all.map { ($0 - start).inSeconds }, try await bench.pipeline.accounts())
    }

    @Test func aThrottledInvocationWaitsTwiceAsLongEachTimeUpToFiveMinutes() async throws {
        let (bench, tried, accounts) = try await throttled(until: .seconds(800))
        let lines = try bench.lines().filter { $0["event_type"] == "Throttle" }
        #expect(
            lines.map { $0["retry_in_ms"]?.number } == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300].map { $0 * 1_000 }
        )
        #expect(lines.allSatisfy { $0["correlation_id"] == "waiter" && $0["Throttles"] == 1 })
        #expect(tried == [811], "it is run when it is next due, and throttling has cost it no attempt")
        #expect(accounts.completed == 2 && accounts.dead == 0)
    }

    @Test func aThrottledInvocationIsGivenUpAtItsGreatestAgeThoughNoPlaceIsFree() async throws {
        let (bench, tried, _) = try await throttled(age: .seconds(100), deadLetterQueue: "dead", until: .seconds(800))
        #expect(tried.isEmpty)
        let letter = try #require(try await letters(bench, "dead").first)
        #expect(letter.reason == "EventAgeExceeded" && letter.attributes["ErrorCode"] == "429")
        #expect(letter.died == letter.attempts.first.map { $0.at + .seconds(100) })
        #expect(letter.receiveCount == 0, "it never ran")
    }

    /// The service fails, then the function, then neither.
    @Test func aSystemErrorSpendsNoAttemptAndWaitsLongerEachTime() async throws {
        let tried = Record<Timestamp>()
        let bench = try TestBench(
            definition(
                { _, context in
                    tried.add(context.now)
                    switch tried.all.count {
                    case 1...11, 13, 15: throw SystemError("no room")
                    case 12, 14: throw Odd()
                    default: return .null
                    }
                },
                { $0.deadLetterQueue = "dead" }
            )
        )
        let start = bench.clock.now()
        try await bench.drain { try await $0.invokeAsynchronously("f", [:]) }
        let waits = [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300] + [60, 1] + [120, 1]
        var at = [0.0]
        for wait in waits { at.append(at[at.count - 1] + Double(wait)) }
        #expect(tried.all.map { ($0 - start).inSeconds } == at, "1 s to 5 min, and anew with each attempt")
        let ends = try bench.lines().filter { $0["message"] == "END" }
        #expect(ends.map { $0["attempt"]?.integer } == Array(repeating: 1, count: 12) + [2, 2, 3, 3])
        #expect(ends.dropLast().map { $0["retry_in_ms"]?.number } == waits.map { Double($0) * 1_000 })
        #expect(ends[0]["error"]?["type"] == "ServiceException" && ends[11]["error"]?["type"] == "Odd")
        #expect(try await bench.pipeline.accounts().completed == 1)
    }

    @Test(arguments: [true, false]) func systemErrorsEndWithTheEventsAge(inInitialisation: Bool) async throws {
        let tried = Counter()
        let bench = try TestBench(
            definition(
                { _, _ in
                    if !inInitialisation { tried.increase() }
                    throw SystemError("no room")
                },
                { function in
                    function.maximumEventAge = .seconds(100)
                    function.deadLetterQueue = "dead"
                    function.onFailure = .queue("failed")
                    if inInitialisation {
                        function.initialise = { _ in
                            tried.increase()
                            throw SystemError("no room")
                        }
                    }
                }
            )
        )
        try await bench.drain { try await $0.invokeAsynchronously("f", [:]) }
        #expect(tried.count == 7, "after 0, 1, 3, 7, 15, 31 and 63 s")
        let letter = try #require(try await letters(bench, "dead").first)
        #expect(letter.reason == "EventAgeExceeded" && letter.attributes["ErrorCode"] == "500")
        #expect(letter.error == ErrorInfo(type: "ServiceException", message: "no room"))
        #expect(letter.attempts.count == 7 && letter.attempts.allSatisfy { $0.number == 1 })
        await #expect(throws: ErrorInfo(type: "ServiceException", message: "no room")) {
            try await bench.pipeline.running { _ = try await bench.pipeline.invoke("f", [:]) }
        }
    }

    @Test func anErrorOfTheFunctionThatIsNamedLikeOneIsNone() async throws {
        let tried = Counter()
        let bench = try TestBench(
            definition({ _, _ in
                tried.increase()
                throw ErrorInfo(type: SystemError.type, message: "mine")
            })
        )
        try await bench.drain { try await $0.invokeAsynchronously("f", [:]) }
        #expect(tried.count == 3)
    }

    @Test func whatNobodyTakesIsDroppedInSight() async throws {
        let (bench, _, accounts) = try await throttled(age: .seconds(100), until: .seconds(800))
        let drops = try bench.lines().filter { $0["AsyncEventsDropped"] == 1 }
        #expect(drops.map { $0["correlation_id"] } == ["waiter"])
        #expect(accounts.started == 2 && accounts.completed == 1 && accounts.dead == 1)
    }

    @Test func aHandlerThatIgnoresItsTimeoutHoldsNobodyUp() async throws {
        let gate = MessageSignal()
        let entered = Counter()
        let after = Record<String>()
        let bench = try TestBench(
            definition(
                { payload, context in
                    if payload["hang"] == nil { return ["ok": true] }
                    entered.increase()
                    // Ignores cancellation: waits on a task of its own.
                    await Task.detached { await gate.wait(after: 0, until: .never, on: ManualClock()) }.value
                    do { try await context.publish(source: "zombie", type: "T", data: [:], subject: nil) } catch {
                        after.add("refused")
                    }
                    return .null
                },
                { $0.concurrency = 1 }
            )
        )
        let pipeline = bench.pipeline
        let stuck = Task { try await pipeline.invoke("f", ["hang": true]) }
        while entered.count == 0 || bench.clock.nextDeadline == nil { await Task.yield() }
        bench.clock.advance(by: .seconds(3))
        let error = await #expect(throws: ErrorInfo.self) { _ = try await stuck.value }
        #expect(error?.type == "Sandbox.Timedout" && error?.message.hasSuffix("Task timed out after 3 seconds") == true)
        #expect(try await pipeline.invoke("f", [:]) == ["ok": true])
        #expect(pipeline.instances.coldStarts("f") == 2, "the instance that hung is not used again")
        gate.raise()
        while after.all.isEmpty { await Task.yield() }
        #expect(try await pipeline.accounts().events.published == 0)
    }

    @Test func handlersThatSpinHoldUpNeitherTheirTimeoutNorTheRest() async throws {
        let release = Counter()
        let entered = Counter()
        let left = Counter()
        let bench = try TestBench(
            definition { payload, _ in
                if payload["spin"] == nil { return ["ok": true] }
                entered.increase()
                while release.count == 0 {}
                left.increase()
                return .null
            }
        )
        let pipeline = bench.pipeline
        let spinning = (0..<4).map { _ in Task { try await pipeline.invoke("f", ["spin": true]) } }
        while entered.count < 4 { await Task.yield() }
        // Every one's alarm must be set before the clock is moved past it.
        while bench.clock.sleepers < 4 { await Task.yield() }
        bench.clock.advance(by: .seconds(3))
        for task in spinning { await #expect(throws: ErrorInfo.self) { _ = try await task.value } }
        #expect(try await pipeline.invoke("f", [:]) == ["ok": true])
        #expect(left.count == 0)
        release.increase()
        while left.count < 4 { await Task.yield() }
    }

    @Test func warmInstancesAreUsedAgain() async throws {
        let colds = Record<Bool>()
        let bench = try TestBench(
            definition { _, context in
                colds.add(context.coldStart)
                return .null
            }
        )
        for _ in 0..<3 { _ = try await bench.pipeline.invoke("f", [:]) }
        #expect(colds.all == [true, false, false])
        #expect(try bench.lines().filter { $0["ColdStarts"] != nil }.count == 1)
    }

    @Test func whatIsThrownBecomesTheError() async throws {
        let pipeline = try TestBench(definition { _, _ in throw Odd() }).pipeline
        let error = await #expect(throws: ErrorInfo.self) { try await pipeline.invoke("f", [:]) }
        #expect(error?.type == "Odd")
        let missing = await #expect(throws: ErrorInfo.self) { try await pipeline.invoke("g", [:]) }
        #expect(missing?.type == "ResourceNotFoundException")
    }

    @Test func aTransactionIsAllOrNothing() async throws {
        let bench = try TestBench(
            definition { payload, context in
                let n = payload["n"]?.integer ?? 0
                return try await context.transact { tables in
                    let stock = tables["stock", "apple"]?["left"]?.integer ?? 10
                    tables["stock", "apple"] = ["left": .int(stock - n)]
                    if stock < n { throw ErrorInfo(type: "StockShort", message: "\(stock) left") }
                    return .int(stock - n)
                }
            }
        )
        let pipeline = bench.pipeline
        #expect(try await pipeline.invoke("f", ["n": 7]) == 3)
        await #expect(throws: ErrorInfo(type: "StockShort", message: "3 left")) {
            try await pipeline.invoke("f", ["n": 4])
        }
        #expect(try await pipeline.item("apple", in: "stock") == ["left": 3])
        #expect(try await pipeline.item("pear", in: "stock") == nil)
    }
}
