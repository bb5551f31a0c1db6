import EventModel
import GRDB
import Testing

@testable import Pipeline

@Suite struct MoveTaskTests {
    private func definition(_ more: (inout PipelineDefinition) -> Void = { _ in }) -> PipelineDefinition {
        var d = PipelineDefinition()
        for name in ["a", "b"] {
            d.queues.append(
                QueueDefinition(
                    name: name,
                    visibilityTimeout: .zero,
                    redrivePolicy: .init(deadLetterQueue: "dead", maxReceiveCount: 1)
                )
            )
        }
        d.queues += [QueueDefinition(name: "dead"), QueueDefinition(name: "other")]
        more(&d)
        return d
    }

    /// Sends messages and lets them die.
    private func kill(_ n: Int, in queue: String, _ pipeline: Pipeline) async throws {
        for i in 0..<n { try await pipeline.send([OutgoingMessage(body: Array("\(queue)\(i)".utf8))], to: queue) }
        for _ in 0..<n { _ = try await pipeline.receive(from: queue) }
        #expect(try await pipeline.receive(from: queue, 10).isEmpty)
    }

    private func depth(_ queue: String, _ pipeline: Pipeline) async throws -> Int {
        try await pipeline.queueAttributes().first { $0.queue == queue }?.depth ?? -1
    }

    private func expect(_ code: QueueErrorCode, _ body: () async throws -> Void) async {
        let error = await #expect(throws: QueueError.self) { try await body() }
        #expect(error?.code == code)
    }

