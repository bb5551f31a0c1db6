import Dashboard
import DeadLetters
import EventModel
import Telemetry
import TerminalUI
import Testing

/// From the key to the broker and back to the screen, with the real loop and the real engine.
@Suite @MainActor struct RedriveLoopTests {
    private let terminal = FramedTerminal()
    private let broker = InMemoryDeadLetterBroker(
        queues: ["payments-dlq"],
        destinations: [DeadLetter.Destination(.queue, "orders-payment")],
        now: { SampleDeadLetters.now }
    )

    private func loop() -> DashboardLoop<ContinuousClock> {
        broker.add((1...7).map { SampleDeadLetters.letter($0) })
        let engine = DeadLetterEngine(broker: broker, now: { SampleDeadLetters.now })
        return DashboardLoop(
            Dashboard(Configuration(title: "bundled pipeline", page: .deadLetters)),
            terminal: terminal,
            source: SnapshotSource(store: TelemetryStore(capacity: 1 << 20), engine: engine),
            clock: ContinuousClock(),
            now: { SampleDeadLetters.now }
        )
    }

    @Test func aGroupIsRedrivenFromTheKeyboard() async {
        let loop = loop()
        let running = Task { await loop.run() }
        await terminal.shows("7 dead in 1 queue")
        await terminal.shows("order-1042")
        terminal.type("R")
        await terminal.shows("Type 7 and Enter to start")
        #expect(broker.sent.isEmpty, "the plan changes nothing")
        terminal.type("6")
        terminal.send(.key(.enter))
        await terminal.shows("Not started")
        terminal.send(.key(.control("u")))
        terminal.type("7")
        terminal.send(.key(.enter))
        await terminal.shows("payments-dlq: 7 redriven")
        await terminal.shows("No dead letters")
        #expect(broker.sent.map(\.original.id) == (1...7).map { "message-\($0)" })
        terminal.send(.interrupt)
        await running.value
    }

    @Test func oneMarkedMessageIsDiscardedForGood() async throws {
        let loop = loop()
        let running = Task { await loop.run() }
        await terminal.shows("order-1043")
        terminal.type("jj D")
        await terminal.shows("gone for good")
        terminal.type("y")
        await terminal.shows("payments-dlq: 1 discarded")
        await terminal.shows("6 dead in 1 queue")
        #expect(broker.sent.isEmpty)
        #expect(try await !broker.peek("payments-dlq", after: nil, limit: 10).contains { $0.id == "message-2" })
        terminal.send(.interrupt)
        await running.value
    }
}
