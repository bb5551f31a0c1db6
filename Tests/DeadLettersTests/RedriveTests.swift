import DeadLetters
import EventModel
import Synchronization
import Testing

private struct Broken: Error {}

@Suite struct RedriveTests {
    private let queue = "payments-dlq"
    private static let tens = DeadLetterBrokerTraits(isTransactional: true, batch: 10)

    @Test(arguments: [RedriveTests.tens, .stepByStep])
    func sendsEachOnceInOrder(_ traits: DeadLetterBrokerTraits) async throws {
        let bench = Bench((0..<95).map { letter($0, generation: $0 % 2) }, traits: traits)
        let plan = try await bench.engine.plan(queue, .all, .quick)
        let reports = Mutex<[RedriveProgress]>([])
        let result = try await bench.engine.redrive(plan) { report in reports.withLock { $0.append(report) } }
        #expect(result.state == .completed && result.sent == 95 && result.remaining == 0 && result.notes.isEmpty)
        #expect(bench.broker.sent.map(\.original.id) == plan.ids)
        #expect(bench.broker.sent.allSatisfy { $0.destination == orders && $0.task == plan.id })
        #expect(bench.broker.sent.allSatisfy { $0.body == $0.original.body })
        #expect(bench.broker.sent[1].key == redriveKey(queue: queue, id: letter(1).id, generation: 1))
        #expect(try await bench.left().isEmpty)
        let seen = reports.withLock { $0 }
        #expect(seen.map(\.sent) == [0] + stride(from: 10, through: 90, by: 10) + [95, 95])
        #expect(seen.last == result && seen.dropLast().allSatisfy { $0.state == .running })
        let all = try await bench.engine.tasks()
        #expect(all == [result])
        await #expect(throws: DeadLetterError.self) { try await bench.engine.redrive(plan) { _ in } }
    }

    @Test func keepsToTheRate() async throws {
        for (rate, count) in [(5.0, 20), (50.0, 300), (0.5, 4), (3.7, 40), (400, 2_000)] {
            let bench = Bench((0..<count).map { letter($0) })
            let start = bench.clock.now
            var options = RedriveOptions.quick
            options.rate = .init(rate)
            try await bench.redriveAll(options)
            let seconds = (bench.clock.now - start).inSeconds
            // The last batch, a quarter of a second's, goes when those before it are paid for.
            #expect(abs(seconds - Double(count) / rate) <= max(1, rate / 4) / rate + 0.001, "\(rate)/s")
            #expect(bench.broker.sent.count == count)
        }
    }

    @Test func ramps() async throws {
        let bench = Bench((0..<400).map { letter($0) })
        let start = bench.clock.now
        var options = RedriveOptions.quick
        options.rate = .init(from: 4, to: 30)
        let rates = Mutex<[Double]>([])
        let plan = try await bench.engine.plan(queue, .all, options)
        _ = try await bench.engine.redrive(plan) { report in
            rates.withLock { if let rate = report.rate, $0.last != rate { $0.append(rate) } }
        }
        #expect(rates.withLock { $0 } == [4, 8, 16, 30])
        // 5 s each of 4, 8 and 16 a second, the rest at 30.
        let sent = bench.broker.sent
        let byTime = [5, 10, 15].map { seconds in sent.count { $0.at - start < .seconds(seconds) } }
        #expect(abs(byTime[0] - 20) <= 2 && abs(byTime[1] - 60) <= 4 && abs(byTime[2] - 140) <= 8, "\(byTime)")
        #expect(abs((bench.clock.now - start).inSeconds - (15 + 260 / 30)) < 1.5)
    }

