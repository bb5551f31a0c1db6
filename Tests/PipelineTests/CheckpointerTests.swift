import GRDB
import Testing

@testable import Pipeline

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

@Suite struct CheckpointerTests {
    private static let rows = 2_000

    /// The size of the log after many small transactions, each of which changes a page of its own and more.
    private func logSize(_ told: (Checkpointer, Database) -> Void) throws -> Int {
        let folder = TestFolder()
        let path = folder.path + "/a.sqlite"
        var configuration = Configuration()
        configuration.busyMode = .timeout(10)
        let writer = try DatabasePool(path: path, configuration: configuration)
        let checkpointer = try Checkpointer(path: path, busy: .timeout(10), few: 20, most: 100)
        try writer.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA wal_autocheckpoint=0; CREATE TABLE t(n INTEGER PRIMARY KEY, text TEXT)")
            checkpointer.watch(db)
        }
        for n in 0..<Self.rows {
            try writer.writeWithoutTransaction { db in
                try db.execute(sql: "INSERT INTO t VALUES(?, ?)", arguments: [n, String(repeating: "x", count: 900)])
                told(checkpointer, db)
            }
        }
        #expect(try writer.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM t") } == Self.rows)
        var info = stat()
        #expect(stat(path + "-wal", &info) == 0)
        return Int(info.st_size)
    }

    @Test func theLogBeginsAnewWhileTransactionsGoOn() throws {
        let bounded = try logSize { $0.committed($1) }
        let unbounded = try logSize { _, _ in }
        #expect(unbounded > Self.rows * 4_096)
        #expect(bounded < unbounded / 5, "the log of \(Self.rows) transactions has \(bounded) bytes")
    }
}
