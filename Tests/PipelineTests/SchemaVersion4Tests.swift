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
                let tables = Schema.version5Tables.matches(of: /CREATE TABLE (\w+)/).map { String($0.output.1) }
                #expect(tables.count >= 5)
                for table in tables { try db.execute(sql: "DROP TABLE \(table)") }
                try db.execute(sql: "PRAGMA user_version = 4")
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
}
