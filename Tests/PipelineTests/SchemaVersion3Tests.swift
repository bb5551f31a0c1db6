import EventModel
import GRDB
import Testing

@testable import Pipeline

@Suite struct SchemaVersion3Tests {
    /// Objects of the version that knew no delete markers are read as they were, and the older ones are noncurrent.
    @Test func objectsKeepTheirVersions() async throws {
        let folder = TestFolder()
        let clock = ManualClock()
        var d = PipelineDefinition()
        d.buckets = ["b"]
        do {
            let bench = try TestBench(d, in: folder, clock: clock)
            for n in 0..<3 {
                try await bench.pipeline.put([UInt8(n)], key: "k", in: "b")
                clock.advance(by: .seconds(10))
            }
            try await bench.pipeline.put([9], key: "other", in: "b")
            bench.pipeline.close()
            try await bench.pipeline.journal.write { db in
                try db.backToVersion4()
                try db.execute(
                    sql: """
                        DROP INDEX objects_current; DROP INDEX objects_noncurrent; DROP TABLE replications;
                        DROP TABLE leftovers; DROP TABLE machines; DROP TABLE executions; DROP TABLE execution_timers;
                        DROP TABLE execution_tasks; DROP TABLE execution_events; PRAGMA user_version = 3
                        """
                )
                for column in Schema.objectColumns {
                    let name = column.split(separator: " ")[0]
                    try db.execute(sql: "ALTER TABLE objects DROP COLUMN \(name)")
                }
            }
        }
        let bench = try TestBench(d, in: folder, clock: clock)
        let history = try await bench.pipeline.history(of: "k", in: "b")
        #expect(history.count == 3 && history.allSatisfy { !$0.isDeleteMarker && $0.storageClass == .standard })
        #expect(history.map(\.superseded) == [nil, history[0].stored, history[1].stored])
        #expect(try await bench.pipeline.object("k", in: "b") == [2])
        #expect(try await bench.pipeline.head("other", in: "b").superseded == nil)
        try await bench.pipeline.delete("k", in: "b", version: history[0].version)
        #expect(try await bench.pipeline.object("k", in: "b") == [1])
    }
}
