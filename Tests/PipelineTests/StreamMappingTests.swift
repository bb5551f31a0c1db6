import EventModel
import Testing

@testable import Pipeline

@Suite struct StreamMappingTests {
    private func definition(
        shards: Int = 1,
        concurrency: Int = 10,
        _ mapping: StreamMapping,
        _ handler: @escaping FunctionDefinition.Handler
    ) -> PipelineDefinition {
        var d = PipelineDefinition()
        d.queues = [QueueDefinition(name: "dead")]
        d.streams = [StreamDefinition(name: "s", shards: shards, recordsPerSecond: nil)]
        d.functions = [FunctionDefinition(name: "f", service: "s", concurrency: concurrency, handler: handler)]
        d.streamMappings = [mapping]
        return d
    }

    private func mapping(_ adjust: (inout StreamMapping) -> Void = { _ in }) -> StreamMapping {
        var mapping = StreamMapping(.stream("s"), function: "f")
        adjust(&mapping)
        return mapping
    }

    private func put(_ range: Range<Int>, key: @Sendable (Int) -> String = { _ in "k" }, on pipeline: Pipeline)
        async throws
    {
        let entries = range.map { StreamEntry(Array("\($0)".utf8), partitionKey: key($0), correlationID: "c\($0)") }
        for result in try await pipeline.put(entries, on: "s") { _ = try result.get() }
    }

