import EventModel
import Testing

@testable import Pipeline

@Suite struct StreamTests {
    private func definition(_ stream: StreamDefinition) -> PipelineDefinition {
        var d = PipelineDefinition()
        d.streams = [stream]
        return d
    }

    private func entry(_ text: String, key: String = "k", hash: String? = nil) -> StreamEntry {
        StreamEntry(Array(text.utf8), partitionKey: key, explicitHashKey: hash)
    }

    private func texts(_ page: StreamPage) -> [String] { page.records.map { String(decoding: $0.data, as: UTF8.self) } }

    @Test func shardsDivideTheHashesEvenlyAndWithoutGaps() {
        // MD5 of the empty text and of "a" (https://www.rfc-editor.org/rfc/rfc1321, appendix A.5).
        #expect(ShardMap.hash("") == 0xD41D_8CD9_8F00_B204_E980_0998_ECF8_427E)
        #expect(ShardMap.hash("a") == 0x0CC1_75B9_C0F1_B6A8_31C3_99E2_6977_2661)
        for count in [1, 2, 3, 7, 10, 1000] {
            let map = ShardMap(count: count)
            var next: UInt128 = 0
            for shard in 0..<count {
                let range = map.range(of: shard)
                #expect(range.lowerBound == next)
                #expect(map.shard(of: range.lowerBound) == shard && map.shard(of: range.upperBound) == shard)
                next = range.upperBound &+ 1
            }
            #expect(next == 0)
        }
    }

    @Test func aShardIsInOrderAndReadFromAnyPlace() async throws {
        let bench = try TestBench(definition(StreamDefinition(name: "s", shards: 2)))
        let high = String(UInt128.max)
        var numbers: [String] = []
        for i in 0..<5 {
            let put = try await bench.pipeline.put([entry("a\(i)", hash: "0"), entry("b\(i)", hash: high)], on: "s")
            numbers.append(try put[0].get())
            bench.clock.advance(by: .seconds(1))
        }
        #expect(numbers == numbers.sorted() && Set(numbers).count == 5)
        let pipeline = bench.pipeline
        func read(_ position: ShardIterator.Position, shard: Int = 0, limit: Int? = nil) async throws -> [String] {
            let iterator = try await pipeline.iterator(.stream("s"), shard: shard, position)
            return texts(try await pipeline.records(iterator, limit: limit))
        }
        #expect(try await read(.trimHorizon) == ["a0", "a1", "a2", "a3", "a4"])
        #expect(try await read(.trimHorizon, shard: 1) == ["b0", "b1", "b2", "b3", "b4"])
        #expect(try await read(.latest) == [])
        #expect(try await read(.atSequenceNumber(numbers[2])) == ["a2", "a3", "a4"])
        #expect(try await read(.afterSequenceNumber(numbers[2])) == ["a3", "a4"])
        let third = bench.clock.now() - .seconds(3)
        #expect(try await read(.atTimestamp(third)) == ["a2", "a3", "a4"])
        // Two readers do not disturb each other, and go on where they were.
        let first = try await pipeline.iterator(.stream("s"), .trimHorizon)
        let page = try await pipeline.records(first, limit: 2)
        #expect(texts(page) == ["a0", "a1"] && page.behindLatest == .seconds(4))
        let latest = try await pipeline.iterator(.stream("s"), .latest)
        try await pipeline.put([entry("a5", hash: "0")], on: "s")
        #expect(texts(try await pipeline.records(latest)) == ["a5"])
        let rest = try await pipeline.records(page.next)
        #expect(texts(rest) == ["a2", "a3", "a4", "a5"] && rest.behindLatest == .zero)
        bench.clock.advance(by: .seconds(301))
        await #expect(throws: StreamError.self) { try await pipeline.records(first) }
    }

    @Test func limitsAreTheServices() async throws {
        let bench = try TestBench(definition(StreamDefinition(name: "s", recordsPerSecond: 3)))
        let pipeline = bench.pipeline
        func refuses(_ entries: [StreamEntry]) async -> Bool {
            await #expect(throws: StreamError.self) { try await pipeline.put(entries, on: "s") } != nil
        }
        #expect(await refuses([]))
        #expect(await refuses([entry("x", key: "")]))
        #expect(await refuses([entry("x", key: String(repeating: "k", count: 257))]))
        #expect(await refuses([entry("x", hash: "-1")]))
        #expect(await refuses([StreamEntry([UInt8](repeating: 0, count: 1_048_576), partitionKey: "k")]))
        #expect(await refuses((0..<501).map { entry("\($0)") }))
        let results = try await pipeline.put((0..<5).map { entry("\($0)") }, on: "s")
        let codes = results.map { result -> String in
            if case .failure(let error) = result { error.code.rawValue } else { "" }
        }
        let busy = "ProvisionedThroughputExceededException"
        #expect(codes == ["", "", "", busy, busy])
        bench.clock.advance(by: .seconds(1))
        #expect(try await pipeline.put([entry("x")], on: "s").first?.get() != nil)
        #expect(try await pipeline.accounts().streams.put == 4)
    }

