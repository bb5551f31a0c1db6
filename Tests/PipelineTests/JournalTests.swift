import EventModel
import GRDB
import Synchronization
import Testing

@testable import Pipeline

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

@Suite struct JournalTests {
    private struct Refused: Error {}
    private final class Shared<Value: Sendable>: Sendable {
        let value: Mutex<Value>
        init(_ value: Value) { self.value = Mutex(value) }
    }

    @Test func whatIsAcknowledgedIsThereAfterReopening() async throws {
        let folder = TestFolder()
        do {
            let journal = try Journal(directory: folder.path)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for n in 0..<200 {
                    group.addTask {
                        try await journal.write { db in
                            try db.run("INSERT INTO items(tbl, key, sort, value) VALUES('t', ?, '', '1')", ["\(n)"])
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
        let again = try Journal(directory: folder.path)
        let count = try await again.read { db in try db.integer("SELECT count(*) FROM items") }
        #expect(count == 200)
    }

    @Test func anErrorUndoesItsOwnWritesOnly() async throws {
        let folder = TestFolder()
        let journal = try Journal(directory: folder.path)
        await withTaskGroup(of: Void.self) { group in
            for n in 0..<100 {
                group.addTask {
                    try? await journal.write { db in
                        try db.run("INSERT INTO items(tbl, key, sort, value) VALUES('t', ?, '', '1')", ["\(n)"])
                        if n % 3 == 0 { throw Refused() }
                    }
                }
            }
        }
        let keys = try await journal.read { db in try db.rows("SELECT key FROM items").map { Int($0[0] as String)! } }
        #expect(keys.sorted() == (0..<100).filter { $0 % 3 != 0 })
        await #expect(throws: Refused.self) { try await journal.write { _ in throw Refused() } }
    }

    @Test func itKeepsALogThatItBringsToTheDiskItself() async throws {
        let folder = TestFolder()
        let syncs = Shared(0)
        let journal = try Journal(directory: folder.path) { file in
            syncs.value.withLock { $0 += 1 }
            return LogSync.disk(file)
        }
        let (mode, level) = try await journal.write { db in
            (try db.text("PRAGMA journal_mode"), try db.integer("PRAGMA synchronous"))
        }
        #expect(mode == "wal" && level == 1)
        let insert = "INSERT INTO items(tbl, key, sort, value) VALUES('t', ?, '', '')"
        // One that is alone, and a group.
        for n in [1, 40] {
            let before = syncs.value.withLock { $0 }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for i in 0..<n { group.addTask { try await journal.write { try $0.run(insert, ["\(n) \(i)"]) } } }
                try await group.waitForAll()
            }
            #expect((1...n).contains(syncs.value.withLock { $0 } - before), "\(n)")
        }
        let before = syncs.value.withLock { $0 }
        _ = try await journal.write { try $0.rows("SELECT 1").count }
        #expect(syncs.value.withLock { $0 } == before, "there was nothing to bring")
    }

    @Test func nobodyHearsOfACommitThatTheDiskDidNotTake() async throws {
        let folder = TestFolder()
        let isFull = Shared(false)
        let journal = try Journal(directory: folder.path) { isFull.value.withLock { $0 } ? ENOSPC : LogSync.disk($0) }
        let insert = "INSERT INTO items(tbl, key, sort, value) VALUES('t', ?, '', '')"
        try await journal.write { try $0.run(insert, ["before"]) }
        isFull.value.withLock { $0 = true }
        for n in [1, 40] {
            let refused = await withTaskGroup(of: Int.self) { group in
                for i in 0..<n {
                    group.addTask {
                        do {
                            try await journal.write { try $0.run(insert, ["\(n) \(i)"]) }
                            return 0
                        } catch let error as JournalError {
                            return error.message.contains("pipeline.sqlite-wal cannot be brought to the disk") ? 1 : 0
                        } catch {
                            return 0
                        }
                    }
                }
                return await group.reduce(0, +)
            }
            #expect(refused == n)
        }
    }

    @Test func aCommitOfAnotherHandleIsNoticed() async throws {
        let folder = TestFolder()
        let one = try Journal(directory: folder.path)
        let other = try Journal(directory: folder.path)
        _ = try await one.foreignCommits()
        try await one.write { db in try db.run("INSERT INTO items(tbl, key, sort, value) VALUES('t', 'own', '', '1')") }
        #expect(try await one.foreignCommits() == false, "its own commit is none")
        try await other.write { db in
            try db.run("INSERT INTO items(tbl, key, sort, value) VALUES('t', 'foreign', '', '1')")
        }
        #expect(try await one.foreignCommits() == true)
        #expect(try await one.foreignCommits() == false)
    }

    @Test func filesThatAreNotOursAreRefusedByName() async throws {
        let folder = TestFolder()
        let file = folder.path + "/pipeline.sqlite"
        TestFolder.write("this is a text file, and long enough to be looked at as a database header would be", to: file)
        let corrupt = #expect(throws: JournalError.self) { _ = try Journal(directory: folder.path) }
        #expect(corrupt?.code == .corrupt && corrupt?.message.contains(file) == true)

        let foreign = TestFolder()
        try await DatabaseQueue(path: foreign.path + "/pipeline.sqlite").write {
            try $0.execute(sql: "CREATE TABLE x(y)")
        }
        #expect(throws: JournalError.self) { _ = try Journal(directory: foreign.path) }

        let newer = TestFolder()
        do {
            let journal = try Journal(directory: newer.path)
            try await journal.write { db in try db.execute(sql: "PRAGMA user_version = 99") }
        }
        let later = #expect(throws: JournalError.self) { _ = try Journal(directory: newer.path) }
        #expect(later?.code == .newer)
    }

    @Test func onePipelineAtATime() throws {
        let folder = TestFolder()
        let first = try TestBench(PipelineDefinition(), in: folder)
        let refused = #expect(throws: JournalError.self) { _ = try TestBench(PipelineDefinition(), in: folder) }
        #expect(refused?.code == .inUse)
        withExtendedLifetime(first) {}
    }
}
