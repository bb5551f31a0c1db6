import EventModel
import GRDB
import Testing

@testable import Pipeline

/// Operations that share a commit: one that fails half-way undoes itself only.
@Suite struct JournalGroupTests {
    private struct Broken: Error {}

    @Test func oneThatFailsHalfWayUndoesItselfOnly() async throws {
        let folder = TestFolder()
        let journal = try Journal(directory: folder.path)
        let failures = Counter()
        await withTaskGroup(of: Void.self) { group in
            for n in 0..<400 {
                group.addTask {
                    do {
                        try await journal.write { db in
                            if n % 7 == 1 { throw Broken() }
                            try db.run("INSERT INTO items(tbl, key, sort, value) VALUES('t', ?, '', '1')", ["\(n)"])
                            if n % 7 == 2 { throw Broken() }
                        }
                    } catch { failures.increase() }
                }
            }
        }
        let kept = try await journal.read { db in
            try db.rows("SELECT key FROM items").map { Int($0[0] as String) ?? -1 }.sorted()
        }
        #expect(kept == (0..<400).filter { $0 % 7 != 1 && $0 % 7 != 2 })
        #expect(failures.count == (0..<400).count { $0 % 7 == 1 || $0 % 7 == 2 })
    }

    @Test func whatIsBegunComesInItsTurn() async throws {
        let folder = TestFolder()
        let journal = try Journal(directory: folder.path)
        let (answers, answer) = AsyncStream<Int>.makeStream()
        for n in 0..<200 {
            journal.begin { db in
                if n == 50 { throw Broken() }
                try db.run("INSERT INTO counters(name, value) SELECT ?, count(*) FROM counters", ["\(n)"])
            } answer: { result in
                if case .success = result { answer.yield(n) } else { answer.yield(-n) }
            }
        }
        try await journal.write {
            try $0.run("INSERT INTO counters(name, value) SELECT 'last', count(*) FROM counters")
        }
        let order = (0..<200).filter { $0 != 50 }
        // Every one is answered, in whatever order.
        var answered: Set<Int> = []
        for await n in answers {
            answered.insert(n)
            if answered.count == 200 { break }
        }
        #expect(answered == Set(order + [-50]))
        let rows = try await journal.read { db in
            try db.rows("SELECT name FROM counters ORDER BY value").map { $0[0] as String }
        }
        #expect(rows == order.map { "\($0)" } + ["last"])
    }

    @Test func nothingIsLostWhileTheLogIsWrittenOver() async throws {
        let folder = TestFolder()
        let journal = try Journal(directory: folder.path)
        let value = String(repeating: "x", count: 40_000)
        for n in 0..<1_500 {
            try await journal.write { db in
                try db.run(
                    "INSERT OR REPLACE INTO items(tbl, key, sort, value) VALUES('t', ?, '', ?)",
                    ["\(n % 300)", value + "\(n)"]
                )
            }
        }
        let other = try Journal(directory: folder.path)
        let last = try await other.read { db in
            try db.rows("SELECT value FROM items").map { Int(($0[0] as String).dropFirst(40_000)) ?? -1 }.sorted()
        }
        #expect(last == Array(1_200..<1_500))
    }
}