    @Test func recordsAreTrimmedAndWhatNobodyReadIsLost() async throws {
        var d = definition(StreamDefinition(name: "s"))
        d.functions = [FunctionDefinition(name: "f", service: "s", concurrency: 0) { _, _ in [:] }]
        d.streamMappings = [StreamMapping(.stream("s"), function: "f")]
        let bench = try TestBench(d)
        let pipeline = bench.pipeline
        try await pipeline.register()
        try await pipeline.put(
            [
                StreamEntry([1], partitionKey: "k", correlationID: "c"),
                StreamEntry([2], partitionKey: "k", correlationID: "d"),
            ],
            on: "s"
        )
        #expect(try await pipeline.accounts().inFlight == 2)
        bench.clock.advance(by: .seconds(86_400))
        let accounts = try await pipeline.accounts()
        #expect(accounts.started == 2 && accounts.dead == 2 && accounts.inFlight == 0)
        #expect(accounts.streams == .init(put: 2, trimmed: 2, unread: 2, discarded: 0))
        let iterator = try await pipeline.iterator(.stream("s"), .trimHorizon)
        #expect(try await pipeline.records(iterator).records.isEmpty)
    }

    @Test func rulesPutOnStreamsByKey() async throws {
        var d = definition(StreamDefinition(name: "s", shards: 4, recordsPerSecond: 1))
        d.rules = [
            RuleDefinition(
                name: "r",
                pattern: ["source": ["o"]],
                targets: [TargetDefinition(id: "t", .stream("s", keyPath: "$.detail.customer"))]
            )
        ]
        let bench = try TestBench(d)
        try await bench.drain { pipeline in
            for i in 0..<3 {
                try await pipeline.publish(source: "o", type: "T", data: ["customer": "x", "i": .int(i)])
            }
        }
        let shard = ShardMap(count: 4).shard(of: ShardMap.hash("x"))
        let iterator = try await bench.pipeline.iterator(.stream("s"), shard: shard, .trimHorizon)
        let records = try await bench.pipeline.records(iterator).records
        #expect(records.count == 3 && records.allSatisfy { $0.partitionKey == "x" })
        // The shard took one a second; the others were tried again.
        #expect(try await bench.pipeline.accounts().deliveries.retried > 0)
        #expect(try await bench.pipeline.accounts().completed == 3)
    }

    @Test func aRecordSaysWhereNothingReadsIt() async throws {
        var d = definition(StreamDefinition(name: "read"))
        d.streams.append(StreamDefinition(name: "unread"))
        d.functions = [FunctionDefinition(name: "f", service: "s") { _, _ in [:] }]
        d.streamMappings = [StreamMapping(.stream("read"), function: "f")]
        let bench = try TestBench(d)
        try await bench.drain { pipeline in
            for stream in ["read", "unread"] { _ = try await pipeline.put([entry("x")], on: stream) }
        }
        let hops = try bench.lines().filter { $0["hop"] == "queue" }
        let read = try #require(hops.first { $0["resource"] == "stream:read" })
        #expect(read["readers"] == nil && read["message"] == "record put")
        let unread = try #require(hops.first { $0["resource"] == "stream:unread" })
        #expect(unread["readers"] == 0 && unread["message"] == "record put; nothing reads it")
    }

    @Test func recordsOutliveTheProcess() async throws {
        let d = definition(StreamDefinition(name: "s"))
        let first = try TestBench(d)
        let number = try await first.pipeline.put([entry("kept")], on: "s")[0].get()
        first.pipeline.close()
        let second = try TestBench(d, in: first.folder, clock: first.clock)
        let later = try await second.pipeline.put([entry("later")], on: "s")[0].get()
        #expect(later > number)
        let iterator = try await second.pipeline.iterator(.stream("s"), .trimHorizon)
        #expect(texts(try await second.pipeline.records(iterator)) == ["kept", "later"])
    }
}
