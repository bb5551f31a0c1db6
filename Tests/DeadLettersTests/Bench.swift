import DeadLetters
import EventModel
import Synchronization

/// A clock that only tests move; waiting moves it.
final class HandClock: Sendable {
    private let instant: Mutex<Timestamp>
    init(_ start: Timestamp = Timestamp(seconds: 1_800_000_000)) { instant = Mutex(start) }

    var now: Timestamp { instant.withLock { $0 } }
    func advance(by duration: Duration) { instant.withLock { $0 = $0 + duration } }
}

/// Ids that count: `task-1`, `task-2`.
func counted(_ prefix: String = "task") -> IDSource {
    let counter = Mutex(0)
    return {
        counter.withLock {
            $0 += 1
            return "\(prefix)-\($0)"
        }
    }
}

let orders = DeadLetter.Destination(.queue, "orders-payment")

func letter(
    _ n: Int,
    queue: String = "payments-dlq",
    source: DeadLetter.Destination = orders,
    error: ErrorInfo? = ErrorInfo(type: "CardDeclined", message: "card ending 0341 declined"),
    generation: Int = 0,
    expires: Timestamp? = nil
) -> DeadLetter {
    DeadLetter(
        id: "m-\(String(repeating: "0", count: max(0, 7 - String(n).count)))\(n)",
        queue: queue,
        source: source,
        eventType: "OrderPlaced",
        correlationID: "c-\(n)",
        reason: "MaxReceiveCountExceeded",
        error: error,
        receiveCount: 3,
        generation: generation,
        died: Timestamp(seconds: 1_799_999_000) + .milliseconds(n),
        expires: expires,
        body: Array("body \(n)".utf8)
    )
}

/// A queue of dead letters and an engine over it, on a clock of their own.
struct Bench: Sendable {
    let clock: HandClock
    let broker: InMemoryDeadLetterBroker
    let engine: DeadLetterEngine

    init(
        _ letters: [DeadLetter] = [],
        queues: [String] = ["payments-dlq", "uploads-dlq"],
        destinations: [DeadLetter.Destination] = [orders, .init(.queue, "parking")],
        fault: @escaping InMemoryDeadLetterBroker.Fault = { _ in }
    ) {
        let clock = HandClock()
        self.clock = clock
        broker = InMemoryDeadLetterBroker(queues: queues, destinations: destinations, now: { clock.now }, fault: fault)
        broker.add(letters)
        engine = DeadLetterEngine(
            broker: broker,
            ids: counted(),
            now: { clock.now },
            sleep: { clock.advance(by: $0) }
        )
    }

    /// Ids that are still dead, of `payments-dlq`.
    func left() async throws -> [String] {
        try await broker.peek("payments-dlq", after: nil, limit: .max).map(\.id)
    }
}
