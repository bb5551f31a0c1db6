import DeadLetterConformance
import EventModel
import GRDB
import Testing

@testable import Pipeline

/// The bundled queues, without a pipeline at work on them.
private struct BundledFixture: DeadLetterBrokerFixture {
    let queue = "orders-dlq"
    let source = DeadLetter.Destination(.queue, "orders")
    let other = DeadLetter.Destination(.queue, "parking")
    private let bench: TestBench
    private let bundled: BundledDeadLetterBroker
    private let deaths = Counter()

    init() async throws {
        var definition = PipelineDefinition()
        definition.queues = [
            QueueDefinition(name: "orders", redrivePolicy: .init(deadLetterQueue: "orders-dlq", maxReceiveCount: 1)),
            QueueDefinition(name: "orders-dlq"), QueueDefinition(name: "parking"),
        ]
        bench = try TestBench(definition)
        // A run wires the queues.
        try await bench.drain { _ in }
        bundled = BundledDeadLetterBroker(bench.pipeline)
    }

    var broker: any DeadLetterBroker { bundled }
    var now: Timestamp { bench.clock.now() }
    func advance(by duration: Duration) async throws { bench.clock.advance(by: duration) }

    func die(_ bodies: [[UInt8]]) async throws {
        for body in bodies {
            let n = deaths.increase()
            let letter = DeadLetter(
                id: "m-\(1_000 - n)",
                queue: queue,
                source: source,
                reason: "MaxReceiveCountExceeded",
                died: now + .milliseconds(n),
                body: body
            )
            try await bundled.add([letter], to: queue)
        }
    }

    func consume(at destination: DeadLetter.Destination, _ outcome: ConsumerOutcome) async throws {
        while case let batch = try await bench.pipeline.receive(from: destination.name, 10), !batch.isEmpty {
            for message in batch where outcome == .completed {
                try await bench.pipeline.delete(message.receiptHandle, from: destination.name)
            }
        }
        guard outcome == .failed else { return }
        // They were received once, which is as often as they may be: the next receive moves them.
        bench.clock.advance(by: .seconds(31))
        _ = try await bench.pipeline.receive(from: destination.name, 10)
    }

    func arrived(at destination: DeadLetter.Destination) async throws -> [[UInt8]] {
        try await bench.pipeline.journal.read { db in
            try db.rows("SELECT body FROM messages WHERE queue = ? AND died IS NULL", [destination.name])
                .map { ($0[0] as Blob).bytes }
        }
    }
}

@Suite struct BundledBrokerConformanceTests {
    @Test(arguments: DeadLetterBrokerConformance.allCases)
    func conforms(_ rule: DeadLetterBrokerConformance) async throws {
        try await rule.check(await BundledFixture())
    }
}