    @Test func doesNotCatchUpAfterAStall() async throws {
        let clock = HandClock()
        let times = Mutex<[Timestamp]>([])
        let broker = InMemoryDeadLetterBroker(
            queues: [queue],
            destinations: [orders],
            now: { clock.now },
            fault: { step in
                guard step == .send else { return }
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
        var options = RedriveOptions.quick
        options.rate = .init(2)
        _ = try await engine.redrive(try await engine.plan(queue, .all, options)) { _ in }
        let gaps = times.withLock { zip($0.dropFirst(), $0).map { ($0 - $1).inSeconds } }
        #expect(gaps == [0.5, 0.5, 10, 0.5, 0.5, 0.5, 0.5])
    }

    /// Locks hold for a minute; at one message in 30 s they are prolonged all along.
    @Test func prolongsItsLocks() async throws {
        let bench = Bench((0..<6).map { letter($0) })
        var options = RedriveOptions.quick
        options.rate = .init(1.0 / 30)
        let result = try await bench.redriveAll(options)
        #expect(result.sent == 6 && result.skipped == 0)
    }

    @Test func stopsBetweenTwoBatches() async throws {
        let bench = Bench((0..<100).map { letter($0) }, traits: Self.tens)
        let plan = try await bench.engine.plan(queue, .all, .quick)
        let result = try await bench.engine.redrive(plan) { report in
            if report.sent == 30 { _ = try? bench.engine.cancel(plan.id) }
        }
        #expect(result.state == .cancelled && result.sent == 30 && result.remaining == 70)
        #expect(try await bench.left().count == 70)
        #expect(bench.broker.sent.count == 30)
        // The locks are given up: the rest can be redriven by another task at once, or by this one.
        let again = try await bench.engine.redrive(
            try await bench.engine.plan(queue, .ids((30..<60).map { letter($0).id }), .quick)
        ) { _ in }
        #expect(again.sent == 30 && again.skipped == 0)
        let resumed = try await bench.engine.resume(plan.id) { _ in }
        #expect(resumed.state == .completed && resumed.remaining == 0)
        #expect(Set(bench.broker.sent.map(\.original.id)).count == 100 && bench.broker.sent.count == 100)
        await #expect(throws: DeadLetterError.self) { try await bench.engine.resume(plan.id) { _ in } }
    }

    /// The process that runs a task hears of it between two batches, and who it was; a request that has been heard does not stop the
    /// task when it goes on.
    @Test(arguments: [DeadLetterBrokerTraits.transactional, .stepByStep])
    func stopsWhenAnotherProcessAsks(_ traits: DeadLetterBrokerTraits) async throws {
        var traits = traits
        traits.batch = 10
        let bench = Bench((0..<100).map { letter($0) }, traits: traits)
        let ben = bench.another(actor: "ben")
        let plan = try await bench.engine.plan(queue, .all, .quick)
        let answers = Mutex<[DeadLetterEngine.Cancellation?]>([])
        let result = try await bench.engine.redrive(plan) { report in
            guard report.state == .running, report.sent == 30 else { return }
            answers.withLock { $0.append(try? ben.cancel(plan.id)) }
            answers.withLock { $0.append(try? ben.cancel(plan.id)) }
        }
        #expect(answers.withLock { $0 } == [.asked, .asked])
        #expect(result.state == .cancelled && result.sent == 30 && result.notes == ["ben asked it to stop"])
        let entries = try await ben.history().entries
        #expect(
            entries.map(\.act) == [.redrive, .cancel, .redrive]
                && entries.map(\.actor) == ["operator", "ben", "operator"]
        )
        #expect(try ben.cancel(plan.id) == .nothing)
        let rest = try await ben.resume(plan.id) { _ in }
        #expect(rest.state == .completed && rest.sent == 100 && bench.broker.sent.count == 100)
        let purge = try await bench.engine.undo(plan.id) { report in
            if report.sent == 10 { _ = try? ben.cancel(report.id) }
        }
        #expect(purge.state == .cancelled && purge.sent == 10 && purge.notes.contains("ben asked it to stop"))
        // What was asked of a process that is gone means nothing to the next.
        bench.folder.write(
            "redrive/" + (try #require(bench.folder.names("redrive").first)) + ".stop",
            Array("eve".utf8)
        )
        #expect(try ben.cancel(plan.id) == .nothing)
        #expect(bench.folder.names("redrive").allSatisfy { $0.hasSuffix(".jsonl") })
    }

    /// A message that nobody edits goes as it lies, headers included, unless they are to be classed; one that is edited is classed.
    @Test(arguments: [DeadLetterBrokerTraits.transactional, .stepByStep], [false, true])
    func headersGoAsTheyAreOrClassed(_ traits: DeadLetterBrokerTraits, _ isEdited: Bool) async throws {
        let lies = ["tenant": "t", "x-death": "[]", "kafka_dlt-original-topic": "a", "ERROR_CODE": "TIMEOUT"]
        for headers in RedriveOptions.Headers.allCases {
            let letters = (0..<3).map { n in
                var dead = letter(n)
                dead.attributes = lies
                dead.body = Array("{\"n\":1}".utf8)
                return dead
            }
            let bench = Bench(letters, traits: traits)
            var options = RedriveOptions.quick
            options.headers = headers
            if isEdited { options.changes = [.init(path: "$.n", value: "2")] }
            let plan = try await bench.engine.plan(queue, .all, options)
            let isKept = headers == .keep && !isEdited
            #expect(plan.edited == (isKept ? 0 : 3))
            let warns = plan.warnings.contains {
                $0 == "some carry headers of their death, ERROR_CODE, kafka_dlt-original-topic, x-death: "
                    + "they go with them unless headers are classed"
            }
            #expect(warns == isKept, "\(plan.warnings)")
            #expect(try await bench.engine.changes(plan).count == (isKept ? 0 : 3))
            // Written down, and so the same when another process goes on.
            let first = bench.another(edge: { if $0 == .claimed { throw ProcessEnded() } })
            await #expect(throws: ProcessEnded.self) { try await first.redrive(plan) { _ in } }
            #expect(try await bench.another().resume(plan.id) { _ in }.sent == 3)
            #expect(bench.broker.sent.allSatisfy { $0.attributes == (isKept ? lies : ["tenant": "t"]) })
        }
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
        var options = RedriveOptions.quick
        options.rate = .init(0.05)
        let plan = try await engine.plan(queue, .all, options)
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

    @Test func refusesWhatCanNotStart() async throws {
        let bench = Bench([letter(0)])
        var plan = try await bench.engine.plan(queue, .all, .quick)
        plan.options.destination = .init(.queue, "gone")
        await #expect(throws: DeadLetterError.self) { try await bench.engine.redrive(plan) { _ in } }
        plan.options.destination = nil
        plan.queue = "gone"
        await #expect(throws: DeadLetterError.self) { try await bench.engine.redrive(plan) { _ in } }
        #expect(bench.broker.sent.isEmpty)
        #expect(try await bench.engine.tasks().isEmpty)
        let homeless = Bench([letter(0), letter(1, source: .init(.function, "gone"))])
        let result = try await homeless.redriveAll()
        #expect(result.sent == 1 && result.failed == 1 && result.state == .completed)
        #expect(result.notes == ["there is no function named 'gone' to send to"])
        #expect(try await homeless.left() == [letter(1).id])
    }

    /// The broker breaks at one step, once: what is confirmed stays counted, the rest stays where it is.
    @Test(arguments: [InMemoryDeadLetterBroker.Step.send, .hasSent])
    func stopsWhenTheBrokerBreaks(_ broken: InMemoryDeadLetterBroker.Step) async throws {
        let calls = Mutex(0)
        let bench = Bench(
            (0..<50).map { letter($0) },
            traits: Self.tens,
            fault: { step in
                guard step == broken else { return }
                if calls.withLock({
                    $0 += 1; return $0 == 3
                }) {
                    throw Broken()
                }
            }
        )
        let result = try await bench.redriveAll()
        let sent = broken == .send ? 20 : 30
        #expect(result.state == .failed && result.sent == sent && result.remaining == 50 - sent)
        #expect(result.notes == ["stopped: Broken()"])
        #expect(try await bench.left().count == 50 - sent)
        let rest = try await bench.engine.resume(result.id) { _ in }
        #expect(rest.state == .completed && rest.sent == 50)
        #expect(Set(bench.broker.sent.map(\.original.id)).count == 50 && bench.broker.sent.count == 50)
    }

    @Test func countsEachMessageInOneColumn() async throws {
        let bench = Bench(
            (0..<40).map { letter($0) },
            traits: .stepByStep,
            fault: { step in
                if step == .sendOne(letter(5).id) || step == .confirm(letter(6).id) { throw Broken() }
            }
        )
        let plan = try await bench.engine.plan(queue, .all, .quick)
        _ = try await bench.broker.delete([letter(7).id], from: queue, for: "ana")
        let result = try await bench.engine.redrive(plan) { _ in }
        #expect(result.sent == 37 && result.failed == 1 && result.uncertain == 1 && result.skipped == 1)
        #expect(result.state == .completed && result.remaining == 0 && result.notes.count == 3)
        #expect(try await bench.left() == [5, 6].map { letter($0).id })
    }

    @Test func saysWhenLocksStay() async throws {
        let bench = Bench([letter(0)], fault: { if $0 == .release { throw Broken() } })
        let result = try await bench.redriveAll()
        #expect(result.state == .completed && result.sent == 1)
        #expect(result.notes == ["locks could not be given up and end by themselves within 60 s: Broken()"])
    }

    @Test(arguments: [RedriveTests.tens, .stepByStep])
    func sendsEdits(_ traits: DeadLetterBrokerTraits) async throws {
        let bench = Bench(
            (0..<30).map { n in
                var dead = letter(n)
                dead.body = Array("{ \"n\" : \(n), \"keep\":1.0e0 }".utf8)
                if n == 9 { dead.body = [0xFF] }
                return dead
            },
            traits: traits
        )
        var options = RedriveOptions.quick
        options.changes = [BodyChange(path: "n", value: "\"x\"")]
        options.edits[letter(3).id] = .init(body: Array("{\"n\":0}".utf8), attributes: ["by": "hand"])
        let result = try await bench.redriveAll(options)
        #expect(result.sent == 29 && result.failed == 1)
        #expect(try await bench.left() == [letter(9).id])
        for sent in bench.broker.sent {
            let isHand = sent.original.id == letter(3).id
            #expect(sent.body == Array((isHand ? "{\"n\":\"x\"}" : "{ \"n\" : \"x\", \"keep\":1.0e0 }").utf8))
            #expect(sent.attributes == (isHand ? ["by": "hand"] : [:]))
        }
        #expect(Set(bench.broker.sent.map(\.key)).count == 29)
    }

    @Test func isReadOnlyWhereItIsTold() async throws {
        let bench = Bench([letter(0)])
        let reader = DeadLetterEngine(broker: bench.broker, isReadOnly: true)
        let plan = try await reader.plan(queue, .all)
        for act in 0..<7 {
            let code = await #expect(throws: DeadLetterError.self) {
                switch act {
                case 0: _ = try await reader.redrive(plan) { _ in }
                case 1: _ = try await reader.discard(queue, plan.ids) { _ in }
                case 2: _ = try await reader.purge(queue) { _ in }
                case 3: _ = try await reader.undo("x") { _ in }
                case 4: _ = try await reader.resume("x") { _ in }
                case 5: _ = try await reader.import(queue, lines: [])
                default: _ = try await reader.discard(queue, plan.ids, kind: .park) { _ in }
                }
            }
            #expect(code?.code == .readOnly)
        }
        #expect(try await reader.history().entries.isEmpty)
        let far = InMemoryDeadLetterBroker(
            queues: [queue],
            destinations: [],
            traits: DeadLetterBrokerTraits(isTransactional: false, batch: 10, isLocal: false)
        )
        #expect(
            DeadLetterEngine(broker: far).isReadOnly && !DeadLetterEngine(broker: far, isReadOnly: false).isReadOnly
        )
    }
}
