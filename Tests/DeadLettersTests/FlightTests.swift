import DeadLetters
import EventModel
import Synchronization
import Testing

/// Large batches, of which the next is made ready while the broker is at the one before.
@Suite struct FlightTests {
    private struct Broken: Error {}
    private static let queue = "payments-dlq"
    private static let count = 6_500
    private static let batch = 1_000

    private func bench(fault: @escaping InMemoryDeadLetterBroker.Fault = { _ in }) -> Bench {
        Bench((0..<Self.count).map { letter($0) }, traits: .transactional, fault: fault)
    }

    /// Goes on with a task to its end; then every message has gone once, in order.
    private func finish(_ task: String, _ bench: Bench) async throws {
        let end = try await bench.another().resume(task) { _ in }
        #expect(end.state == .completed && end.remaining == 0 && end.sent == Self.count)
        #expect(bench.broker.sent.map(\.original.id) == (0..<Self.count).map { letter($0).id })
    }

    @Test func allGoOnceInOrder() async throws {
        let bench = bench()
        let plan = try await bench.engine.plan(Self.queue, .all, .quick)
        let seen = Mutex<[Int]>([])
        let end = try await bench.engine.redrive(plan) { report in seen.withLock { $0.append(report.sent) } }
        #expect(end.state == .completed && end.sent == Self.count && end.notes.isEmpty)
        #expect(bench.broker.sent.map(\.original.id) == plan.ids)
        #expect(seen.withLock { $0 == $0.sorted() && $0.last == Self.count })
    }

    @Test func whatIsOnItsWayIsCountedWhenItIsStopped() async throws {
        let bench = bench()
        let plan = try await bench.engine.plan(Self.queue, .all, .quick)
        let end = try await bench.engine.redrive(plan) { report in
            if report.sent == 2 * Self.batch { _ = try? bench.engine.cancel(plan.id) }
        }
        #expect(end.state == .cancelled && end.sent >= 2 * Self.batch && end.sent < Self.count)
        #expect(bench.broker.sent.count == end.sent && end.remaining == Self.count - end.sent)
        #expect(try await bench.left().count == end.remaining)
        try await finish(plan.id, bench)
    }

    @Test(arguments: [InMemoryDeadLetterBroker.Step.send, .hasSent])
    func whatIsOnItsWayIsCountedWhenTheBrokerBreaks(_ broken: InMemoryDeadLetterBroker.Step) async throws {
        let calls = Mutex(0)
        let bench = bench { step in
            guard step == broken else { return }
            let call = calls.withLock {
                $0 += 1
                return $0
            }
            if call == 3 { throw Broken() }
        }
        let plan = try await bench.engine.plan(Self.queue, .all, .quick)
        let end = try await bench.engine.redrive(plan) { _ in }
        #expect(end.state == .failed && end.notes == ["stopped: Broken()"])
        #expect(bench.broker.sent.count == end.sent && end.sent < Self.count)
        #expect(try await bench.left().count == end.remaining)
        let rest = try await bench.another().resume(plan.id) { _ in }
        #expect(rest.state == .completed && rest.sent == Self.count)
        #expect(Set(bench.broker.sent.map(\.original.id)).count == Self.count && bench.broker.sent.count == Self.count)
    }

    @Test(arguments: [StateEdge.committed, .journalled], [1, 2, 4])
    func nothingGoesTwiceWhenTheProcessEnds(at edge: StateEdge, time: Int) async throws {
        let bench = bench()
        let passed = Mutex(0)
        let dying = bench.another(edge: { step in
            guard step == edge else { return }
            let count = passed.withLock {
                $0 += 1
                return $0
            }
            if count == time { throw ProcessEnded() }
        })
        let plan = try await dying.plan(Self.queue, .all, .quick)
        await #expect(throws: ProcessEnded.self) { try await dying.redrive(plan) { _ in } }
        // Its locks are there until their time has passed, or the same task takes them again.
        try await finish(plan.id, bench)
    }
}
