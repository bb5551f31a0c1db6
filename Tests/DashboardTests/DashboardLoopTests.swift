import Dashboard
import EventModel
import Telemetry
import TerminalUI
import Testing

@Suite(.timeLimit(.minutes(1))) @MainActor struct DashboardLoopTests {
    private let terminal = FramedTerminal()
    private let store = TelemetryStore(capacity: 1 << 26)
    private let clock = ManualClock()

    private func loop(_ page: Page = .overview) -> DashboardLoop<ManualClock> {
        DashboardLoop(
            Dashboard(Configuration(title: "bundled pipeline", page: page)),
            terminal: terminal,
            source: SnapshotSource(store: store, engine: nil),
            clock: clock,
            now: { DashboardDriver.now }
        )
    }

    @Test(arguments: Page.allCases) func theFirstFrameNeedsNothingOpened(page: Page) {
        Dashboard(Configuration(title: "app.log", page: page)).presentFirst(on: terminal, now: DashboardDriver.now)
        #expect(terminal.count == 1)
        for part in ["tailrace   app.log", "loading 0%", "4 Dead letters", "q quit"] {
            #expect(terminal.text.contains(part), "\(part) is missing:\n\(terminal.text)")
        }
    }

    @Test func quits() async {
        terminal.send(.key(.character("q")))
        await loop().run()
        #expect(terminal.count == 1)
    }

    @Test func aKeyIsPaintedAtOnce() async {
        terminal.send(.key(.character("2")), .key(.character("3")), .interrupt)
        await loop().run()
        // The first frame and one a key, with the clock standing still.
        #expect(terminal.count == 3)
    }

    @Test func aResizeIsPainted() async {
        let running = Task { await loop().run() }
        await terminal.shows("tailrace")
        terminal.size = Size(width: 40, height: 10)
        terminal.send(.resize(terminal.size))
        await terminal.shows("Tailrace needs 60 by 15")
        terminal.send(.interrupt)
        await running.value
    }

    @Test func endsWithItsTask() async {
        let running = Task { await loop().run() }
        await terminal.shows("tailrace")
        running.cancel()
        await running.value
    }

    @Test func manyRingsAreOneFrame() async {
        let running = Task { await loop(.logs).run() }
        await terminal.shows("0 records")
        let frames = terminal.count
        // The tick that the header's clock wants sleeps already; the frame comes second.
        await clock.sleeping(1)
        for i in 0..<20 { append("{\"message\":\"line \(i)\"}") }
        await clock.sleeping(2)
        #expect(terminal.count == frames)
        clock.advance(by: .milliseconds(33))
        await terminal.shows("line 19")
        #expect(terminal.count == frames + 1)
        terminal.send(.interrupt)
        await running.value
    }

    @Test func aFilterIsSearchedOffTheMainActor() async {
        for i in 0..<40_000 where i % 100 == 0 {
            append((0..<100).map { "{\"severity\":\"\($0 == 7 ? "ERROR" : "INFO")\",\"message\":\"line \(i + $0)\"}" })
        }
        let loop = DashboardLoop(
            Dashboard(Configuration(title: "files", page: .logs, query: "level>=error")),
            terminal: terminal,
            source: SnapshotSource(store: store, engine: nil),
            clock: ContinuousClock(),
            now: { DashboardDriver.now }
        )
        let running = Task { await loop.run() }
        await terminal.shows("400 of 40,000")
        terminal.send(.key(.character("E")))
        await terminal.shows("paused")
        terminal.send(.interrupt)
        await running.value
    }

    private func append(_ lines: String...) { append(lines) }

    private func append(_ lines: [String]) {
        let bytes = Array((lines.joined(separator: "\n") + "\n").utf8)
        bytes.withUnsafeBytes { store.append($0, source: "test.jsonl", firstLine: 1, received: DashboardDriver.now) }
    }
}
