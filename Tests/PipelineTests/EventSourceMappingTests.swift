import EventModel
import Testing

@testable import Pipeline

@Suite struct EventSourceMappingTests {
    @Test(arguments: [
        (#"{"batchItemFailures":[]}"#, "success"),
        (#"{"batchItemFailures":null}"#, "success"),
        (#"{}"#, "success"),
        (#"null"#, "success"),
        (#"{"batchItemFailures":[{"itemIdentifier":"b"}]}"#, "b"),
        (#"{"batchItemFailures":[{"itemIdentifier":"a"},{"itemIdentifier":"c"}]}"#, "a,c"),
        (#"{"batchItemFailures":[{"itemIdentifier":""}]}"#, "failure"),
        (#"{"batchItemFailures":[{"itemIdentifier":null}]}"#, "failure"),
        (#"{"batchItemFailures":[{"itemID":"a"}]}"#, "failure"),
        (#"{"batchItemFailures":[{"itemIdentifier":"a"},{"itemIdentifier":"z"}]}"#, "failure"),
        (#"{"batchItemFailures":"a"}"#, "failure"),
        (#""text""#, "failure"),
    ])
    func batchItemFailures(response: String, expected: String) throws {
        let outcome = BatchOutcome(
            .success(try JSON(parsing: response)),
            ids: ["a", "b", "c"],
            reportsItemFailures: true
        )
        let said =
            switch outcome {
            case .success: "success"
            case .failure: "failure"
            case .partial(let failed): failed.keys.sorted().joined(separator: ",")
            }
        #expect(said == expected)
        let plain = BatchOutcome(.success(try JSON(parsing: response)), ids: ["a"], reportsItemFailures: false)
        #expect(plain == .success)
    }

    @Test func anExceptionFailsTheWholeBatch() {
        let error = ErrorInfo(type: "E", message: "m")
        #expect(BatchOutcome(.failure(error), ids: ["a"], reportsItemFailures: true) == .failure(error))
    }

    private func definition(
        _ mapping: EventSourceMapping,
        visibility: Duration = .seconds(30),
        concurrency: Int = 10,
        _ handler: @escaping FunctionDefinition.Handler
    ) -> PipelineDefinition {
        var d = PipelineDefinition()
        d.queues = [
            QueueDefinition(
                name: "q",
                visibilityTimeout: visibility,
                redrivePolicy: .init(deadLetterQueue: "dead", maxReceiveCount: 2)
            ),
            QueueDefinition(name: "dead"),
        ]
        d.functions = [FunctionDefinition(name: "f", service: "s", concurrency: concurrency, handler: handler)]
        d.mappings = [mapping]
        return d
    }

    private func send(_ n: Int, to pipeline: Pipeline) async throws {
        for start in stride(from: 0, to: n, by: 10) {
            let messages = (start..<min(n, start + 10)).map {
                OutgoingMessage(body: Array("\($0)".utf8), correlationID: "c\($0)", eventType: "T")
            }
            try await pipeline.send(messages, to: "q")
        }
    }

    private static func bodies(_ payload: JSON) -> [(id: String, body: String)] {
        (payload["Records"]?.array ?? []).map { ($0["messageId"]?.string ?? "", $0["body"]?.string ?? "") }
    }

    @Test func onlyTheFailedItemsComeBack() async throws {
        let seen = Record<String>()
        let mapping = EventSourceMapping(queue: "q", function: "f", reportsBatchItemFailures: true)
        let bench = try TestBench(
            definition(mapping) { payload, _ in
                let records = Self.bodies(payload)
                for record in records { seen.add(record.body) }
                return [
                    "batchItemFailures": .array(
                        records.filter { $0.body == "3" }.map { ["itemIdentifier": .string($0.id)] }
                    )
                ]
            }
        )
        try await bench.drain { try await send(5, to: $0) }
        #expect(seen.all.sorted() == ["0", "1", "2", "3", "3", "4"])
        let letters = try await BundledDeadLetterBroker(bench.pipeline).peek("dead", after: nil, limit: 9)
        #expect(letters.map { String(decoding: $0.body, as: UTF8.self) } == ["3"])
        #expect(letters[0].attempts.map(\.number) == [1, 2] && letters[0].receiveCount == 2)
        #expect(letters[0].source == .init(.queue, "q"))
        // The first invocation handled a batch, so its records have numbered ids; the retry handled one record.
        let ends = try bench.lines().filter {
            $0["hop"] == "invoke" && $0["message"] == "END" && $0["severity"] == "ERROR"
        }
        #expect(ends.count == 2)
        #expect(ends[0]["event_id"]?.string == "\(ends[0]["request_id"]?.string ?? "")-3")
        #expect(ends[1]["event_id"] == ends[1]["request_id"])
    }

    @Test func aFullBatchGoesAtOnceAndAPartialOneWaitsForItsWindow() async throws {
        let batches = Record<(Int, Timestamp)>()
        let mapping = EventSourceMapping(queue: "q", function: "f", batchSize: 12, window: .seconds(5))
        let bench = try TestBench(
            definition(mapping) { payload, context in
                batches.add((Self.bodies(payload).count, context.now))
                return .null
            }
        )
        let start = bench.clock.now()
        try await bench.drain { try await send(15, to: $0) }
        #expect(batches.all.map(\.0) == [12, 3])
        #expect(batches.all.map { ($0.1 - start).inSeconds } == [0, 5])
    }

    @Test func noMoreThanTheConcurrencyRunAtOnceAndWaitingMessagesKeepTheirCount() async throws {
        let running = Counter()
        let done = Counter()
        let most = Record<Int>()
        let mapping = EventSourceMapping(queue: "q", function: "f", batchSize: 1)
        let bench = try TestBench(
            definition(mapping, concurrency: 2) { payload, context in
                most.add(running.increase() - done.count)
                try await context.sleep(.seconds(2))
                done.increase()
                #expect(context.attempt == 1)
                return .null
            }
        )
        try await bench.drain { try await send(20, to: $0) }
        #expect(done.count == 20)
        #expect(most.all.max() == 2)
    }

    @Test func aTimeoutLeavesTheMessagesForLater() async throws {
        let attempts = Record<Int>()
        let mapping = EventSourceMapping(queue: "q", function: "f")
        let bench = try TestBench(
            definition(mapping) { _, context in
                attempts.add(context.attempt)
                if context.attempt == 1 { try await context.sleep(.seconds(60)) }
                return .null
            }
        )
        let start = bench.clock.now()
        try await bench.drain { try await send(1, to: $0) }
        #expect(attempts.all == [1, 2])
        #expect(bench.clock.now() >= start + .seconds(30))
        #expect(try await bench.pipeline.queueAttributes().map(\.depth) == [0, 0])
    }
}
