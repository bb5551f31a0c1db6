import EventModel
import GRDB
import Testing

@testable import Pipeline

@Suite struct SchemaVersion4Tests {
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
