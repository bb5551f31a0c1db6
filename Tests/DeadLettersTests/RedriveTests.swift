import DeadLetters
import EventModel
import Synchronization
import Testing

private struct Broken: Error {}

@Suite struct RedriveTests {
    private let queue = "payments-dlq"

    @Test func sendsEachOnceInOrder() async throws {
        let bench = Bench((0..<95).map { letter($0, generation: $0 % 2) })
        let plan = try await bench.engine.plan(queue, .all)
        let reports = Mutex<[RedriveProgress]>([])
        let result = try await bench.engine.redrive(plan) { report in reports.withLock { $0.append(report) } }
        #expect(result.state == .completed && result.sent == 95 && result.remaining == 0 && result.notes.isEmpty)
        #expect(bench.broker.sent.map(\.original.id) == plan.ids)
        #expect(bench.broker.sent.allSatisfy { $0.destination == orders && $0.task == plan.id })
        #expect(bench.broker.sent[1].key == redriveKey(queue: queue, id: letter(1).id, generation: 1))
        #expect(try await bench.left().isEmpty)
        let seen = reports.withLock { $0 }
        #expect(seen.map(\.sent) == [0] + stride(from: 10, through: 90, by: 10) + [95, 95])
        #expect(seen.last == result && seen.dropLast().allSatisfy { $0.state == .running })
    }

    @Test func keepsToTheRate() async throws {
        for (rate, count) in [(5.0, 20), (50.0, 300), (0.5, 4), (3.7, 40)] {
            let bench = Bench((0..<count).map { letter($0) })
            let start = bench.clock.now
            let plan = try await bench.engine.plan(queue, .all, rate: rate)
            _ = try await bench.engine.redrive(plan) { _ in }
            let seconds = (bench.clock.now - start).inSeconds
            // The last batch goes when those before it are paid for.
            #expect(abs(seconds - Double(count) / rate) <= 11 / rate, "\(rate)/s")
            #expect(bench.broker.sent.count == count)
        }
    }

    @Test func doesNotCatchUpAfterAStall() async throws {
        let clock = HandClock()
        let times = Mutex<[Timestamp]>([])
        let broker = InMemoryDeadLetterBroker(
            queues: [queue],
            destinations: [orders],
            now: { clock.now },
            fault: { step in
                guard step == .redrive else { return }
                let n = times.withLock {
                    $0.append(clock.now)
                    return $0.count
                }
                if n == 3 { clock.advance(by: .seconds(10)) }
            }
        )
        broker.add((0..<8).map { letter($0) })
        let engine = DeadLetterEngine(
            broker: broker,
            ids: counted(),
            now: { clock.now },
            sleep: { clock.advance(by: $0) }
        )
        _ = try await engine.redrive(try await engine.plan(queue, .all, rate: 2)) { _ in }
        let gaps = times.withLock { zip($0.dropFirst(), $0).map { ($0 - $1).inSeconds } }
        #expect(gaps == [0.5, 0.5, 10, 0.5, 0.5, 0.5, 0.5])
    }

    @Test func stopsBetweenTwoBatches() async throws {
        let bench = Bench((0..<100).map { letter($0) })
        let plan = try await bench.engine.plan(queue, .all)
        let states = Mutex<[RedriveProgress.State]>([])
        let result = try await bench.engine.redrive(plan) { report in
            states.withLock { $0.append(report.state) }
            if report.sent == 30 { bench.engine.cancel(plan.id) }
        }
        #expect(result.state == .cancelled && result.sent == 30 && result.remaining == 70)
        #expect(try await bench.left().count == 70)
        #expect(bench.broker.sent.count == 30)
        // The locks are given up: the rest can be redriven by another task at once.
        let again = try await bench.engine.redrive(try await bench.engine.plan(queue, .all)) { _ in }
        #expect(again.sent == 70 && again.skipped == 0)
        #expect(Set(bench.broker.sent.map(\.original.id)).count == 100)
    }

