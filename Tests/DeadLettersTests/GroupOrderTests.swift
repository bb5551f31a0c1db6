import DeadLetters
import EventModel
import Synchronization
import Testing

@Suite struct GroupOrderTests {
    private let queue = "payments-dlq"

    /// Message n belongs to order n % 5; by attribute and in the body.
    private func letters(_ n: Int) -> [DeadLetter] {
        (0..<n).map { n in
            var dead = letter(n)
            dead.attributes = ["MessageGroupId": "order-\(n % 5)"]
            dead.body = Array("{\"order\":{\"id\":\(n % 5)},\"n\":\(n)}".utf8)
            return dead
        }
    }

    private func options(_ key: String) -> RedriveOptions {
        var options = RedriveOptions()
        options.order = .group(key: key)
        options.stopAbove = nil
        return options
    }

    private func number(_ sent: InMemoryDeadLetterBroker.Sent) -> Int { Int(sent.original.id.dropFirst(2)) ?? -1 }

    @Test(arguments: ["MessageGroupId", "$.order.id"], [DeadLetterBrokerTraits.transactional, .stepByStep])
    func sendsTheNextWhenTheOneBeforeHasCompleted(_ key: String, _ traits: DeadLetterBrokerTraits) async throws {
        let bench = Bench(letters(40), traits: traits)
        let consumer = Consumer(bench.broker) { _ in .completed }
        let most = Mutex(0)
        let engine = bench.another(sleep: { [clock = bench.clock, broker = bench.broker] in
            clock.advance(by: $0)
            let waiting = broker.sent.count
            most.withLock { $0 = max($0, waiting) }
            consumer.work()
        })
        let result = try await engine.redrive(try await engine.plan(queue, .all, options(key))) { _ in }
        #expect(result.state == .completed && result.sent == 40 && result.completed == 40)
        let sent = bench.broker.sent.map(number)
        #expect(sent.count == 40)
        for group in 0..<5 {
            #expect(sent.filter { $0 % 5 == group } == stride(from: group, to: 40, by: 5).map { $0 })
        }
        // Groups side by side: five at a time.
        #expect((0..<8).allSatisfy { Set(sent[$0 * 5..<$0 * 5 + 5].map { $0 % 5 }).count == 5 })
    }

    @Test(arguments: [DeadLetterBrokerTraits.transactional, .stepByStep])
    func holdsAGroupAtItsFirstNewFailure(_ traits: DeadLetterBrokerTraits) async throws {
        let bench = Bench(letters(40), traits: traits)
        let consumer = Consumer(bench.broker) { $0.original.id == letter(12).id ? .diedAgain("") : .completed }
        let engine = bench.another(sleep: { [clock = bench.clock] in
            clock.advance(by: $0)
            consumer.work()
        })
        let plan = try await engine.plan(queue, .all, options("$.order.id"))
        let result = try await engine.redrive(plan) { _ in }
        // 2, 7 and 12 went; 17, 22, 27, 32, 37 stay.
        #expect(result.state == .completed && result.sent == 35 && result.held == 5 && result.diedAgain == 1)
        #expect(result.remaining == 0 && result.notes.contains { $0.hasPrefix("held behind a message") })
        let left = try await bench.left().filter { !$0.hasPrefix("again") }
        #expect(left == [17, 22, 27, 32, 37].map { letter($0).id })
    }

    @Test func holdsAGroupWhenAMessageCanNotBeSent() async throws {
        let bench = Bench(letters(20), fault: { if $0 == .sendOne(letter(6).id) { throw ProcessEnded() } })
        let consumer = Consumer(bench.broker) { _ in .completed }
        let engine = bench.another(sleep: { [clock = bench.clock] in
            clock.advance(by: $0)
            consumer.work()
        })
        let result = try await engine.redrive(try await engine.plan(queue, .all, options("$.order.id"))) { _ in }
        #expect(result.sent == 17 && result.failed == 1 && result.held == 2)
        #expect(try await bench.left() == [6, 11, 16].map { letter($0).id })
    }

    @Test func stopsWhenAGroupNeverGoesOn() async throws {
        let bench = Bench(letters(20))
        let consumer = Consumer(bench.broker) { $0.original.id == letter(1).id ? .running : .completed }
        let engine = bench.another(sleep: { [clock = bench.clock] in
            clock.advance(by: $0)
            consumer.work()
        })
        let plan = try await engine.plan(queue, .all, options("$.order.id"))
        let result = try await engine.redrive(plan) { _ in }
        #expect(result.state == .stopped && result.sent == 17 && result.remaining == 3)
        #expect(result.notes == ["stopped: 3 wait for messages of their groups that are still running after 60 s"])
        // Resumed, it waits for that message again, and goes on when it has completed.
        bench.broker.complete(try #require(bench.broker.sent.first { $0.original.id == letter(1).id }).id)
        let end = try await engine.resume(plan.id) { _ in }
        #expect(end.state == .completed && end.sent == 20)
        #expect(bench.broker.sent.map(number).filter { $0 % 5 == 1 } == [1, 6, 11, 16])
    }

    /// A group whose message died again before the process ended stays held when the task goes on.
    @Test(arguments: [DeadLetterBrokerTraits.transactional, .stepByStep])
    func holdsStillAfterACrash(_ traits: DeadLetterBrokerTraits) async throws {
        let bench = Bench(letters(20), traits: traits)
        let passed = Mutex(0)
        let first = bench.another(edge: { edge in
            guard edge == .journalled else { return }
            passed.withLock { $0 += 1 }
            throw ProcessEnded()
        })
        let plan = try await first.plan(queue, .all, options("$.order.id"))
        await #expect(throws: ProcessEnded.self) { try await first.redrive(plan) { _ in } }
        let consumer = Consumer(bench.broker) { $0.original.id == letter(2).id ? .diedAgain("") : .completed }
        consumer.work()
        let second = bench.another(sleep: { [clock = bench.clock] in
            clock.advance(by: $0)
            consumer.work()
        })
        let result = try await second.resume(plan.id) { _ in }
        #expect(result.state == .completed && result.sent == 17 && result.held == 3)
        #expect(try await bench.left().filter { !$0.hasPrefix("again") } == [7, 12, 17].map { letter($0).id })
    }

    @Test func ordersMessagesWithoutTheKeyWithNoOther() async throws {
        let bench = Bench((0..<30).map { letter($0) })
        let result = try await bench.engine.redrive(
            try await bench.engine.plan(queue, .all, options("$.order.id"))
        ) { _ in }
        #expect(result.sent == 30 && result.state == .completed)
        await #expect(throws: DeadLetterError.self) { try await bench.engine.plan(queue, .all, options("$.[")) }
    }
}
