import EventModel
import GRDB
import Testing

@testable import Pipeline

@Suite struct QueueTests {
    private func expect(_ code: QueueErrorCode, _ body: () async throws -> Void) async {
        let error = await #expect(throws: QueueError.self) { try await body() }
        #expect(error?.code == code)
    }

    @Test func aReceivedMessageIsHiddenForTheVisibilityTimeout() async throws {
        let bench = try QueueBench(QueueDefinition(name: "q"))
        try await bench.send("a")
        let first = try await bench.receive()
        #expect(first.map(\.text) == ["a"] && first[0].receiveCount == 1)
        bench.clock.advance(by: .milliseconds(29_999))
        #expect(try await bench.receive().isEmpty)
        bench.clock.advance(by: .milliseconds(1))
        let again = try await bench.receive()
        #expect(again[0].receiveCount == 2 && again[0].id == first[0].id && again[0].sent == first[0].sent)
        #expect(again[0].firstReceived == first[0].firstReceived)
    }

    @Test func onlyTheLatestReceiptDeletes() async throws {
        let bench = try QueueBench(QueueDefinition(name: "q"))
        try await bench.send("a")
        let old = try await bench.receive()[0]
        bench.clock.advance(by: .seconds(30))
        let new = try await bench.receive()[0]
        #expect(try await bench.delete(old) == false)
        #expect(try await bench.delete(new) == true)
        #expect(try await bench.delete(new) == false)
        #expect(try await bench.attributes().depth == 0)
    }

    @Test func aLateDeleteStillSucceeds() async throws {
        let bench = try QueueBench(QueueDefinition(name: "q"))
        try await bench.send("a")
        let message = try await bench.receive()[0]
        bench.clock.advance(by: .seconds(31))
        #expect(try await bench.delete(message))
    }

    @Test func changingVisibilityIsBoundToTwelveHoursFromTheReceive() async throws {
        let bench = try QueueBench(QueueDefinition(name: "q"))
        try await bench.send("a")
        let message = try await bench.receive()[0]
        try await bench.change(message, to: .seconds(43_200))
        bench.clock.advance(by: .seconds(3600))
        try await bench.change(message, to: .seconds(43_200 - 3600))
        await expect(.invalidParameterValue) { try await bench.change(message, to: .seconds(43_200 - 3599)) }
        await expect(.invalidParameterValue) { try await bench.change(message, to: .seconds(43_201)) }
        try await bench.change(message, to: .zero)
        #expect(try await bench.receive()[0].receiveCount == 2)
        await expect(.messageNotInflight) { try await bench.change(message, to: .seconds(1)) }
    }

    @Test func changingVisibilityAfterItEndedHidesAgain() async throws {
        let bench = try QueueBench(QueueDefinition(name: "q"))
        try await bench.send("a")
        let message = try await bench.receive()[0]
        bench.clock.advance(by: .seconds(31))
        try await bench.change(message, to: .seconds(60))
        #expect(try await bench.receive().isEmpty)
        await expect(.receiptHandleIsInvalid) {
            try await bench.journal.write { [queue = bench.queue, now = bench.clock.now()] db in
                try queue.changeVisibility("a#b", to: .seconds(1), in: db, at: now)
            }
        }
    }

    @Test func delayHidesANewMessage() async throws {
        let bench = try QueueBench(QueueDefinition(name: "q", delay: .seconds(5)))
        try await bench.send("queue's")
        try await bench.send("own", delay: .seconds(900))
        try await bench.send("none", delay: .zero)
        #expect(try await bench.receive().map(\.text) == ["none"])
        #expect(try await bench.attributes().delayed == 2)
        bench.clock.advance(by: .seconds(5))
        #expect(try await bench.receive().map(\.text) == ["queue's"])
        bench.clock.advance(by: .seconds(895))
        #expect(try await bench.receive(1).map(\.text).count == 1)
        await expect(.invalidParameterValue) { try await bench.send("x", delay: .seconds(901)) }
    }

    @Test func retentionEndsAMessageAndCountsIt() async throws {
        let bench = try QueueBench(QueueDefinition(name: "q", retention: .seconds(1_209_600)))
        try await bench.send("a", "b")
        bench.clock.advance(by: .seconds(1_209_599))
        #expect(try await bench.receive(1).count == 1)
        bench.clock.advance(by: .seconds(1))
        #expect(try await bench.receive().isEmpty)
        #expect(try await bench.attributes().depth == 0)
        #expect(try await bench.expire() == 2)
        let lost = try await bench.journal.read { db in
            try db.integer("SELECT count(*) FROM lost WHERE reason = 'expired'")
        }
        #expect(lost == 2)
    }

