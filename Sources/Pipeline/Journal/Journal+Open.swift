import GRDB

extension Journal {
    /// `Tail` in ASCII: marks the file as ours (https://www.sqlite.org/pragma.html#pragma_application_id).
    static let applicationID: Int32 = 0x5461_696C

    private static let writerCacheKiB = 65_536
    /// Bytes of a page of a database that is made anew. Twice SQLite's default: a transaction of thousands of messages writes half as
    /// many pages, and one of a single message takes as long as before.
    static let pageSize = 8_192
    private static let busyMode = Database.BusyMode.timeout(10)

    static func open(_ path: String, _ key: PayloadKey?) throws(JournalError) -> (DatabasePool, Checkpointer) {
        var configuration = Configuration()
        configuration.busyMode = busyMode
        configuration.maximumReaderCount = 4
        configuration.prepareDatabase { db in
            try db.execute(sql: "PRAGMA temp_store=MEMORY; PRAGMA cache_size=-16000")
            try db.execute(sql: Schema.temporaryTables)
        }
        do {
            // Looked at before WAL mode is switched on, so that another program's file is left as it was.
            let owner = try ownership(path)
            if owner == .empty { try setPageSize(path) }
            let pool = try DatabasePool(path: path, configuration: configuration)
            try pool.writeWithoutTransaction { db in
                // The log is brought to the disk before anybody hears of a commit, but not by SQLite: see LogSync.
                try db.execute(sql: "PRAGMA synchronous=NORMAL")
                // A transaction that changes more pages than fit writes some of them many times over: a redrive of thousands of
                // messages is ten times slower then. The memory is taken only by what needs it.
                try db.execute(sql: "PRAGMA cache_size=-\(writerCacheKiB)")
                // Some systems build SQLite to overwrite with zeros what is deleted. What a queue has delivered would be written
                // once more for that.
                try db.execute(sql: "PRAGMA secure_delete=OFF")
            }
            if owner != .ours { try pool.write { try Schema.create($0) } }
            try check(key, pool, path)
            let checkpointer = try Checkpointer(path: path, busy: busyMode)
            pool.writeWithoutTransaction { checkpointer.watch($0) }
            return (pool, checkpointer)
        } catch let error as JournalError {
            throw error
        } catch let error as DatabaseError {
            switch error.resultCode {
            case .SQLITE_NOTADB, .SQLITE_CORRUPT:
                throw JournalError(
                    .corrupt,
                    "\(path) is not a database or is damaged (\(error.message ?? "\(error.resultCode)")); move it away to start afresh"
                )
            default:
                throw JournalError(.unavailable, "cannot use \(path): \(error.message ?? "\(error.resultCode)")")
            }
        } catch {
            throw JournalError(.unavailable, "cannot use \(path): \(error)")
        }
    }

    /// Works only before anything is in the file (https://www.sqlite.org/pragma.html#pragma_page_size).
    private static func setPageSize(_ path: String) throws {
        let queue = try DatabaseQueue(path: path)
        defer { try? queue.close() }
        try queue.writeWithoutTransaction {
            try $0.execute(sql: "PRAGMA page_size=\(pageSize); PRAGMA journal_mode=WAL")
        }
    }

    private enum Ownership { case ours, older, empty }

    private static func ownership(_ path: String) throws -> Ownership {
        var configuration = Configuration()
        configuration.busyMode = busyMode
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        defer { try? queue.close() }
        return try queue.read { db in
            let id = try Int32.fetchOne(db, sql: "PRAGMA application_id") ?? 0
            let version = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
            let tables = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_master") ?? 0
            if id == 0 && tables == 0 { return .empty }
            guard id == applicationID else {
                throw JournalError(.foreign, "\(path) belongs to another program; choose another --data directory")
            }
            guard version <= Schema.version else {
                throw JournalError(
                    .newer,
                    "\(path) was written by a later version (schema \(version), this one knows \(Schema.version)); use that version"
                )
            }
            return version < Schema.version ? .older : .ours
        }
    }
}
