import DeadLetters
import EventModel
import Synchronization
import Testing

/// Consumers of what is redriven: they handle everything that arrived while the engine waits.
final class Consumer: Sendable {
    let broker: InMemoryDeadLetterBroker
    private let handled = Mutex(0)
    private let outcome: @Sendable (InMemoryDeadLetterBroker.Sent) -> Fate

    init(_ broker: InMemoryDeadLetterBroker, _ outcome: @escaping @Sendable (InMemoryDeadLetterBroker.Sent) -> Fate) {
        self.broker = broker
        self.outcome = outcome
    }

    func work() {
        let sent = broker.sent
        let new = handled.withLock { handled in
            defer { handled = sent.count }
            return sent.dropFirst(handled)
        }
        for sent in new {
            switch outcome(sent) {
            case .completed: broker.complete(sent.id)
            case .diedAgain: broker.dieAgain(sent.id)
            case .running, .unknown: broker.receive(sent.id)
            }
        }
    }
}

@Suite struct CanaryTests {
    private let queue = "payments-dlq"
    private static let kinds: [DeadLetterBrokerTraits] = [.transactional, .stepByStep]

    private func engine(
        _ bench: Bench,
        _ outcome: @escaping @Sendable (InMemoryDeadLetterBroker.Sent) -> Fate
    ) -> DeadLetterEngine {
        let consumer = Consumer(bench.broker, outcome)
        return bench.another(sleep: { [clock = bench.clock] in
            clock.advance(by: $0)
            consumer.work()
        })
    }