    @Test func deadLetteringIsLazy() async throws {
        let bench = try QueueBench(
            QueueDefinition(name: "q", redrivePolicy: .init(deadLetterQueue: "dead", maxReceiveCount: 1)),
            dead: QueueDefinition(name: "dead", retention: .seconds(400_000))
        )
        let sent = bench.clock.now()
        let id = try await bench.send([
            OutgoingMessage(body: [97], attributes: ["k": "v"], correlationID: "c", eventType: "T")
        ])[0]
        let message = try await bench.receive()[0]
        let attempt = DeadLetter.Attempt(number: 1, at: sent, error: ErrorInfo(type: "E", message: "m"), requestID: "r")
        try await bench.journal.write { [queue = bench.queue] db in
            try queue.recordFailure(message.receiptHandle, attempt, in: db)
        }
        bench.clock.advance(by: .seconds(3600))
        #expect(try await bench.attributes().visible == 1, "nobody polled, so it stays")
        #expect(try await bench.receive().isEmpty)
        #expect(try await bench.attributes().depth == 0)
        #expect(try await bench.attributes(bench.dead).depth == 1)
        let row = try await bench.journal.read { db in
            try db.rows(
                "SELECT id, receive_count, sent, expires_at, attributes, reason, source_name, error FROM messages"
            ).map { row -> [String] in row.databaseValues.map { "\($0.storage.value ?? "nil")" } }[0]
        }
        #expect(row[0] == id && row[1] == "1" && row[2] == "\(sent.nanoseconds)")
        #expect(row[3] == "\((sent + .seconds(400_000)).nanoseconds)", "the clock runs from the first sending")
        #expect(row[4] == #"{"k":"v"}"# && row[5] == "MaxReceiveCountExceeded" && row[6] == "q")
        #expect(row[7] == #"{"type":"E","message":"m"}"#)
    }

