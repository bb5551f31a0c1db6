import Dashboard
import DeadLetters
import EventModel
import Foundation
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
        // Whenever the engine waits, what it has sent until then is handled with success.
        let engine = DeadLetterEngine(
            broker: broker,
            sleep: { [broker] duration in
                for sent in broker.sent { broker.complete(sent.id) }
                try await ContinuousClock().sleep(for: duration)
            }
        )
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
        terminal.type("H")
        await terminal.shows("the chain holds")
        await terminal.shows("done")
        terminal.send(.interrupt)
        await running.value
    }

    @Test func oneMarkedMessageIsDiscardedAndBroughtBack() async throws {
        let loop = loop()
        let running = Task { await loop.run() }
        await terminal.shows("order-1043")
        terminal.type("jj D")
        await terminal.shows("nothing is sent")
        terminal.type("y")
        await terminal.shows("payments-dlq: 1 discarded")
        await terminal.shows("6 dead in 1 queue")
        #expect(broker.sent.isEmpty)
        #expect(try await !broker.peek("payments-dlq", after: nil, limit: 10).contains { $0.id == "message-2" })
        terminal.type("u")
        await terminal.shows("Undo discard of 1")
        terminal.type("y")
        await terminal.shows("payments-dlq: 1 restored")
        await terminal.shows("7 dead in 1 queue")
        #expect(try await broker.peek("payments-dlq", after: nil, limit: 10).contains { $0.id == "message-2" })
        terminal.send(.interrupt)
        await running.value
    }

    @Test func aMessageIsEditedInAnEditorAndSentByteForByte() async throws {
        let loop = loop()
        terminal.program = { path in
            guard let data = FileManager.default.contents(atPath: path) else { return 1 }
            let mode = (try? FileManager.default.attributesOfItem(atPath: path))?[.posixPermissions] as? Int
            #expect(mode == 0o600)
            let text = String(decoding: data, as: UTF8.self).replacing("0341", with: "4242")
            return FileManager.default.createFile(atPath: path, contents: Data(text.utf8)) ? 0 : 1
        }
        let running = Task { await loop.run() }
        await terminal.shows("order-1043")
        terminal.type("jE")
        await terminal.shows("+    \"card\": \"4242\"")
        let path = try #require(terminal.ran.first?.path)
        #expect(path.hasSuffix("/body.json") && !FileManager.default.fileExists(atPath: path), "it is gone again")
        #expect(!FileManager.default.fileExists(atPath: (path as NSString).deletingLastPathComponent))
        #expect(broker.sent.isEmpty)
        terminal.type("R")
        await terminal.shows("edited by hand")
        terminal.type("y")
        await terminal.shows("payments-dlq: 1 redriven")
        let before = String(decoding: SampleDeadLetters.letter(1).body, as: UTF8.self)
        #expect(broker.sent.first?.body == Array(before.replacing("0341", with: "4242").utf8))
        terminal.send(.interrupt)
        await running.value
    }

    @Test func anEditorThatFailsChangesNothing() async {
        let loop = loop()
        terminal.program = { _ in 3 }
        let running = Task { await loop.run() }
        await terminal.shows("order-1043")
        terminal.type("jE")
        await terminal.shows("ended with status 3: nothing is changed")
        terminal.send(.interrupt)
        await running.value
    }
}
