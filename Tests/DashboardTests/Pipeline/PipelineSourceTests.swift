import Dashboard
import EventModel
import Telemetry
import TerminalUI
import Testing

/// The desk's side: what is asked for when, and what becomes of acts.
@Suite(.timeLimit(.minutes(1))) @MainActor struct PipelineSourceTests {
    typealias Sample = SamplePipeline
    private let store = TelemetryStore(capacity: 1 << 20)
    private let desk = InMemoryPipelineDesk()

    private var interest: Interest {
        var interest = Interest()
        interest.pipeline = true
        return interest
    }

    private func source(_ desk: InMemoryPipelineDesk?) -> SnapshotSource {
        SnapshotSource(store: store, engine: nil, desk: desk)
    }

    /// Takes snapshots, one each time a value has come, until one is as wanted.
    private func view(
        _ source: SnapshotSource,
        _ interest: Interest,
        at start: Timestamp = Sample.now,
        until wanted: (PipelineView) -> Bool
    ) async -> PipelineView {
        let (changes, feed) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        source.changed = { feed.yield() }
        var now = start
        while true {
            let view = source.snapshot(for: interest, size: DashboardDriver.narrow, now: now).pipeline
            if wanted(view) { return view }
            for await _ in changes { break }
            now = now + .milliseconds(1)
        }
    }

    @Test func withoutADeskThereIsNoPipeline() {
        let view = source(nil).snapshot(for: interest, size: DashboardDriver.narrow, now: Sample.now).pipeline
        #expect(!view.available && !view.loaded)
    }

    @Test func partsAreAskedForWhileSomebodyLooks() async {
        let source = source(desk)
        #expect(source.snapshot(for: Interest(), size: DashboardDriver.narrow, now: Sample.now).pipeline.available)
        #expect(desk.asked == 0)
        let view = await view(source, interest) { $0.loaded }
        #expect(view.parts == Sample.parts())
        #expect(desk.asked == 1)
        // A second later it is asked again, and not before.
        _ = source.snapshot(for: interest, size: DashboardDriver.narrow, now: Sample.now + .milliseconds(900))
        desk.change { $0.rules.removeAll() }
        let next = await self.view(source, interest, at: Sample.now + .seconds(2)) { $0.parts.rules.isEmpty }
        #expect(next.loaded)
        #expect(desk.asked == 2)
    }

    @Test func anExecutionIsAskedForWhenItIsOpen() async {
        desk.set(Sample.path())
        var interest = interest
        interest.execution = "exec-3"
        let source = source(desk)
        #expect(await view(source, interest) { $0.execution != nil }.execution == Sample.path())
        interest.execution = "no-such"
        #expect(await view(source, interest) { $0.missingExecution != nil }.missingExecution == "no-such")
    }

    @Test func whatFailsIsSaidAndWhatIsKnownStays() async {
        let source = source(desk)
        _ = await view(source, interest) { $0.loaded }
        desk.fallSilent("database is locked")
        let view = await view(source, interest, at: Sample.now + .seconds(2)) { $0.failure != nil }
        #expect(view.failure == "database is locked")
        #expect(view.parts == Sample.parts())
    }

    @Test func queuesAndFunctionsHaveATrend() async {
        let source = source(desk)
        _ = await view(source, interest) { $0.loaded }
        desk.change { $0.queues[0].visible += 120 }
        let view = await view(source, interest, at: Sample.now + .seconds(12)) {
            $0.trend.growth(ofQueue: "orders-payment") != nil
        }
        let growth = view.trend.growth(ofQueue: "orders-payment") ?? 0
        #expect(abs(growth - 10) < 0.1)
        #expect(view.trend.growth(ofQueue: "no-such") == nil)
        #expect(view.trend.calls(ofFunction: "notify")?.invocations == 0)
    }

    // MARK: Acts

    private func answers(_ desk: InMemoryPipelineDesk?, _ commands: PipelineCommand...) async -> [Answer] {
        let (answers, feed) = AsyncStream.makeStream(of: Answer.self, bufferingPolicy: .bufferingOldest(100))
        let performer = EffectPerformer(source: source(desk), terminal: FramedTerminal(), now: { Sample.now })
        performer.answer = { feed.yield($0) }
        for command in commands { performer.perform(.perform(command)) }
        var all: [Answer] = []
        for await answer in answers {
            all.append(answer)
            if all.count == commands.count { break }
        }
        return all
    }

    @Test func actsAreDoneInTheirOrder() async {
        let commands = (0..<8).map { PipelineCommand.setRule("order-fanout", isEnabled: $0 % 2 == 0) }
        let (answers, feed) = AsyncStream.makeStream(of: Answer.self, bufferingPolicy: .bufferingOldest(100))
        let performer = EffectPerformer(source: source(desk), terminal: FramedTerminal(), now: { Sample.now })
        performer.answer = { feed.yield($0) }
        for command in commands { performer.perform(.perform(command)) }
        var count = 0
        for await answer in answers {
            guard case .performed(let command, _) = answer else {
                Issue.record("\(answer)")
                return
            }
            #expect(command == commands[count])
            count += 1
            if count == commands.count { break }
        }
        #expect(desk.performed == commands)
    }

    @Test func aRefusalSaysWhy() async {
        let command = PipelineCommand.setRule("no-such", isEnabled: false)
        #expect(await answers(desk, command) == [.refusedCommand(command, "there is no rule no-such")])
        guard case .refusedCommand(_, let why)? = await answers(nil, command).first else {
            Issue.record("not refused")
            return
        }
        #expect(why.contains("no pipeline"))
        let readOnly = InMemoryPipelineDesk(isReadOnly: true)
        guard case .refusedCommand? = await answers(readOnly, command).first else {
            Issue.record("not refused")
            return
        }
        #expect(readOnly.performed.isEmpty)
    }

    @Test func theScreenShowsAtOnceWhatWasDone() async {
        let terminal = FramedTerminal(size: DashboardDriver.wide)
        let loop = DashboardLoop(
            Dashboard(Configuration(title: "bundled pipeline", page: .pipeline)),
            terminal: terminal,
            source: source(desk),
            clock: ContinuousClock(),
            now: { Sample.now }
        )
        let running = Task { await loop.run() }
        await terminal.shows("fails 10.0 %")
        terminal.send(.key(.tab), .key(.down))
        await terminal.shows("▌     order-fanout                      on ")
        terminal.type("Xy")
        // The clock stands still: nothing but the act makes it ask again.
        await terminal.shows("order-fanout                      off, by hand")
        await terminal.shows("rule order-fanout is off")
        terminal.send(.interrupt)
        await running.value
        #expect(desk.performed == [.setRule("order-fanout", isEnabled: false)])
    }
}