    @Test func stopsWhileItWaits() async throws {
        let clock = HandClock()
        let broker = InMemoryDeadLetterBroker(queues: [queue], destinations: [orders], now: { clock.now })
        broker.add((0..<5).map { letter($0) })
        let waits = Mutex(0)
        let running = Mutex<Task<RedriveProgress, any Error>?>(nil)
        let engine = DeadLetterEngine(
            broker: broker,
            ids: counted(),
            now: { clock.now },
            sleep: { duration in
                clock.advance(by: duration)
                let n = waits.withLock {
                    $0 += 1
                    return $0
                }
                if n == 3 { running.withLock { $0?.cancel() } }
            }
        )
        let plan = try await engine.plan(queue, .all, rate: 0.05)
        let (started, start) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let task = Task {
            for await _ in started { break }
            return try await engine.redrive(plan) { _ in }
        }
        running.withLock { $0 = task }
        start.yield()
        let result = try await task.value
        #expect(result.state == .cancelled && result.sent == 1 && result.remaining == 4)
        #expect(waits.withLock { $0 } <= 4)
    }

    @Test func isRunOnceAtATime() async throws {
        let bench = Bench((0..<20).map { letter($0) })
        let plan = try await bench.engine.plan(queue, .all)
        let second = Mutex<Task<Bool, Never>?>(nil)
        _ = try await bench.engine.redrive(plan) { report in
            guard report.sent == 0 else { return }
            second.withLock { task in
                if task == nil {
                    task = Task {
                        do { _ = try await bench.engine.redrive(plan) { _ in } } catch { return true }; return false
                    }
                }
            }
        }
        _ = await second.withLock { $0 }?.value
        #expect(bench.broker.sent.count == 20)
    }

    @Test func refusesWhatCanNotStart() async throws {
        let bench = Bench([letter(0)])
        var plan = try await bench.engine.plan(queue, .all)
        plan.override = .init(.queue, "gone")
        await #expect(throws: DeadLetterError.self) { try await bench.engine.redrive(plan) { _ in } }
        plan.override = nil
        plan.queue = "gone"
        await #expect(throws: DeadLetterError.self) { try await bench.engine.redrive(plan) { _ in } }
        #expect(bench.broker.sent.isEmpty)
        let homeless = Bench([letter(0), letter(1, source: .init(.function, "gone"))])
        let result = try await homeless.engine.redrive(try await homeless.engine.plan(queue, .all)) { _ in }
        #expect(result.sent == 1 && result.failed == 1 && result.state == .completed)
        #expect(result.notes == ["there is no function named 'gone' to send to"])
        #expect(try await homeless.left() == [letter(1).id])
    }

    /// The broker breaks at one step, once: what is confirmed stays counted, the rest stays where it is.
    @Test(arguments: [InMemoryDeadLetterBroker.Step.claim, .redrive])
    func stopsWhenTheBrokerBreaks(_ broken: InMemoryDeadLetterBroker.Step) async throws {
        let calls = Mutex(0)
        let bench = Bench(
            (0..<50).map { letter($0) },
            fault: { step in
                guard step == broken else { return }
                if calls.withLock({
                    $0 += 1; return $0 == 3
                }) {
                    throw Broken()
                }
            }
        )
        let result = try await bench.engine.redrive(try await bench.engine.plan(queue, .all)) { _ in }
        #expect(result.state == .failed && result.sent == 20 && result.remaining == 30)
        #expect(result.notes == ["stopped: Broken()"])
        #expect(try await bench.left().count == 30)
        let rest = try await bench.engine.redrive(try await bench.engine.plan(queue, .all)) { _ in }
        #expect(rest.state == .completed && rest.sent == 30)
        #expect(Set(bench.broker.sent.map(\.original.id)).count == 50 && bench.broker.sent.count == 50)
    }

