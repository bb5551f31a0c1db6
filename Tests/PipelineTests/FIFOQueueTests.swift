import EventModel
import GRDB
import Testing

@testable import Pipeline

@Suite struct FIFOQueueTests {
    private func bench(
        _ fifo: QueueDefinition.FIFO = .init(contentBasedDeduplication: true),
        delay: Duration = .zero,
        maxReceiveCount: Int? = nil
    ) throws -> QueueBench {
        try QueueBench(
            QueueDefinition(
                name: "q.fifo",
                fifo: fifo,
                delay: delay,
                redrivePolicy: maxReceiveCount.map { .init(deadLetterQueue: "dead.fifo", maxReceiveCount: $0) }
            ),
            dead: QueueDefinition(name: "dead.fifo", fifo: .init(), retention: .seconds(400_000))
        )
    }

    private func message(_ body: String, _ group: String? = "g", _ dedup: String? = nil, delay: Duration? = nil)
        -> OutgoingMessage
    {
        OutgoingMessage(body: Array(body.utf8), delay: delay, groupID: group, deduplicationID: dedup)
    }

    private func expect(_ code: QueueErrorCode, _ words: String, _ body: () async throws -> Void) async {
        let error = await #expect(throws: QueueError.self) { try await body() }
        #expect(error?.code == code)
        #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
    }

    @Test func aGroupKeepsItsOrderAndIsBlockedWhileInFlight() async throws {
        let bench = try bench()
        for n in 1...3 { try await bench.send([message("a\(n)", "a")]) }
        try await bench.send([message("b1", "b")])
        let first = try await bench.receive(2)
        #expect(first.map(\.text) == ["a1", "a2"])
        #expect(try await bench.receive().map(\.text) == ["b1"], "a3 waits for those before it")
        try await bench.delete(first[0])
        #expect(try await bench.receive().isEmpty, "a2 is still in flight")
        try await bench.delete(first[1])
        #expect(try await bench.receive().map(\.text) == ["a3"])
    }

    @Test func whatComesBackComesBeforeWhatIsBehindIt() async throws {
        let bench = try bench()
        for n in 1...3 { try await bench.send([message("a\(n)")]) }
        let all = try await bench.receive()
        try await bench.change(all[0], to: .zero)
        #expect(try await bench.receive().map(\.text) == ["a1"], "those behind it are hidden, and do not block it")
        bench.clock.advance(by: .seconds(30))
        #expect(try await bench.receive().map(\.text) == ["a1", "a2", "a3"])
    }

    @Test func sequenceNumbersRise() async throws {
        let bench = try bench()
        for n in 1...12 { try await bench.send([message("\(n)", "g\(n)")]) }
        let numbers = try await bench.receive().map { $0.sequenceNumber ?? "" }
        #expect(numbers == numbers.sorted() && Set(numbers).count == 10 && numbers.allSatisfy { $0.count == 20 })
        #expect(try await bench.receive()[0].groupID == "g11")
    }

    @Test func theSameIsTakenOnceInFiveMinutesEvenAfterItWasDeleted() async throws {
        let bench = try bench()
        let id = try await bench.send([message("a")])[0]
        try await bench.delete(try await bench.receive()[0])
        #expect(try await bench.send([message("a")]) == [id], "it answers as if it had taken it")
        #expect(try await bench.send([message("a", "other")]) == [id], "whatever the group")
        #expect(try await bench.send([message("b", "g", "x")]) != [id])
        bench.clock.advance(by: .milliseconds(299_999))
        #expect(try await bench.send([message("a")]) == [id])
        #expect(try await bench.attributes().depth == 1)
        bench.clock.advance(by: .milliseconds(1))
        #expect(try await bench.send([message("a")]) != [id])
        #expect(try await bench.attributes().depth == 2)
        let left = try await bench.journal.read { try $0.integer("SELECT count(*) FROM dedups") }
        #expect(left == 1, "what is past is not kept")
    }

    @Test func deduplicationMayBeByGroup() async throws {
        let bench = try bench(.init(deduplicatesByGroup: true))
        for group in ["a", "b", "a"] { try await bench.send([message("t", group, "d")]) }
        #expect(try await bench.receive().map { $0.groupID ?? "" } == ["a", "b"])
    }

    @Test func deduplicationOutlivesTheProcess() async throws {
        var d = PipelineDefinition()
        d.queues = [QueueDefinition(name: "q.fifo", fifo: .init())]
        let folder = TestFolder()
        let clock = ManualClock()
        var ids: [String] = []
        for _ in 0..<2 {
            let bench = try TestBench(d, in: folder, clock: clock)
            ids += try await bench.pipeline.send([message("a", "g", "d")], to: "q.fifo")
            if ids.count == 1 {
                let message = try await bench.pipeline.receive(from: "q.fifo")[0]
                try await bench.pipeline.delete(message.receiptHandle, from: "q.fifo")
            } else {
                #expect(try await bench.pipeline.receive(from: "q.fifo").isEmpty)
            }
            bench.pipeline.close()
        }
        #expect(ids[0] == ids[1])
    }

