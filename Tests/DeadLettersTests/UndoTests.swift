import DeadLetters
import EventModel
import Synchronization
import Testing

@Suite struct UndoTests {
    private let queue = "payments-dlq"

    @Test func discards() async throws {
        let bench = Bench((0..<250).map { letter($0) }, traits: .init(isTransactional: true, batch: 100))
        _ = try await bench.broker.claim([letter(3).id], in: queue, for: "ana", until: bench.clock.now + .seconds(600))
        let ids = (0..<220).map { letter($0).id }
        let reports = Mutex<[Int]>([])
        let result = try await bench.engine.discard(queue, ids + ids, reason: "test data") { report in
            reports.withLock { $0.append(report.sent) }
        }
        #expect(result.selected == 220 && result.sent == 219 && result.skipped == 1 && result.state == .completed)
        #expect(result.kind == .discard && reports.withLock { $0 } == [0, 99, 199, 219, 219])
        #expect(try await bench.left() == [letter(3).id] + (220..<250).map { letter($0).id })
        #expect(bench.broker.sent.isEmpty)
        await #expect(throws: DeadLetterError.self) { try await bench.engine.discard("nope", ids) { _ in } }
        let back = try await bench.engine.undo(result.id) { _ in }
        #expect(back.kind == .undo && back.sent == 219 && back.selected == 219 && back.state == .completed)
        #expect(try await bench.left() == (0..<250).map { letter($0).id })
        let entry = try #require(try await bench.engine.history().entries.first)
        #expect(
            entry.act == .discard && entry.reason == "test data" && entry.selected == 220 && entry.task == result.id
        )
    }

    @Test func purgesWhatIsThereAndNamesIt() async throws {
        let bench = Bench((0..<30).map { letter($0) })
        let result = try await bench.engine.purge(queue, reason: "game day") { _ in }
        #expect(
            result.kind == .purge && result.sent == 30
                && result.notes == ["purged payments-dlq: all 30 that were in it"]
        )
        #expect(try await bench.left().isEmpty)
        let parked = Bench((0..<3).map { letter($0) })
        #expect(try await parked.engine.discard(queue, [letter(1).id], kind: .park) { _ in }.kind == .park)
    }

    @Test(arguments: [DeadLetterBrokerTraits.transactional, .stepByStep])
    func tellsApartWhatCanNotComeBack(_ traits: DeadLetterBrokerTraits) async throws {
        let bench = Bench((0..<10).map { letter($0) }, traits: traits)
        let result = try await bench.redriveAll()
        let sent = bench.broker.sent
        bench.broker.complete(sent[0].id)
        bench.broker.dieAgain(sent[1].id)
        bench.broker.receive(sent[2].id)
        bench.broker.add([letter(9)])
        let undo = try await bench.engine.undo(result.id, reason: "wrong queue") { _ in }
        #expect(undo.sent == 6 && undo.skipped == 4 && undo.failed == 0 && undo.selected == 10 && undo.remaining == 0)
        #expect(undo.notes == ["3 were received already: what was sent of them stays sent", "1 were there already"])
        #expect(try await Set(bench.left()) == Set((3..<10).map { letter($0).id } + ["again-\(sent[1].id)"]))
        // What is back was never sent: it goes again, with the same key.
        let again = try await bench.redriveAll()
        #expect(again.sent == 8)
        await #expect(throws: DeadLetterError.self) { try await bench.engine.undo(undo.id) { _ in } }
        await #expect(throws: DeadLetterError.self) { try await bench.engine.undo("nope") { _ in } }
        let twice = try await bench.engine.undo(result.id) { _ in }
        // The one that was there the first time is gone now, and its copy has not been received.
        #expect(twice.sent == 1 && twice.skipped == 9)
    }

    @Test func listsWhatIsAboutToExpire() async throws {
        let now = HandClock().now
        let bench = Bench((0..<40).map { letter($0, expires: $0 % 4 == 0 ? nil : now + .seconds(100 * (40 - $0))) })
        bench.broker.add([letter(99, queue: "uploads-dlq", expires: now + .seconds(1))])
        let soon = try await bench.engine.expiring(within: .seconds(1_000))
        #expect(soon[queue] == ExpiringLetters(count: 8, first: now + .seconds(100)))
        #expect(soon["uploads-dlq"] == ExpiringLetters(count: 1, first: now + .seconds(1)))
        #expect(try await bench.engine.expiring(within: .milliseconds(500)).isEmpty)
        let some = try await bench.engine.expiring(within: .seconds(9_999), atMost: 5)
        #expect(some[queue] == ExpiringLetters(count: 5, isMore: true, first: now + .seconds(100)))
        let plan = try await bench.engine.plan(queue, .expiring(before: now + .seconds(1_000)))
        #expect(plan.ids == [39, 38, 37, 35, 34, 33, 31, 30].map { letter($0).id })
        await #expect(throws: DeadLetterError.self) { try await bench.engine.plan("nope", .expiring(before: now)) }
        #expect(try await bench.engine.discard(queue, plan.ids, kind: .park) { _ in }.sent == 8)
    }

    /// However many they are, all that is about to expire is parked, and no more than that.
    @Test func parksAllThatIsAboutToExpire() async throws {
        let now = HandClock().now
        let bench = Bench((0..<12_345).map { letter($0, expires: now + .seconds($0 < 12_000 ? 60 : 90_000)) })
        let plan = try await bench.engine.plan(queue, .expiring(before: now + .seconds(86_400)))
        #expect(try await bench.engine.discard(queue, plan.ids, kind: .park) { _ in }.sent == 12_000)
        #expect(try await bench.left().count == 345)
    }
}