    @Test func withoutItsDeadLetterQueueAMessageStays() async throws {
        let bench = try QueueBench(
            QueueDefinition(
                name: "q",
                visibilityTimeout: .zero,
                redrivePolicy: .init(deadLetterQueue: "gone", maxReceiveCount: 1)
            ),
            deadExists: false
        )
        try await bench.send("a")
        for count in 1...4 { #expect(try await bench.receive()[0].receiveCount == count) }
    }

    @Test func aReceiveFillsUpPastDyingMessages() async throws {
        let bench = try QueueBench(
            QueueDefinition(name: "q", redrivePolicy: .init(deadLetterQueue: "dead", maxReceiveCount: 1))
        )
        for n in 0..<12 { try await bench.send("\(n)") }
        _ = try await bench.receive(10)
        bench.clock.advance(by: .seconds(30))
        #expect(try await bench.receive(10).map(\.text) == ["10", "11"])
        #expect(try await bench.attributes(bench.dead).depth == 10)
    }

    @Test func theLimitsAreTheServices() async throws {
        let bench = try QueueBench(QueueDefinition(name: "q"))
        func message(_ body: String, _ attributes: [String: String] = [:]) -> OutgoingMessage {
            OutgoingMessage(body: Array(body.utf8), attributes: attributes)
        }
        await expect(.emptyBatchRequest) { try await bench.send([]) }
        await expect(.tooManyEntriesInBatchRequest) { try await bench.send(Array(repeating: message("a"), count: 11)) }
        await expect(.missingParameter) { try await bench.send("") }
        let most = String(repeating: "x", count: 1_048_576)
        try await bench.send(most)
        await expect(.invalidParameterValue) { try await bench.send(most + "x") }
        await expect(.invalidParameterValue) { try await bench.send([message(String(most.dropLast(8)), ["k": "v1"])]) }
        await expect(.batchRequestTooLong) { try await bench.send([message(most), message("y")]) }
        for hostile in ["\u{0}", "\u{B}", "\u{1F}", "\u{FFFE}", "\u{FFFF}"] {
            await expect(.invalidMessageContents) { try await bench.send("a\(hostile)") }
        }
        await expect(.invalidMessageContents) { try await bench.send([OutgoingMessage(body: [0xFF, 0xFE])]) }
        try await bench.send("\u{9}\u{A}\u{D}\u{20}\u{D7FF}\u{E000}\u{FFFD}\u{10000}\u{10FFFF}")
        let ten = Dictionary(uniqueKeysWithValues: (0..<10).map { ("k\($0)", "v") })
        try await bench.send([message("a", ten)])
        await expect(.invalidParameterValue) { try await bench.send([message("a", ten.merging(["x": "y"]) { $1 })]) }
        await expect(.invalidParameterValue) { _ = try await bench.receive(0) }
        await expect(.invalidParameterValue) { _ = try await bench.receive(11) }
        await expect(.invalidParameterValue) { _ = try await bench.receive(1, visibility: .seconds(43_201)) }
        let now = bench.clock.now()
        await expect(.receiptHandleIsInvalid) {
            try await bench.journal.write { [queue = bench.queue] db in
                _ = try queue.delete("nonsense", in: db, at: now)
            }
        }
    }

    @Test func aLongPollReturnsWhenAMessageComesOrItsTimeIsOver() async throws {
        var definition = PipelineDefinition()
        definition.queues = [QueueDefinition(name: "q")]
        let bench = try TestBench(definition)
        let pipeline = bench.pipeline
        await expect(.invalidParameterValue) { _ = try await pipeline.receive(from: "q", wait: .seconds(21)) }
        await expect(.nonExistentQueue) { _ = try await pipeline.receive(from: "other") }
        async let poll = pipeline.receive(from: "q", wait: .seconds(20))
        try await pipeline.send([OutgoingMessage(body: [97])], to: "q")
        #expect(try await poll.map(\.text) == ["a"])
        async let empty = pipeline.receive(from: "q", 1, visibility: nil, wait: .seconds(20))
        while bench.clock.nextDeadline == nil { await Task.yield() }
        bench.clock.advance(by: .seconds(20))
        #expect(try await empty.isEmpty)
    }

    @Test func anEagerPolicyDoesNotWaitForTheNextReceive() async throws {
        var d = PipelineDefinition()
        d.queues = [
            QueueDefinition(
                name: "q",
                redrivePolicy: .init(deadLetterQueue: "dead", maxReceiveCount: 1, isEager: true)
            ), QueueDefinition(name: "dead"),
        ]
        let bench = try TestBench(d)
        try await bench.drain { pipeline in
            try await pipeline.send([OutgoingMessage(body: [97])], to: "q")
            _ = try await pipeline.receive(from: "q")
        }
        let depths = try await bench.pipeline.queueAttributes().map { "\($0.queue) \($0.depth)" }
        #expect(depths == ["dead 1", "q 0"])
        let death = try bench.lines().first { $0["hop"]?.string == "deadletter" }
        #expect(death?["eager"]?.bool == true, "it says so, since the service does not do that")
    }

    @Test func aPurgeTakesEverythingOnceAMinute() async throws {
        var d = PipelineDefinition()
        d.queues = [
            QueueDefinition(name: "q"), QueueDefinition(name: "s", redrivePolicy: .init(deadLetterQueue: "dead")),
        ]
        d.queues.append(QueueDefinition(name: "dead"))
        let bench = try TestBench(d)
        try await bench.pipeline.register()
        let pipeline = bench.pipeline
        for n in 0..<3 {
            try await pipeline.send([OutgoingMessage(body: [97], delay: n == 2 ? .seconds(9) : nil)], to: "q")
        }
        _ = try await pipeline.receive(from: "q")
        #expect(try await pipeline.purge("q") == 3)
        #expect(try await pipeline.queueAttributes().first { $0.queue == "q" }?.depth == 0)
        bench.clock.advance(by: .milliseconds(59_999))
        await expect(.purgeInProgress) { try await pipeline.purge("q") }
        try await pipeline.send([OutgoingMessage(body: [97])], to: "dead")
        #expect(try await pipeline.purge("dead") == 1, "each queue for itself")
        #expect(try await pipeline.queueAttributes().first { $0.queue == "dead" }?.depth == 0)
        bench.clock.advance(by: .milliseconds(1))
        #expect(try await pipeline.purge("q") == 0)
        await expect(.nonExistentQueue) { try await pipeline.purge("none") }
    }

    @Test func theRedriveAllowPolicySaysWhoMayDieThere() async throws {
        func definition(_ policy: QueueDefinition.RedriveAllowPolicy) -> PipelineDefinition {
            var d = PipelineDefinition()
            d.queues = [
                QueueDefinition(name: "q", redrivePolicy: .init(deadLetterQueue: "dead")),
                QueueDefinition(name: "dead", redriveAllowPolicy: policy),
            ]
            return d
        }
        for policy in [QueueDefinition.RedriveAllowPolicy.allowAll, .byQueue(["x", "q"])] {
            try definition(policy).validate()
        }
        for policy in [QueueDefinition.RedriveAllowPolicy.denyAll, .byQueue(["x"])] {
            let error = #expect(throws: DefinitionError.self) { try definition(policy).validate() }
            #expect(error?.description.contains("does not allow it as a source") == true)
        }
        for names in [[], (0..<11).map { "\($0)" } + ["q"]] {
            let error = #expect(throws: DefinitionError.self) { try definition(.byQueue(names)).validate() }
            #expect(error?.description.contains("1 to 10 queues") == true)
        }
    }
}