    @Test func countsEachMessageInOneColumn() async throws {
        let bench = Bench(
            (0..<40).map { letter($0) },
            fault: { step in
                if step == .send(letter(5).id) || step == .confirm(letter(6).id) { throw Broken() }
            }
        )
        _ = try await bench.broker.claim([letter(7).id], in: queue, for: "ana", until: bench.clock.now + .seconds(600))
        let result = try await bench.engine.redrive(try await bench.engine.plan(queue, .all)) { _ in }
        #expect(
            result.sent == 37 && result.failed == 1 && result.uncertain == 1 && result.skipped == 1
                && result.remaining == 0
        )
        #expect(result.state == .completed && result.notes.count == 3)
        #expect(try await bench.left() == [5, 6, 7].map { letter($0).id })
    }

    @Test func saysWhenLocksStay() async throws {
        let bench = Bench([letter(0)], fault: { if $0 == .release { throw Broken() } })
        let result = try await bench.engine.redrive(try await bench.engine.plan(queue, .all)) { _ in }
        #expect(result.state == .completed && result.sent == 1)
        #expect(result.notes == ["locks could not be given up and end by themselves within 60 s: Broken()"])
    }

    @Test func discards() async throws {
        let bench = Bench((0..<250).map { letter($0) })
        _ = try await bench.broker.claim([letter(3).id], in: queue, for: "ana", until: bench.clock.now + .seconds(600))
        let ids = (0..<220).map { letter($0).id }
        let result = try await bench.engine.discard(queue, ids + ids) { _ in }
        #expect(result.selected == 220 && result.sent == 219 && result.skipped == 1 && result.state == .completed)
        #expect(try await bench.left() == [letter(3).id] + (220..<250).map { letter($0).id })
        #expect(bench.broker.sent.isEmpty)
        await #expect(throws: DeadLetterError.self) { try await bench.engine.discard("nope", ids) { _ in } }
    }
}

/// Properties over small schedules: nothing lost, nothing sent twice.
@Suite struct RedrivePropertyTests {
    private let queue = "payments-dlq"

    /// Two engines, as two operators would have, redrive one queue at once.
    @Test(arguments: 0..<8)
    func twoEnginesNeverSendAMessageTwice(_ seed: Int) async throws {
        let bench = Bench((0..<400).map { letter($0) })
        let other = DeadLetterEngine(broker: bench.broker, ids: counted("other"), now: { bench.clock.now })
        let plans = [
            try await bench.engine.plan(queue, .all),
            try await other.plan(queue, .ids((seed * 20..<400).map { letter($0).id })),
        ]
        async let first = bench.engine.redrive(plans[0]) { _ in }
        async let second = other.redrive(plans[1]) { _ in }
        let results = try await [first, second]
        #expect(results.map(\.sent).reduce(0, +) == bench.broker.sent.count)
        #expect(results.allSatisfy { $0.remaining == 0 && $0.failed == 0 && $0.uncertain == 0 })
        let sent = bench.broker.sent.map(\.original.id)
        #expect(Set(sent).count == sent.count)
        #expect(Set(sent).union(try await bench.left()) == Set((0..<400).map { letter($0).id }))
        // What one skipped because the other held it at that moment, the other has sent.
        #expect(sent.count == 400)
    }

    /// A failure at every call in turn, and a cancel after every batch: a second run ends what the first left, and each
    /// arrives.
    @Test(arguments: 1...14)
    func nothingIsLostWhereverItStops(_ stop: Int) async throws {
        let count = 47
        let calls = Mutex(0)
        let armed = Mutex(false)
        let bench = Bench(
            (0..<count).map { letter($0) },
            fault: { step in
                guard armed.withLock({ $0 }), step == .claim || step == .redrive || step == .release else { return }
                if calls.withLock({
                    $0 += 1; return $0 == stop
                }) {
                    throw Broken()
                }
            }
        )
        let plan = try await bench.engine.plan(queue, .all)
        armed.withLock { $0 = true }
        let broken = try await bench.engine.redrive(plan) { _ in }
        armed.withLock { $0 = false }
        #expect(broken.sent == bench.broker.sent.count)
        #expect(broken.sent + broken.remaining == count)
        #expect(try await bench.left().count == broken.remaining)
        let cancelled = try await bench.engine.redrive(try await bench.engine.plan(queue, .all)) { report in
            if report.sent >= 10 { bench.engine.cancel(report.id) }
        }
        #expect(broken.sent + cancelled.sent + cancelled.remaining == count)
        let last = try await bench.engine.redrive(try await bench.engine.plan(queue, .all)) { _ in }
        #expect(last.remaining == 0)
        let sent = bench.broker.sent.map(\.original.id)
        #expect(sent.count == count && Set(sent).count == count)
    }
}
