package import EventModel
import GRDB

extension Pipeline {
    /// Reads an item; nil if there is none.
    package func item(_ key: String, in table: String) async throws -> JSON? {
        try await journal.read { db in
            try db.text("SELECT value FROM items WHERE tbl = ? AND key = ?", [table, key]).map { JSON(column: $0) }
        }
    }

    /// The items of a table whose keys begin with `prefix`, by key, at most `limit`.
    package func items(in table: String, prefix: String = "", limit: Int = 1000) async throws -> [(
        key: String, value: JSON
    )] {
        try await journal.read { db in
            try db.rows(
                "SELECT key, value FROM items WHERE tbl = ? AND substr(key, 1, length(?2)) = ?2 ORDER BY key LIMIT ?3",
                [table, prefix, limit]
            ).map { ($0[0], JSON(column: $0[1])) }
        }
    }

    /// Reads and writes items in one transaction, which what `body` throws undoes; durable when this returns.
    package func transact<R: Sendable>(_ body: @escaping @Sendable (inout any TableAccess) throws -> R) async throws
        -> R
    {
        try await journal.write { db in
            let tables = JournalTables(db)
            var access: any TableAccess = tables
            let result = try body(&access)
            if let failure = tables.failure { throw failure }
            return result
        }
    }
}

/// The tables within a transaction. A subscript cannot throw, so the first failure is kept, and undoes the transaction at its end.
private final class JournalTables: TableAccess {
    private let db: Database
    private(set) var failure: (any Error)?

    init(_ db: Database) { self.db = db }

    subscript(table: String, key: String) -> JSON? {
        get {
            do {
                return try db.text("SELECT value FROM items WHERE tbl = ? AND key = ?", [table, key]).map {
                    JSON(column: $0)
                }
            } catch {
                failure = failure ?? error
                return nil
            }
        }
        set {
            do {
                if let newValue {
                    try db.run("INSERT OR REPLACE INTO items VALUES(?, ?, ?)", [table, key, newValue.description])
                } else {
                    try db.run("DELETE FROM items WHERE tbl = ? AND key = ?", [table, key])
                }
            } catch {
                failure = failure ?? error
            }
        }
    }
}