    @Test func whatAFIFOQueueRefuses() async throws {
        let bench = try bench(.init())
        await expect(.missingParameter, "MessageGroupId") { try await bench.send([message("a", nil, "d")]) }
        await expect(.invalidParameterValue, "ContentBasedDeduplication") { try await bench.send([message("a")]) }
        await expect(.invalidParameterValue, "not valid for this queue type") {
            try await bench.send([message("a", "g", "d", delay: .seconds(2))])
        }
        for id in ["", "a b", String(repeating: "x", count: 129), "é"] {
            await expect(.invalidParameterValue, "MessageGroupId can only") {
                try await bench.send([message("a", id, "d")])
            }
            await expect(.invalidParameterValue, "MessageDeduplicationId can only") {
                try await bench.send([message("a", "g", id)])
            }
        }
        #expect(try await bench.attributes().depth == 0)
        let standard = try QueueBench(QueueDefinition(name: "q"))
        await expect(.invalidParameterValue, "not valid for this queue type") {
            try await standard.send([message("a", nil, "d")])
        }
        try await standard.send([message("a", "fair")])
        #expect(try await standard.receive()[0].groupID == "fair")
    }

    @Test func theDelayIsTheQueues() async throws {
        let bench = try bench(delay: .seconds(2))
        try await bench.send([message("a", "g", nil, delay: .zero)])
        #expect(try await bench.receive().isEmpty)
        bench.clock.advance(by: .seconds(2))
        #expect(try await bench.receive().map(\.text) == ["a"])
    }

    @Test func aReceiptEndsWithItsVisibility() async throws {
        let bench = try bench()
        try await bench.send([message("a")])
        let message = try await bench.receive()[0]
        try await bench.change(message, to: .seconds(100))
        bench.clock.advance(by: .seconds(99))
        try await bench.change(message, to: .seconds(2))
        bench.clock.advance(by: .seconds(2))
        await expect(.invalidParameterValue, "receipt handle has expired") { try await bench.delete(message) }
        await expect(.messageNotInflight, "not available") { try await bench.change(message, to: .seconds(1)) }
        #expect(try await bench.receive()[0].receiveCount == 2)
    }

    @Test func deathBeginsTheRetentionAnewAndLetsTheGroupGoOn() async throws {
        let bench = try bench(maxReceiveCount: 1)
        let ids = try await bench.send([message("a1"), message("a2")])
        #expect(try await bench.receive(1).map(\.text) == ["a1"])
        bench.clock.advance(by: .seconds(3_600))
        #expect(try await bench.attributes(bench.dead).depth == 0, "nobody has asked")
        #expect(try await bench.receive(1).map(\.text) == ["a2"], "in the same receive")
        let now = bench.clock.now()
        let row = try await bench.journal.read { db in
            try db.rows("SELECT id, dedup, grp, expires_at, receive_count FROM messages WHERE queue = 'dead.fifo'").map
            { row in
                (row[0] as String, row[1] as String, row[2] as String, row[3] as Timestamp, row[4] as Int)
            }[0]
        }
        #expect(row == (ids[0], ids[0], "g", now + .seconds(400_000), 1))
    }

    @Test func expiredMessagesBlockNothing() async throws {
        let bench = try bench()
        try await bench.send([message("a1")])
        _ = try await bench.receive(visibility: .seconds(43_200))
        bench.clock.advance(by: .seconds(345_000))
        try await bench.send([message("a2")])
        _ = try await bench.receive(visibility: .seconds(43_200))
        bench.clock.advance(by: .seconds(601))
        #expect(try await bench.receive().isEmpty, "a2 is in flight, a1 has expired")
        #expect(try await bench.expire() == 1)
    }

