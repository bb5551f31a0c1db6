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

    init() {
        memory = InMemoryDeadLetterBroker(
            queues: [queue, "a-dlq"],
            destinations: [source, other],
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

    func arrived(at destination: DeadLetter.Destination) async throws -> [[UInt8]] {
        memory.sent.filter { $0.destination == destination }.map(\.original.body)
    }
}

@Suite struct InMemoryDeadLetterBrokerTests {
    @Test(arguments: DeadLetterBrokerConformance.allCases)
    func conforms(_ rule: DeadLetterBrokerConformance) async throws {
        try await rule.check(InMemoryFixture())
    }
}
