import Dashboard
import DeadLetters
import EventModel
import Telemetry
import TerminalUI
import Testing

@Suite @MainActor struct EffectPerformerTests {
    private let terminal = FramedTerminal()
    private let store = TelemetryStore(capacity: 1 << 26)
    private let answers: AsyncStream<Answer>
    private let feed: AsyncStream<Answer>.Continuation

    init() { (answers, feed) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(1_000)) }

    private func performer(_ broker: InMemoryDeadLetterBroker? = nil) -> EffectPerformer {
        let engine = broker.map {
            DeadLetterEngine(broker: $0, ids: { "task" }, now: { DashboardDriver.now }, sleep: { _ in })
        }
        let source = SnapshotSource(store: store, engine: engine)
        let performer = EffectPerformer(source: source, terminal: terminal, now: { DashboardDriver.now })
        performer.answer = { [feed] in feed.yield($0) }
        return performer
    }

    private func broker(_ count: Int, fault: @escaping InMemoryDeadLetterBroker.Fault = { _ in })
        -> InMemoryDeadLetterBroker
    {
        let source = DeadLetter.Destination(.queue, "orders-payment")
        let broker = InMemoryDeadLetterBroker(
            queues: ["payments-dlq"],
            destinations: [source],
            now: { DashboardDriver.now },
            fault: fault
        )
        broker.add(
            (0..<count).map {
                DeadLetter(
                    id: "m\($0)",
                    queue: "payments-dlq",
                    source: source,
                    reason: "MaxReceiveCountExceeded",
                    error: ErrorInfo(type: "CardDeclined", message: "insufficient funds"),
                    died: DashboardDriver.now - .seconds(60 - $0),
                    body: Array("{}".utf8)
                )
            }
        )
        return broker
    }

    private func plan(_ performer: EffectPerformer, _ selection: PlanRequest.Selection) async -> RedrivePlan? {
        var options = RedriveOptions()
        // Nobody handles what is sent here.
        options.patience = .zero
        performer.perform(.plan(PlanRequest(queue: "payments-dlq", selection: selection, options: options)))
        for await answer in answers {
            if case .planned(_, let plan) = answer { return plan }
            return nil
        }
        return nil
    }

    /// Reports up to the end of the task.
    private func reports() async -> [RedriveProgress] {
        var reports: [RedriveProgress] = []
        for await answer in answers {
            guard case .progress(let progress) = answer else { continue }
            reports.append(progress)
            if !progress.state.isRunning { break }
        }
        return reports
    }

    @Test func copies() {
        performer().perform(.copy("5f2c"))
        #expect(terminal.copied == ["5f2c"])
    }

    @Test func plansAndRedrives() async throws {
        let broker = broker(7)
        let performer = performer(broker)
        let plan = try #require(await plan(performer, .ids(["m1", "m3"])))
        #expect(plan.ids == ["m1", "m3"])
        performer.perform(.redrive(plan))
        let reports = await reports()
        #expect(reports.last?.state == .completed)
        #expect(reports.last?.sent == 2)
        #expect(reports.count { !$0.state.isRunning } == 1)
        #expect(broker.sent.map(\.id).count == 2)
        #expect(try await broker.queues().first?.depth == 5)
    }

    @Test func discards() async throws {
        let broker = broker(3)
        let performer = performer(broker)
        performer.perform(.discard(queue: "payments-dlq", ids: ["m0", "m2"], kind: .discard))
        #expect(await reports().last?.state == .completed)
        #expect(try await broker.queues().first?.depth == 1)
    }

    @Test func aTaskThatCannotRunEndsAsFailed() async throws {
        let performer = performer(broker(3))
        var plan = RedrivePlan(
            id: "task",
            queue: "no-such-queue",
            options: RedriveOptions(),
            frozen: DashboardDriver.now
        )
        plan.ids = ["m0"]
        performer.perform(.redrive(plan))
        let last = await reports().last
        #expect(last?.state == .failed)
        #expect(last?.id == "task")
        #expect(last?.notes.isEmpty == false)
    }

    @Test func aQueueThatIsNotThereIsRefused() async {
        let performer = performer(broker(1))
        let request = PlanRequest(queue: "no-such-queue", selection: .all)
        performer.perform(.plan(request))
        for await answer in answers {
            guard case .refused(let asked, let why) = answer else {
                Issue.record("\(answer)")
                return
            }
            #expect(asked == request)
            #expect(why.contains("no-such-queue"))
            return
        }
    }

    @Test func withoutABrokerItSaysSo() async {
        performer().perform(.plan(PlanRequest(queue: "q", selection: .all)))
        performer().perform(.discard(queue: "q", ids: [], kind: .discard))
        feed.finish()
        var words: [String] = []
        for await answer in answers {
            switch answer {
            case .refused(_, let why): words.append(why)
            case .notice(let notice): words.append(notice.text)
            default: break
            }
        }
        #expect(words.count == 2)
        #expect(words.allSatisfy { $0.contains("no broker") })
    }
}
