import DeadLetters
import EventModel
import Synchronization
import Testing

@Suite struct ScheduleTests {
    private let queue = "payments-dlq"

    /// An attendant that stops itself when its clock has come far enough.
    private func attend(
        _ bench: Bench,
        until end: Timestamp,
        marker: @escaping DeadLetterEngine.Marker = { _, _ in false },
        report: @escaping DeadLetterEngine.Report = { _ in }
    ) async {
        let engine = bench.another(
            sleep: { [clock = bench.clock] in
                clock.advance(by: $0)
                if clock.now >= end { throw CancellationError() }
                await Task.yield()
            },
            marker: marker
        )
        await engine.attend(progress: report)
    }

    @Test func runsWhenItIsDue() async throws {
        let bench = Bench((0..<20).map { letter($0) })
        let start = bench.clock.now
        var options = RedriveOptions.quick
        options.start = .at(start + .seconds(90))
        options.reason = "off-peak"
        let plan = try await bench.engine.plan(queue, .all, options)
        let scheduled = try await bench.engine.redrive(plan) { _ in }
        #expect(scheduled.state == .scheduled && scheduled.sent == 0 && scheduled.state.isRunning)
        #expect(try await bench.engine.tasks() == [scheduled])
        // Another process: nothing before its time. What is scheduled is not locked, and cannot be resumed.
        await attend(bench, until: start + .seconds(80))
        #expect(bench.broker.sent.isEmpty)
        #expect(try await bench.engine.messages(queue).allSatisfy { $0.lockedBy == nil })
        await #expect(throws: DeadLetterError.self) { try await bench.engine.resume(plan.id) { _ in } }
        let ended = Mutex<[RedriveProgress]>([])
        await attend(
            bench,
            until: start + .seconds(100),
            report: { report in if !report.state.isRunning { ended.withLock { $0.append(report) } } }
        )
        #expect(ended.withLock { $0.map(\.state) } == [.completed] && bench.broker.sent.count == 20)
        #expect(bench.broker.sent.allSatisfy { $0.at >= start + .seconds(90) && $0.task == plan.id })
        // And once only.
        await attend(bench, until: start + .seconds(200))
        #expect(bench.broker.sent.count == 20)
        let acts = try await bench.engine.history().entries.map {
            "\($0.act) \($0.outcome == nil ? "before" : "after")"
        }
        #expect(acts == ["schedule before", "schedule after", "redrive before", "redrive after"])
    }

    @Test func runsAfterADeployMarker() async throws {
        let bench = Bench((0..<5).map { letter($0) })
        var options = RedriveOptions.quick
        options.start = .after(eventType: "Deployed")
        let plan = try await bench.engine.plan(queue, .all, options)
        _ = try await bench.engine.redrive(plan) { _ in }
        let start = bench.clock.now
        await attend(
            bench,
            until: start + .seconds(30),
            marker: { type, since in
                type == "Deployed" && since == plan.frozen && bench.clock.now >= start + .seconds(10)
            }
        )
        #expect(bench.broker.sent.count == 5 && bench.broker.sent[0].at >= start + .seconds(10))
    }

    @Test func canBeTakenBack() async throws {
        let bench = Bench((0..<5).map { letter($0) })
        var options = RedriveOptions.quick
        options.start = .at(bench.clock.now + .seconds(10))
        let plan = try await bench.engine.plan(queue, .all, options)
        _ = try await bench.engine.redrive(plan) { _ in }
        #expect(try bench.another(actor: "ben").cancel(plan.id) == .takenBack)
        #expect(try await bench.engine.tasks().map(\.state) == [.cancelled])
        await attend(bench, until: bench.clock.now + .seconds(30))
        #expect(bench.broker.sent.isEmpty)
        #expect(try await bench.engine.history().entries.last?.act == .cancel)
        // What has not begun does nothing when it is cancelled again.
        #expect(try bench.engine.cancel(plan.id) == .nothing)
        #expect(throws: DeadLetterError.self) { try bench.engine.cancel("nope") }
        #expect(try await bench.engine.resume(plan.id) { _ in }.sent == 5)
    }

    @Test func isRunByOneAttendantOnly() async throws {
        let bench = Bench((0..<100).map { letter($0) }, traits: .stepByStep)
        let end = bench.clock.now + .seconds(40)
        for n in 0..<4 {
            var options = RedriveOptions.quick
            options.start = .at(bench.clock.now + .seconds(5 + n))
            let ids = (n * 25..<n * 25 + 25).map { letter($0).id }
            _ = try await bench.engine.redrive(try await bench.engine.plan(queue, .ids(ids), options)) { _ in }
        }
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<3 { group.addTask { await attend(bench, until: end) } }
        }
        #expect(bench.broker.sent.count == 100 && Set(bench.broker.sent.map(\.original.id)).count == 100)
        #expect(try await bench.engine.tasks().allSatisfy { $0.state == .completed && $0.sent == 25 })
    }

    @Test func saysWhyADueTaskCouldNotRun() async throws {
        let bench = Bench((0..<5).map { letter($0) })
        var options = RedriveOptions.quick
        options.start = .at(bench.clock.now + .seconds(5))
        _ = try await bench.engine.redrive(try await bench.engine.plan(queue, .all, options)) { _ in }
        _ = try await bench.broker.claim([letter(1).id], in: queue, for: "x", until: bench.clock.now + .seconds(900))
        await attend(bench, until: bench.clock.now + .seconds(10))
        let task = try #require(try await bench.engine.tasks().first)
        #expect(task.state == .failed && task.notes == ["refused: 1 is locked by task x"] && task.sent == 0)
        #expect(bench.broker.sent.isEmpty)
    }
}
