import EventModel
import GRDB
import Testing

@testable import Pipeline

@Suite("ReceiveRequestAttemptId") struct ReceiveAttemptTests {
    private func bench(maxReceiveCount: Int? = nil) async throws -> QueueBench {
        let bench = try QueueBench(
            QueueDefinition(
                name: "q.fifo",
                fifo: .init(contentBasedDeduplication: true),
                visibilityTimeout: .seconds(30),
                redrivePolicy: maxReceiveCount.map { .init(deadLetterQueue: "dead.fifo", maxReceiveCount: $0) }
            ),
            dead: QueueDefinition(name: "dead.fifo", fifo: .init())
        )
        for text in ["a1", "a2", "b1", "b2"] {
            try await bench.send([OutgoingMessage(body: Array(text.utf8), groupID: String(text.prefix(1)))])
        }
        return bench
    }

    private func refuses(_ words: String, _ body: () async throws -> Void) async {
        let error = await #expect(throws: QueueError.self) { try await body() }
        #expect(
            error?.code == .invalidParameterValue && error?.message.hasSuffix(words) == true,
            "\(error?.message ?? "")"
        )
    }
    private let over = "The receiveRequestAttemptId is not valid anymore since the receive call is not retryable."

    @Test func theSameIDGivesTheSameMessagesHiddenAnew() async throws {
        let bench = try await bench(maxReceiveCount: 1)
        let first = try await bench.receive(2, attempt: "r-1")
        #expect(first.map(\.text) == ["a1", "a2"])
        bench.clock.advance(by: .seconds(20))
        let again = try await bench.receive(10, attempt: "r-1")
        #expect(again.map(\.text) == ["a1", "a2"] && again.map(\.receiptHandle) == first.map(\.receiptHandle))
        #expect(again.map(\.receiveCount) == [1, 1], "it is the same receive")
        bench.clock.advance(by: .seconds(20))
        #expect(try await bench.receive(attempt: "r-2").map(\.text) == ["b1", "b2"], "those of r-1 are hidden still")
        #expect(try await bench.receive(attempt: "r-3").isEmpty)
        for message in again { #expect(try await bench.delete(message)) }
    }

    @Test func aVisibilityOfItsOwnCounts() async throws {
        let bench = try await bench()
        _ = try await bench.receive(4, attempt: "r-1")
        _ = try await bench.receive(4, visibility: .seconds(100), attempt: "r-1")
        bench.clock.advance(by: .seconds(99))
        #expect(try await bench.receive().isEmpty)
        bench.clock.advance(by: .seconds(1))
        #expect(try await bench.receive().count == 4)
    }

    @Test func whatWasDeletedOrChangedSinceIsNotGivenAgain() async throws {
        let bench = try await bench()
        let first = try await bench.receive(2, attempt: "r-1")
        try await bench.delete(first[0])
        await refuses(over) { _ = try await bench.receive(attempt: "r-1") }
        let second = try await bench.receive(2, attempt: "r-2")
        try await bench.change(second[1], to: .seconds(31))
        await refuses(over) { _ = try await bench.receive(attempt: "r-2") }
        #expect(try await bench.delete(first[1]), "the refusal changed nothing")
    }

    @Test func whatSomebodyElseReceivedIsNotGivenAgain() async throws {
        let bench = try await bench()
        _ = try await bench.receive(2, attempt: "r-1")
        bench.clock.advance(by: .seconds(30))
        #expect(try await bench.receive(2).map(\.receiveCount) == [2, 2])
        await refuses(over) { _ = try await bench.receive(attempt: "r-1") }
    }

    @Test func afterTheVisibilityTimeoutItIsAReceiveLikeAnyOther() async throws {
        let bench = try await bench()
        _ = try await bench.receive(2, attempt: "r-1")
        bench.clock.advance(by: .seconds(30))
        let again = try await bench.receive(2, attempt: "r-1")
        #expect(again.map(\.receiveCount) == [2, 2])
        #expect(try await bench.receive(2, attempt: "r-1").map(\.receiptHandle) == again.map(\.receiptHandle))
    }

    @Test func itIsKnownForFiveMinutes() async throws {
        let bench = try await bench()
        let first = try await bench.receive(2, visibility: .seconds(1_000), attempt: "r-1")
        bench.clock.advance(by: .milliseconds(299_999))
        let again = try await bench.receive(2, visibility: .seconds(1_000), attempt: "r-1")
        #expect(again.map(\.id) == first.map(\.id))
        bench.clock.advance(by: .milliseconds(1))
        #expect(try await bench.receive(2, attempt: "r-1").map(\.text) == ["b1", "b2"], "making it again adds no time")
    }

    @Test func anUndoneReceiveGaveNothing() async throws {
        struct Undo: Error {}
        let bench = try await bench()
        let now = bench.clock.now()
        await #expect(throws: Undo.self) {
            try await bench.journal.write { [queue = bench.queue] db in
                var lines = TelemetryLines()
                _ = try queue.receive(2, attempt: "r-1", in: db, at: now, deadLetterQueue: nil, &lines)
                throw Undo()
            }
        }
        #expect(try await bench.receive(2, attempt: "r-1").map(\.receiveCount) == [1, 1])
    }

    @Test func nothingReceivedIsNothingToRepeat() async throws {
        let bench = try await bench()
        _ = try await bench.receive(4)
        #expect(try await bench.receive(attempt: "r-1").isEmpty)
        bench.clock.advance(by: .seconds(30))
        #expect(try await bench.receive(attempt: "r-1").count == 4)
    }

    @Test(arguments: ["", "a b", "é", String(repeating: "x", count: 129), "\u{1B}"])
    func anIDIsOfPlainCharacters(id: String) async throws {
        let bench = try await bench()
        await refuses("1 to 128 in length.") { _ = try await bench.receive(attempt: id) }
    }

    @Test func aStandardQueueHasNone() async throws {
        let bench = try QueueBench(QueueDefinition(name: "q"))
        await refuses("The request include parameter that is not valid for this queue type.") {
            _ = try await bench.receive(attempt: "r-1")
        }
    }

    @Test func thePipelineTakesIt() async throws {
        var d = PipelineDefinition()
        d.queues = [QueueDefinition(name: "q.fifo", fifo: .init(contentBasedDeduplication: true))]
        let bench = try TestBench(d)
        try await bench.pipeline.send([OutgoingMessage(body: [65], groupID: "g")], to: "q.fifo")
        let first = try await bench.pipeline.receive(from: "q.fifo", attempt: "r-1")
        #expect(try await bench.pipeline.receive(from: "q.fifo", attempt: "r-1").map(\.id) == first.map(\.id))
        #expect(first.count == 1)
    }
}
