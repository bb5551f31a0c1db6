package import EventModel
import GRDB

extension Pipeline {
    /// Reads an item; nil if there is none. One that has expired may still be there for a while, as in the service.
    package func item(_ key: String, sort: String = "", in table: String) async throws -> JSON? {
        try await journal.read { db in
            try db.payload("SELECT value FROM items WHERE tbl = ? AND key = ? AND sort = ?", [table, key, sort]).map {
                JSON(column: $0)
            }
        }
    }

    /// The items of a table whose keys begin with `prefix`, by key and sort key, at most `limit`.
    package func items(in table: String, prefix: String = "", limit: Int = 1000) async throws -> [(
        key: String, value: JSON
    )] {
        try await journal.read { db in
            try db.rows(
                "SELECT key, value FROM items WHERE tbl = ? AND substr(key, 1, length(?2)) = ?2 ORDER BY key, sort LIMIT ?3",
                [table, prefix, limit]
            ).map { ($0[0], JSON(column: try Payload.text($0, 1))) }
        }
    }

    /// The items of one partition key by their sort keys, those that begin with `prefix`, at most `limit`.
    package func query(_ key: String, sortPrefix prefix: String = "", in table: String, limit: Int = 1000) async throws
        -> [(
            sort: String, value: JSON
        )]
    {
        try await journal.read { db in
            try db.rows(
                """
                SELECT sort, value FROM items WHERE tbl = ? AND key = ? AND substr(sort, 1, length(?3)) = ?3 ORDER BY sort LIMIT ?4
                """,
                [table, key, prefix, limit]
            ).map { ($0[0], JSON(column: try Payload.text($0, 1))) }
        }
    }

    /// Reads and writes items in one transaction, which what `body` throws undoes; durable when this returns. Changes carry the
    /// correlation id (nil: a new one), and name the cause. `flow` names the flow if it begins with them; what `permit` throws at undoes the
    /// transaction.
    package func transact<R: Sendable>(
        correlationID: String? = nil,
        causationID: String? = nil,
        flow: String = "adhoc",
        permit: (@Sendable (AccessAction, String) throws -> Void)? = nil,
        _ body: @escaping @Sendable (inout any TableAccess) throws -> R
    ) async throws -> R {
        let now = clock.now()
        let correlationID = correlationID ?? settings.ids()
        let (result, lines) = try await journal.write { [wiring] db in
            let tables = JournalTables(db, wiring, at: now, correlationID: correlationID, causationID: causationID)
            tables.permit = permit
            var access: any TableAccess = tables
            let result = try body(&access)
            if let failure = tables.failure { throw failure }
            if tables.lines.count > 0 { try wiring.startFlow(correlationID, flow, in: db, at: now) }
            return (result, tables.lines)
        }
        telemetry.write(lines)
        if lines.count > 0 { scheduler.ring() }
        return result
    }
}

/// The tables within a transaction. A subscript cannot throw, so the first failure is kept, and undoes the transaction at its end.
private final class JournalTables: TableAccess {
    private let db: Database
    private let wiring: Wiring
    private let now: Timestamp
    private let correlationID: String
    private let causationID: String?
    var permit: ((AccessAction, String) throws -> Void)?
    private(set) var failure: (any Error)?
    private(set) var lines = TelemetryLines()

    init(_ db: Database, _ wiring: Wiring, at now: Timestamp, correlationID: String, causationID: String?) {
        self.db = db
        self.wiring = wiring
        self.now = now
        self.correlationID = correlationID
        self.causationID = causationID
    }

    subscript(table: String, key: String) -> JSON? {
        get { self[table, key, ""] }
        set { self[table, key, ""] = newValue }
    }

    subscript(table: String, key: String, sort: String) -> JSON? {
        get {
            do {
                try permit?(.getItem, table)
                return try Wiring.item(table, key, sort, in: db)
            } catch {
                failure = failure ?? error
                return nil
            }
        }
        set {
            do {
                try permit?(newValue == nil ? .deleteItem : .putItem, table)
                let change = TableChange(table: table, key: key, sort: sort, new: newValue)
                try wiring.write(
                    change,
                    correlationID: correlationID,
                    causationID: causationID,
                    in: db,
                    at: now,
                    &lines
                )
            } catch {
                failure = failure ?? error
            }
        }
    }
}