    @Test func redrivenMessagesKeepTheirGroupsAndTheirOrder() async throws {
        var d = PipelineDefinition()
        d.queues = [
            QueueDefinition(
                name: "q.fifo",
                fifo: .init(contentBasedDeduplication: true),
                visibilityTimeout: .seconds(1),
                redrivePolicy: .init(deadLetterQueue: "dead.fifo", maxReceiveCount: 1)
            ),
            QueueDefinition(name: "dead.fifo", fifo: .init()), QueueDefinition(name: "standard"),
        ]
        let bench = try TestBench(d)
        try await bench.pipeline.register()
        for n in 0..<6 { try await bench.pipeline.send([message("\(n)", n % 2 == 0 ? "a" : "b")], to: "q.fifo") }
        _ = try await bench.pipeline.receive(from: "q.fifo", 10)
        bench.clock.advance(by: .seconds(1))
        #expect(try await bench.pipeline.receive(from: "q.fifo", 10).isEmpty)
        try await bench.pipeline.send([message("live", "a")], to: "q.fifo")
        let broker = try BundledDeadLetterBroker(data: bench.folder.path, now: { [clock = bench.clock] in clock.now() })
        let ids = try await broker.outlines(DeadLetterRequest(queue: "dead.fifo", limit: 10)).map(\.id)
        let claimed = try await broker.claim(ids, in: "dead.fifo", for: "t", until: bench.clock.now() + .seconds(60))
        #expect(claimed.count == 6)
        let wrong = try await broker.send(
            [.init(id: ids[0], destination: .init(.queue, "standard"), task: "t", key: "k")],
            from: "dead.fifo"
        )
        guard case .failed(let why) = wrong[0] else { throw DefinitionError("it moved to a standard queue") }
        #expect(why.contains("FIFO"))
        let sent = try await broker.send(claimed.map { .init(id: $0, task: "t", key: "k-\($0)") }, from: "dead.fifo")
        #expect(sent.allSatisfy { if case .moved = $0 { true } else { false } })
        let back = try await bench.pipeline.receive(from: "q.fifo", 10)
        #expect(
            back.map(\.text) == ["live", "0", "1", "2", "3", "4", "5"] && back[1].groupID == "a"
                && back[2].groupID == "b"
        )
        #expect(back[1].receiveCount == 1 && back[1].deduplicationID == "k-\(ids[0])")
    }

    @Test func whatADefinitionMayNotSay() throws {
        func refused(
            _ queues: [QueueDefinition],
            _ words: String,
            _ more: (inout PipelineDefinition) -> Void = { _ in }
        ) {
            var d = PipelineDefinition()
            d.queues = queues
            more(&d)
            let error = #expect(throws: DefinitionError.self) { try d.validate() }
            #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
        }
        let fifo = QueueDefinition(name: "q.fifo", fifo: .init())
        refused([QueueDefinition(name: "q", fifo: .init())], "ends in .fifo")
        refused([QueueDefinition(name: "q.fifo")], "only a FIFO queue's name")
        refused(
            [fifo, QueueDefinition(name: "s", redrivePolicy: .init(deadLetterQueue: "q.fifo"))],
            "must be a standard"
        )
        refused(
            [
                QueueDefinition(name: "s"),
                QueueDefinition(name: "q.fifo", fifo: .init(), redrivePolicy: .init(deadLetterQueue: "s")),
            ],
            "must be a FIFO"
        )
        refused([fifo], "10 at most") {
            $0.functions = [FunctionDefinition(name: "f", service: "f") { p, _ in p }]
            $0.mappings = [EventSourceMapping(queue: "q.fifo", function: "f", batchSize: 11, window: .seconds(1))]
        }
        refused([fifo], "no window") {
            $0.functions = [FunctionDefinition(name: "f", service: "f") { p, _ in p }]
            $0.mappings = [EventSourceMapping(queue: "q.fifo", function: "f", window: .seconds(1))]
        }
        refused([fifo], "message group id") {
            $0.rules = [
                RuleDefinition(name: "r", pattern: ["source": ["s"]], targets: [.init(id: "t", .queue("q.fifo"))])
            ]
        }
    }

    @Test func aMappingStopsAtTheFirstFailureAndKeepsTheOrder() async throws {
        var d = PipelineDefinition()
        d.queues = [
            QueueDefinition(
                name: "q.fifo",
                fifo: .init(contentBasedDeduplication: true),
                visibilityTimeout: .seconds(10)
            )
        ]
        let seen = Record<String>()
        let failed = Counter()
        d.functions = [
            FunctionDefinition(name: "f", service: "f", concurrency: 5) { payload, _ in
                let records = payload["Records"]?.array ?? []
                seen.add(records.map { $0["body"]?.string ?? "" }.joined(separator: ","))
                let second = records.first { $0["body"]?.string == "2" }
                guard let second, failed.increase() == 1 else { return .null }
                return ["batchItemFailures": [["itemIdentifier": second["messageId"] ?? .null]]]
            }
        ]
        d.mappings = [EventSourceMapping(queue: "q.fifo", function: "f", reportsBatchItemFailures: true)]
        let bench = try TestBench(d)
        for n in 1...12 { try await bench.pipeline.send([message("\(n)")], to: "q.fifo") }
        try await bench.drain { _ in }
        #expect(seen.all == ["1,2,3,4,5,6,7,8,9,10", "2,3,4,5,6,7,8,9,10,11", "12"])
    }
}
