import DeadLetterConformance
import DeadLetters
import EventModel
import Synchronization
import Testing

private final class InMemoryFixture: DeadLetterBrokerFixture {
    let clock = HandClock()
    let memory: InMemoryDeadLetterBroker
    let queue = "payments-dlq"
    let source = orders
    let other = DeadLetter.Destination(.queue, "parking")
    private let deaths = Mutex(0)
    private let received = Mutex<Set<String>>([])

    init(_ traits: DeadLetterBrokerTraits) {
        memory = InMemoryDeadLetterBroker(
            queues: [queue, "a-dlq"],
            destinations: [source, other],
            traits: traits,
            now: { [clock] in clock.now }
        )
    }

    var broker: any DeadLetterBroker { memory }
    var now: Timestamp { clock.now }
    func advance(by duration: Duration) async throws { clock.advance(by: duration) }

    func die(_ bodies: [[UInt8]]) async throws {
        for body in bodies {
            var dead = letter(
                deaths.withLock {
                    $0 += 1
                    return $0
                }
            )
            dead.body = body
            memory.add([dead])
        }
    }

    private func waiting(at destination: DeadLetter.Destination) -> [InMemoryDeadLetterBroker.Sent] {
        let received = received.withLock { $0 }
        return memory.sent.filter { $0.destination == destination && !received.contains($0.id) }
    }

    func arrived(at destination: DeadLetter.Destination) async throws -> [[UInt8]] {
        waiting(at: destination).map(\.body)
    }

    func consume(at destination: DeadLetter.Destination, _ outcome: ConsumerOutcome) async throws {
        for sent in waiting(at: destination) {
            received.withLock { _ = $0.insert(sent.id) }
            switch outcome {
            case .working: memory.receive(sent.id)
            case .completed: memory.complete(sent.id)
            case .failed: memory.dieAgain(sent.id)
            }
        }
    }
}

@Suite struct InMemoryDeadLetterBrokerTests {
    @Test(arguments: DeadLetterBrokerConformance.allCases)
    func conforms(_ rule: DeadLetterBrokerConformance) async throws {
        try await rule.check(InMemoryFixture(.transactional))
    }

    @Test(arguments: DeadLetterBrokerConformance.allCases)
    func conformsStepByStep(_ rule: DeadLetterBrokerConformance) async throws {
        try await rule.check(InMemoryFixture(.stepByStep))
    }
}