    @Test func withoutADestinationEachReturnsToItsOwnSource() async throws {
        let bench = try TestBench(definition())
        try await bench.pipeline.register()
        try await kill(3, in: "a", bench.pipeline)
        try await kill(2, in: "b", bench.pipeline)
        bench.clock.advance(by: .seconds(1))
        let old = try await bench.pipeline.journal.read { db in
            try db.rows("SELECT id FROM messages ORDER BY died, id").map { $0[0] as String }
        }
        _ = try await bench.pipeline.startMoveTask(from: "dead")
        #expect(try await bench.pipeline.moveTasks(from: "dead")[0].handle != nil)
        try await bench.drain { _ in }
        let task = try await bench.pipeline.moveTasks(from: "dead")[0]
        #expect(task.status == .completed && task.moved == 5 && task.toMove == 5 && task.handle == nil)
        let back = try await bench.pipeline.receive(from: "a", 10, visibility: .seconds(60))
        #expect(back.map(\.text) == ["a0", "a1", "a2"] && back.allSatisfy { $0.receiveCount == 1 })
        #expect(Set(back.map(\.id)).isDisjoint(with: old) && back[0].sent == bench.clock.now())
        #expect(try await depth("b", bench.pipeline) == 2)
        #expect(try await depth("dead", bench.pipeline) == 0)
        #expect(
            try bench.lines().contains { $0["hop"]?.string == "redrive" && $0["actor"]?.string == "message-move-task" }
        )
    }

    @Test func theRateHoldsAndARestartGoesOn() async throws {
        let folder = TestFolder()
        let clock = ManualClock()
        let first = try TestBench(definition(), in: folder, clock: clock)
        try await first.pipeline.register()
        try await kill(6, in: "a", first.pipeline)
        clock.advance(by: .seconds(1))
        _ = try await first.pipeline.startMoveTask(from: "dead", to: "other", rate: 2)
        try await first.pipeline.running {
            await first.pipeline.settle()
            clock.advance(by: .milliseconds(500))
            await first.pipeline.settle()
        }
        #expect(try await depth("other", first.pipeline) == 2, "one at once, one half a second later")
        first.pipeline.close()
        let second = try TestBench(definition(), in: folder, clock: clock) { $0.ids = countingIDs("later") }
        let before = clock.now()
        try await second.drain { _ in }
        let task = try await second.pipeline.moveTasks(from: "dead")[0]
        #expect(task.status == .completed && task.moved == 6)
        #expect(try await depth("other", second.pipeline) == 6)
        #expect(clock.now() - before >= .seconds(2))
    }

    @Test func whatDiesAfterTheStartStays() async throws {
        let bench = try TestBench(definition())
        try await bench.pipeline.register()
        try await kill(1, in: "a", bench.pipeline)
        bench.clock.advance(by: .seconds(1))
        _ = try await bench.pipeline.startMoveTask(from: "dead", to: "other")
        bench.clock.advance(by: .seconds(1))
        try await kill(1, in: "b", bench.pipeline)
        try await bench.drain { _ in }
        #expect(try await depth("other", bench.pipeline) == 1)
        #expect(try await depth("dead", bench.pipeline) == 1)
    }

    @Test func aCancelledTaskLeavesTheRest() async throws {
        let bench = try TestBench(definition())
        try await bench.pipeline.register()
        try await kill(5, in: "a", bench.pipeline)
        bench.clock.advance(by: .seconds(1))
        let handle = try await bench.pipeline.startMoveTask(from: "dead", to: "other", rate: 1)
        await expect(.invalidParameterValue) { _ = try await bench.pipeline.startMoveTask(from: "dead") }
        try await bench.pipeline.running {
            await bench.pipeline.settle()
            let moved = try await bench.pipeline.cancelMoveTask(handle)
            #expect(moved == 1)
            await bench.pipeline.settle()
        }
        #expect(try await bench.pipeline.moveTasks(from: "dead")[0].status == .cancelled)
        #expect(try await depth("dead", bench.pipeline) == 4)
        await expect(.resourceNotFound) { try await bench.pipeline.cancelMoveTask(handle) }
        _ = try await bench.pipeline.startMoveTask(from: "dead")
        #expect(try await bench.pipeline.moveTasks(from: "dead", 10).map(\.status) == [.running, .cancelled])
    }

    @Test func aDestinationThatGoesAwayFailsTheTask() async throws {
        let folder = TestFolder()
        let clock = ManualClock()
        let first = try TestBench(definition(), in: folder, clock: clock)
        try await first.pipeline.register()
        try await kill(3, in: "a", first.pipeline)
        clock.advance(by: .seconds(1))
        _ = try await first.pipeline.startMoveTask(from: "dead", to: "other")
        first.pipeline.close()
        let second = try TestBench(definition { $0.queues.removeAll { $0.name == "other" } }, in: folder, clock: clock)
        try await second.drain { _ in }
        let task = try await second.pipeline.moveTasks(from: "dead")[0]
        #expect(task.status == .failed && task.failure == "AWS.SimpleQueueService.NonExistentQueue" && task.moved == 0)
        #expect(try await depth("dead", second.pipeline) == 3)
    }

    @Test func whatHasNoSourceFailsATaskWithoutADestination() async throws {
        let bench = try TestBench(definition())
        try await bench.pipeline.register()
        try await bench.pipeline.send([OutgoingMessage(body: [97])], to: "dead")
        bench.clock.advance(by: .seconds(1))
        _ = try await bench.pipeline.startMoveTask(from: "dead")
        try await bench.drain { _ in }
        #expect(try await bench.pipeline.moveTasks(from: "dead")[0].failure == "CouldNotDetermineMessageSource")
        _ = try await bench.pipeline.startMoveTask(from: "dead", to: "a")
        try await bench.drain { _ in }
        #expect(try await bench.pipeline.moveTasks(from: "dead")[0].status == .completed)
    }

    @Test func whatAStartRefuses() async throws {
        let bench = try TestBench(
            definition {
                $0.queues += [
                    QueueDefinition(name: "x.fifo", fifo: .init()), QueueDefinition(name: "f-dead"),
                ]
                $0.functions = [FunctionDefinition(name: "f", service: "f", deadLetterQueue: "f-dead") { p, _ in p }]
            }
        )
        try await bench.pipeline.register()
        let pipeline = bench.pipeline
        await expect(.resourceNotFound) { _ = try await pipeline.startMoveTask(from: "none") }
        await expect(.resourceNotFound) { _ = try await pipeline.startMoveTask(from: "dead", to: "none") }
        await expect(.invalidParameterValue) { _ = try await pipeline.startMoveTask(from: "a") }
        await expect(.invalidParameterValue) { _ = try await pipeline.startMoveTask(from: "f-dead") }
        await expect(.invalidParameterValue) { _ = try await pipeline.startMoveTask(from: "dead", to: "x.fifo") }
        await expect(.invalidParameterValue) { _ = try await pipeline.startMoveTask(from: "dead", to: "dead") }
        for rate in [0, 501] {
            await expect(.invalidParameterValue) { _ = try await pipeline.startMoveTask(from: "dead", rate: rate) }
        }
        await expect(.invalidParameterValue) { try await pipeline.cancelMoveTask("e30=") }
        await expect(.invalidParameterValue) { _ = try await pipeline.moveTasks(from: "dead", 11) }
        #expect(try await pipeline.moveTasks(from: "dead").isEmpty)
    }
}
