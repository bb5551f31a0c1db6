import EventModel
import GRDB
import Testing

@testable import Pipeline

@Suite struct SchemaVersion4Tests {
    /// A data directory of the version without archives goes on as it was, and keeps events from then on.
    @Test func anOlderDirectoryGetsItsTables() async throws {
        let folder = TestFolder()
        let clock = ManualClock()
        do {
            let bench = try TestBench(ReplayTests.definition(), in: folder, clock: clock)
            try await bench.drain { try await $0.publish(ArchiveTests.event(1, at: clock.now())) }
            try await bench.pipeline.put([1], key: "k", in: "archives")
            bench.pipeline.close()
            try await bench.pipeline.journal.write { db in
                try db.backToVersion4()
            }
        }
        let bench = try TestBench(ReplayTests.definition(), in: folder, clock: clock) { $0.ids = countingIDs("later") }
        #expect(try await bench.pipeline.journal.read { try $0.integer("PRAGMA user_version") } == Schema.version)
        #expect(try await bench.pipeline.object("k", in: "archives") == [1])
        #expect(try await bench.pipeline.accounts().started == 2)
        try await bench.drain { pipeline in
            try await pipeline.publish(ArchiveTests.event(2, at: clock.now()))
            try await pipeline.archiveDesk.start(ReplayRequest(archive: "all"), name: "r")
        }
        #expect(try await bench.pipeline.archiveDesk.replay("r")?.replayed == 1)
    }

    /// A directory of the version that had no controls and counted nothing goes on, and is controlled and counted from now on.
    @Test func goesOn() async throws {
        let folder = TestFolder()
        let clock = ManualClock()
        var d = PipelineDefinition()
        d.queues = [QueueDefinition(name: "q")]
        d.functions = [FunctionDefinition(name: "f", service: "s", memoryMB: 512) { _, _ in .null }]
        d.mappings = [EventSourceMapping(queue: "q", function: "f")]
        do {
            let bench = try TestBench(d, in: folder, clock: clock)
            try await bench.drain { pipeline in
                _ = try await pipeline.send([OutgoingMessage(body: Array("1".utf8))], to: "q")
            }
            bench.pipeline.close()
            try await bench.pipeline.journal.write { db in try db.backToVersion4() }
        }
        let bench = try TestBench(d, in: folder, clock: clock)
        try await bench.drain { pipeline in
            _ = try await pipeline.send([OutgoingMessage(body: Array("2".utf8))], to: "q")
        }
        let parts = try await BundledPipelineDesk(bench.pipeline, actor: "ana").parts()
        #expect(parts.functions.map(\.invocations) == [1] && parts.functions.map(\.memoryMB) == [512])
        #expect(parts.consumers.map(\.id) == ["q/f"])
    }
}
