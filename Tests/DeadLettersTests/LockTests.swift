import DeadLetters
import EventModel
import Synchronization
import Testing

@Suite struct LockTests {
    private let queue = "payments-dlq"
    private static let small = DeadLetterBrokerTraits(isTransactional: true, batch: 10)

    /// A second submit is refused, names the owner, and takes nothing.
    @Test func refusesWhatAnotherTaskHas() async throws {
        let bench = Bench((0..<50).map { letter($0) }, traits: Self.small)
        let ana = bench.another(actor: "ana")
        let ben = bench.another(actor: "ben")
        let plan = try await ana.plan(queue, .ids((20..<30).map { letter($0).id }), .quick)
        let refusal = Mutex<Task<DeadLetterError?, Never>?>(nil)
        let running = Mutex<[RedriveProgress]>([])
        // In the middle of ana's task, its progress is told to ben and his is refused.
        let inside = Mutex(false)
        let slow = bench.another(
            actor: "ana",
            sleep: { [clock = bench.clock] duration in
                clock.advance(by: duration)
                let wasInside = inside.withLock { inside in
                    defer { inside = true }
                    return inside
                }
                if wasInside { return }
                let tasks = try await ben.tasks()
                running.withLock { $0 = tasks }
                let other = try await ben.plan("payments-dlq", .all, .quick)
                let task = Task<DeadLetterError?, Never> {
                    do {
                        _ = try await ben.redrive(other) { _ in }
                        return nil
                    } catch { return error as? DeadLetterError }
                }
                refusal.withLock { $0 = task }
                _ = await task.value
            }
        )
        var rated = plan
        rated.options.rate = .init(4)
        let result = try await slow.redrive(rated) { _ in }
        #expect(result.sent == 10 && result.skipped == 0)
        let error = await refusal.withLock { $0 }?.value
        #expect(error?.code == .locked && error?.message.contains("locked by task \(plan.id) of ana") == true)
        #expect(running.withLock { $0.map(\.state) } == [.running])
        #expect(running.withLock { $0.first?.actor } == "ana")
        // Nothing of ben's stays locked, and nothing of his was begun.
        #expect(try await bench.engine.messages(queue).allSatisfy { $0.lockedBy == nil })
        #expect(try await ben.tasks().map(\.id) == [plan.id])
        #expect(try await ben.history().entries.last { $0.actor == "ben" }?.outcome?.hasPrefix("refused: ") == true)
        #expect(bench.broker.sent.count == 10)
    }

    /// Two engines, as two operators would have, redrive one queue at once: nothing goes twice.
    @Test(arguments: 0..<12)
    func twoEnginesNeverSendAMessageTwice(_ seed: Int) async throws {
        let traits = seed % 2 == 0 ? Self.small : DeadLetterBrokerTraits.stepByStep
        let bench = Bench((0..<200).map { letter($0) }, traits: traits)
        let engines = [bench.another(actor: "ana"), bench.another(actor: "ben")]
        let plans = [
            try await engines[0].plan(queue, .all, .quick),
            try await engines[1].plan(queue, .ids((seed * 10..<200).map { letter($0).id }), .quick),
        ]
        let results = await withTaskGroup(of: RedriveProgress?.self) { group in
            for (engine, plan) in zip(engines, plans) {
                group.addTask { try? await engine.redrive(plan) { _ in } }
            }
            return await group.reduce(into: [RedriveProgress]()) { if let result = $1 { $0.append(result) } }
        }
        #expect(!results.isEmpty)
        #expect(results.map(\.sent).reduce(0, +) == bench.broker.sent.count)
        #expect(results.allSatisfy { $0.remaining == 0 && $0.failed == 0 && $0.uncertain == 0 })
        let sent = bench.broker.sent.map(\.original.id)
        #expect(Set(sent).count == sent.count)
        #expect(Set(sent).union(try await bench.left()) == Set((0..<200).map { letter($0).id }))
        // What one skipped or was refused can go now.
        try await bench.redriveAll()
        #expect(Set(bench.broker.sent.map(\.original.id)).count == 200 && bench.broker.sent.count == 200)
    }

    @Test func refusesLocksOfTasksThatNobodyKnows() async throws {
        let bench = Bench((0..<30).map { letter($0) }, traits: Self.small)
        _ = try await bench.broker.claim([letter(25).id], in: queue, for: "x", until: bench.clock.now + .seconds(60))
        let plan = try await bench.engine.plan(queue, .all, .quick)
        let error = await #expect(throws: DeadLetterError.self) { try await bench.engine.redrive(plan) { _ in } }
        #expect(error?.message == "1 is locked by task x")
        bench.clock.advance(by: .seconds(61))
        #expect(try await bench.engine.redrive(plan) { _ in }.sent == 30)
    }

    @Test func isRunOnceAtATime() async throws {
        let bench = Bench((0..<20).map { letter($0) }, traits: Self.small)
        let plan = try await bench.engine.plan(queue, .all, .quick)
        let second = Mutex<[Task<Bool, Never>]>([])
        _ = try await bench.engine.redrive(plan) { report in
            guard report.sent == 0 else { return }
            let other = bench.another()
            second.withLock { tasks in
                guard tasks.isEmpty else { return }
                tasks.append(Task { (try? await bench.engine.redrive(plan) { _ in }) == nil })
                tasks.append(Task { (try? await other.redrive(plan) { _ in }) == nil })
            }
        }
        for task in second.withLock({ $0 }) { #expect(await task.value) }
        #expect(bench.broker.sent.count == 20)
    }
}