    @Test(arguments: kinds)
    func goesOnWhenTheCanaryCompletes(_ traits: DeadLetterBrokerTraits) async throws {
        let bench = Bench((0..<200).map { letter($0) }, traits: traits)
        let engine = engine(bench) { _ in .completed }
        let plan = try await engine.plan(queue, .all, RedriveOptions(canary: 7))
        let steps = Mutex<[String]>([])
        let result = try await engine.redrive(plan) { report in
            guard let phase = report.phase else { return }
            let step = "\(phase) \(report.sent)"
            steps.withLock { if $0.last != step { $0.append(step) } }
        }
        #expect(result.state == .completed && result.sent == 200 && result.completed == 200 && result.unsettled == 0)
        #expect(
            steps.withLock { $0.prefix(3) } == [
                "canary 0", "canary 7", traits.isTransactional ? "ramp 200" : "ramp 17",
            ]
        )
        #expect(steps.withLock { $0.last } == "settling 200")
    }

    @Test(arguments: kinds)
    func stopsWhenTheCanaryDies(_ traits: DeadLetterBrokerTraits) async throws {
        let bench = Bench((0..<200).map { letter($0) }, traits: traits)
        let engine = engine(bench) { $0.original.id == letter(0).id ? .completed : .diedAgain("") }
        let result = try await engine.redrive(try await engine.plan(queue, .all, RedriveOptions(canary: 4))) { _ in }
        #expect(result.state == .stopped && result.sent == 4 && result.completed == 1 && result.diedAgain == 3)
        #expect(result.notes == ["3 of 4 that have ended died again, more than 20 %"])
        #expect(bench.broker.sent.count == 4)
        #expect(try await bench.left().count == 199)
        // The rest is free again. Gone on with, it begins with a canary, and the deaths of before are not counted twice.
        let more = try await engine.resume(result.id) { _ in }
        #expect(more.state == .stopped && more.sent == 8 && more.diedAgain == 7 && bench.broker.sent.count == 8)
        #expect(more.notes == ["4 of 4 that have ended died again, more than 20 %"])
        let letters = try await bench.broker.peek(queue, after: nil, limit: 999)
        #expect(letters.allSatisfy { $0.lockedBy == nil })
        #expect(
            try await engine.history().entries[1].outcome?.hasPrefix("stopped: 4 of 200, 1 completed, 3 died again")
                == true
        )
    }

    @Test func takesAShareBelowTheThreshold() async throws {
        let bench = Bench((0..<50).map { letter($0) })
        let engine = engine(bench) { $0.original.id == letter(3).id ? .diedAgain("") : .completed }
        let result = try await engine.redrive(try await engine.plan(queue, .all, RedriveOptions(canary: 10))) { _ in }
        #expect(result.state == .completed && result.sent == 50 && result.diedAgain == 1 && result.completed == 49)
    }

    @Test func doesNotWaitForeverForTheCanary() async throws {
        let bench = Bench((0..<50).map { letter($0) })
        let engine = engine(bench) { $0.original.id == letter(3).id ? .running : .completed }
        let start = bench.clock.now
        let result = try await engine.redrive(try await engine.plan(queue, .all, RedriveOptions(canary: 10))) { _ in }
        #expect(result.state == .stopped && result.sent == 10 && result.completed == 9)
        #expect(result.notes == ["stopped: 1 of the canary is still running after 60 s"])
        #expect((bench.clock.now - start) < .seconds(65))
        let more = try await engine.resume(result.id) { _ in }
        #expect(more.sent == 50 && more.unsettled == 1 && more.state == .completed)
    }

    @Test func stopsWhenTheCanaryCanNotBeSent() async throws {
        let bench = Bench(
            (0..<9).map { letter($0) },
            fault: { step in if case .sendOne = step { throw ProcessEnded() } }
        )
        let plan = try await bench.engine.plan(queue, .all, RedriveOptions(canary: 3))
        let result = try await bench.engine.redrive(plan) { _ in }
        #expect(result.state == .stopped && result.failed == 3 && result.sent == 0 && result.remaining == 6)
        #expect(result.notes.last == "stopped: none of the canary could be sent")
    }

    /// Retry-all against a consumer that always fails ends, and says why.
    @Test(arguments: kinds, [nil, 20.0])
    func endsAgainstAConsumerThatAlwaysFails(_ traits: DeadLetterBrokerTraits, _ rate: Double?) async throws {
        let bench = Bench((0..<300).map { letter($0) }, traits: traits)
        let engine = engine(bench) { _ in .diedAgain("") }
        var options = RedriveOptions()
        options.rate = rate.map { .init($0) }
        let result = try await engine.redrive(try await engine.plan(queue, .all, options)) { _ in }
        #expect(result.diedAgain == result.sent - result.unsettled && result.diedAgain >= 5)
        #expect(result.state == (rate == nil ? .completed : .stopped))
        #expect(rate == nil ? result.sent == 300 : result.sent < 60)
        #expect(result.notes.count == 1 && result.notes[0].hasSuffix("that have ended died again, more than 20 %"))
        #expect(try await bench.left().count == 300)
        // And again and again: then they are quarantined.
        for _ in 0..<9 { _ = try await engine.redrive(try await engine.plan(queue, .all, .quick)) { _ in } }
        let plan = try await engine.plan(queue, .all)
        #expect(bench.broker.sent.count <= 900)
        #expect(plan.quarantined == 0 || plan.ids.isEmpty || rate != nil)
    }

    @Test func quarantinesAtTheCap() async throws {
        let bench = Bench((0..<10).map { letter($0) })
        let consumer = Consumer(bench.broker) { _ in .diedAgain("") }
        for generation in 0..<3 {
            let plan = try await bench.engine.plan(queue, .all, .quick)
            #expect(plan.ids.count == 10 && plan.generations.count == (generation == 0 ? 0 : 10))
            _ = try await bench.engine.redrive(plan) { _ in }
            consumer.work()
        }
        let plan = try await bench.engine.plan(queue, .all, .quick)
        #expect(plan.ids.isEmpty && plan.quarantined == 10)
        let letters = try await bench.engine.messages(queue)
        #expect(letters.allSatisfy { $0.generation == 3 && $0.history.count == 3 })
        var options = RedriveOptions.quick
        options.cap = 4
        #expect(try await bench.engine.plan(queue, .all, options).ids.count == 10)
    }

    @Test func tellsOutcomesLater() async throws {
        let bench = Bench((0..<20).map { letter($0) })
        let result = try await bench.redriveAll()
        #expect(result.unsettled == 20 && result.state == .completed)
        for (i, sent) in bench.broker.sent.enumerated() {
            if i % 4 == 0 { bench.broker.dieAgain(sent.id) } else if i % 2 == 0 { bench.broker.complete(sent.id) }
        }
        let later = try await bench.another().outcome(result.id)
        #expect(later.completed == 5 && later.diedAgain == 5 && later.unsettled == 10 && later.sent == 20)
        await #expect(throws: DeadLetterError.self) { try await bench.engine.outcome("nope") }
    }
}