    /// The records of an invocation: texts of one or two digits.
    private static func numbers(_ payload: JSON) -> [Int] {
        let values = Dictionary(uniqueKeysWithValues: (0..<100).map { (base64($0), $0) })
        return (payload["Records"]?.array ?? []).compactMap { values[$0[path: "kinesis.data"]?.string ?? ""] }
    }
    private static func base64(_ n: Int) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        let bytes = Array("\(n)".utf8).map(Int.init)
        if bytes.count == 1 { return "\(alphabet[bytes[0] >> 2])\(alphabet[(bytes[0] & 3) << 4])==" }
        return
            "\(alphabet[bytes[0] >> 2])\(alphabet[(bytes[0] & 3) << 4 | bytes[1] >> 4])\(alphabet[(bytes[1] & 15) << 2])="
    }

    @Test func batchesComeInOrder() async throws {
        let seen = Record<[Int]>()
        let bench = try TestBench(
            definition(mapping { $0.batchSize = 3 }) { payload, _ in
                seen.add(Self.numbers(payload))
                return [:]
            }
        )
        try await bench.drain { try await put(0..<8, on: $0) }
        #expect(seen.all == [[0, 1, 2], [3, 4, 5], [6, 7]])
        let accounts = try await bench.pipeline.accounts()
        #expect(accounts.started == 8 && accounts.completed == 8)
        let hops = try bench.lines().filter { $0["hop"] != nil }
        let first = hops.first { $0["hop"] == "queue" }
        #expect(hops.contains { $0["hop"] == "invoke" && $0["causation_id"] == first?["event_id"] })
    }

    @Test func aWindowFillsABatchOrEnds() async throws {
        let seen = Record<(Int, Timestamp)>()
        let clock = ManualClock()
        let start = clock.now()
        let bench = try TestBench(
            definition(
                mapping {
                    $0.batchSize = 3
                    $0.window = .seconds(20)
                }
            ) { payload, context in
                seen.add((Self.numbers(payload).count, context.now))
                return [:]
            },
            clock: clock
        )
        try await bench.drain { try await put(0..<5, on: $0) }
        #expect(seen.all.map(\.0) == [3, 2])
        #expect(seen.all.map { ($0.1 - start).inSeconds } == [0, 20])
    }

    @Test func keysStayInOrderThoughLanesRunAtOnce() async throws {
        let seen = Record<(String, Int)>()
        let most = Counter()
        let bench = try TestBench(
            definition(
                mapping {
                    $0.batchSize = 1
                    $0.parallelizationFactor = 10
                }
            ) { payload, context in
                let key = payload["Records"]?.array?.first?[path: "kinesis.partitionKey"]?.string ?? ""
                seen.add((key, Self.numbers(payload).first ?? -1))
                most.increase()
                try await context.sleep(.seconds(1))
                return [:]
            }
        )
        let clock = bench.clock
        let start = clock.now()
        try await bench.drain { try await put(0..<60, key: { "k\($0 % 12)" }, on: $0) }
        #expect(seen.all.count == 60)
        for key in 0..<12 {
            let its = seen.all.filter { $0.0 == "k\(key)" }.map(\.1)
            #expect(its == its.sorted() && its.count == 5)
        }
        // One after the other they would take a minute.
        #expect(clock.now() - start < .seconds(40))
    }

    @Test func aPoisonRecordBlocksItsShardUntilItExpires() async throws {
        let seen = Record<Int>()
        let bench = try TestBench(
            definition(mapping { $0.batchSize = 1 }) { payload, _ in
                let n = Self.numbers(payload)[0]
                seen.add(n)
                if n == 0 { throw ErrorInfo(type: "Poison", message: "no") }
                return [:]
            }
        )
        let pipeline = bench.pipeline
        try await pipeline.running {
            try await put(0..<1, on: pipeline)
            await pipeline.settle()
            bench.clock.advance(by: .seconds(3_600))
            await pipeline.settle()
            try await put(1..<2, on: pipeline)
            await pipeline.settle()
            #expect(!seen.all.contains(1))
            #expect(try await pipeline.accounts().inFlight == 2)
            await pipeline.drain(advancing: bench.clock)
        }
        #expect(seen.all.last == 1)
        let accounts = try await pipeline.accounts()
        #expect(accounts.dead == 1 && accounts.completed == 1 && accounts.streams.unread == 1)
        #expect(seen.all.count(where: { $0 == 0 }) > 1_000)
    }

    @Test func whatIsGivenUpIsToldByPointersAndCanBeRedriven() async throws {
        let fixed = Counter()
        let redriven = Record<[Int]>()
        let bench = try TestBench(
            definition(
                mapping {
                    $0.maximumRetryAttempts = 1
                    $0.onFailure = .queue("dead")
                }
            ) { payload, _ in
                if fixed.count == 0 { throw ErrorInfo(type: "Poison", message: "no") }
                redriven.add(Self.numbers(payload))
                return [:]
            }
        )
        try await bench.drain { try await put(0..<3, on: $0) }
        let broker = BundledDeadLetterBroker(bench.pipeline, ids: countingIDs("redrive"))
        let letter = try #require(try await broker.peek("dead", after: nil, limit: 10).first)
        #expect(letter.source == .init(.function, "f") && letter.reason == "RetryAttemptsExhausted")
        #expect(letter.error == ErrorInfo(type: "Poison", message: "no") && letter.receiveCount == 2)
        let body = try JSON(parsing: letter.body)
        let info = try #require(body["KinesisBatchInfo"])
        #expect(info["shardId"] == "shardId-000000000000" && info["batchSize"] == 3)
        #expect(info["startSequenceNumber"] == "00000000000000000001")
        #expect(info["endSequenceNumber"] == "00000000000000000003")
        #expect(body[path: "requestContext.condition"] == "RetryAttemptsExhausted")
        #expect(body[path: "requestContext.approximateInvokeCount"] == 2)
        // All three flows are dead by one letter, and come to life again with it.
        #expect(try await bench.pipeline.accounts().dead == 3)
        fixed.increase()
        try await bench.drain { pipeline in
            _ = try await broker.claim([letter.id], in: "dead", for: "t", until: pipeline.clock.now() + .seconds(60))
            let sent = try await broker.send([RedriveOrder(id: letter.id, task: "t", key: "k")], from: "dead")
            guard case .moved = sent[0] else {
                Issue.record("\(sent)")
                return
            }
        }
        #expect(redriven.all == [[0, 1, 2]])
        let accounts = try await bench.pipeline.accounts()
        #expect(accounts.completed == 3 && accounts.dead == 0)
    }

    @Test func pointersToTrimmedRecordsAreNotRedriven() async throws {
        let bench = try TestBench(
            definition(
                mapping {
                    $0.maximumRetryAttempts = 0
                    $0.onFailure = .queue("dead")
                }
            ) { _, _ in throw ErrorInfo(type: "Poison", message: "no") }
        )
        try await bench.drain { try await put(0..<1, on: $0) }
        bench.clock.advance(by: .seconds(86_400))
        _ = try await bench.pipeline.accounts()
        let broker = BundledDeadLetterBroker(bench.pipeline, ids: countingIDs("redrive"))
        let letter = try #require(try await broker.peek("dead", after: nil, limit: 10).first)
        _ = try await broker.claim([letter.id], in: "dead", for: "t", until: bench.clock.now() + .seconds(60))
        let sent = try await broker.send([RedriveOrder(id: letter.id, task: "t", key: "k")], from: "dead")
        #expect(sent == [.failed("the records that it points to are no longer in stream:s")])
        #expect(try await broker.peek("dead", after: nil, limit: 10).count == 1)
    }

    @Test func oldRecordsAreGivenUpWithoutAnAttempt() async throws {
        let seen = Record<[Int]>()
        let d = definition(
            mapping {
                $0.maximumRecordAge = .seconds(60)
                $0.onFailure = .queue("dead")
            }
        ) { payload, _ in
            seen.add(Self.numbers(payload))
            return [:]
        }
        let bench = try TestBench(d)
        try await put(0..<2, on: bench.pipeline)
        bench.clock.advance(by: .seconds(61))
        try await bench.drain { try await put(2..<3, on: $0) }
        #expect(seen.all == [[2]])
        let broker = BundledDeadLetterBroker(bench.pipeline)
        let letter = try #require(try await broker.peek("dead", after: nil, limit: 10).first)
        #expect(letter.reason == "RecordAgeExceeded" && letter.receiveCount == 0)
        #expect(try JSON(parsing: letter.body)[path: "KinesisBatchInfo.batchSize"] == 2)
    }

    @Test func withoutADestinationWhatIsGivenUpIsLost() async throws {
        let bench = try TestBench(
            definition(mapping { $0.maximumRetryAttempts = 0 }) { _, _ in throw ErrorInfo(type: "E", message: "m") }
        )
        try await bench.drain { try await put(0..<2, on: $0) }
        let accounts = try await bench.pipeline.accounts()
        #expect(accounts.dead == 2 && accounts.streams.discarded == 2)
        #expect(try bench.lines().contains { $0["event_type"] == "RecordsDiscarded" && $0["count"] == 2 })
    }

    @Test func startingPositionsAndCheckpointsSurviveARestart() async throws {
        let seen = Record<[Int]>()
        let m = mapping {
            $0.batchSize = 2
            $0.startingPosition = .latest
        }
        let d = definition(m) { payload, context in
            seen.add(Self.numbers(payload))
            if seen.all.count == 2 { try await context.sleep(.seconds(2)) }
            return [:]
        }
        let first = try TestBench(d) { $0.shutdownGrace = .zero }
        try await put(0..<1, on: first.pipeline)
        // The second batch is cut off while it runs.
        try await first.pipeline.running {
            try await put(1..<7, on: first.pipeline)
            await first.pipeline.settle()
        }
        #expect(seen.all == [[1, 2], [3, 4]])
        first.pipeline.close()
        let second = try TestBench(d, in: first.folder, clock: first.clock) { $0.ids = countingIDs("second") }
        try await second.drain { _ in }
        #expect(seen.all == [[1, 2], [3, 4], [3, 4], [5, 6]])
        second.pipeline.close()
        // Another number of lanes begins where the last of the old ones was: nothing is skipped.
        var wider = d
        wider.streamMappings[0].parallelizationFactor = 3
        let third = try TestBench(wider, in: first.folder, clock: first.clock) { $0.ids = countingIDs("third") }
        try await third.drain { try await put(7..<9, on: $0) }
        #expect(seen.all.suffix(1) == [[7, 8]])
    }

    @Test func aTimestampIsAStartingPosition() async throws {
        let seen = Record<[Int]>()
        let clock = ManualClock()
        let start = clock.now()
        let bench = try TestBench(
            definition(mapping { $0.startingPosition = .at(start + .seconds(5)) }) { payload, _ in
                seen.add(Self.numbers(payload))
                return [:]
            },
            clock: clock
        )
        try await put(0..<2, on: bench.pipeline)
        clock.advance(by: .seconds(5))
        try await put(2..<4, on: bench.pipeline)
        try await bench.drain { _ in }
        #expect(seen.all == [[2, 3]])
    }
}
