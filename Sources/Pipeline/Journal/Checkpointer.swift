import Dispatch
import EventModel
import GRDB
import GRDBSQLite
import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Copies what transactions leave in the write-ahead log into the database, on a thread beside the one that writes: it takes half as
/// long as the transactions themselves (https://www.sqlite.org/wal.html#ckpt).
///
/// When nearly all is copied the writer copies the rest itself, which is short, and the log begins anew at its start. It stays of a
/// bounded size that way, and is written over: a commit that makes its file longer takes the disk twice as long as one that does not.
final class Checkpointer: Sendable {
    /// With so many the log's file is made as long as it will become, beside the writer; what writes little goes without.
    private static let some = 256
    /// Bytes by which it is made longer at a time; the writer waits for one of these at most.
    private static let piece = 1 << 20

    private enum Stage { case idle, busy, copied }
    private struct Progress {
        var stage = Stage.idle
        /// Pages in the log when copying began last.
        var pages = 0
        /// Pages in the log after the last transaction.
        var last = 0
        var isReserved = false
    }
    private let few: Int
    private let enough: Int
    private let most: Int
    private let progress = Mutex(Progress())
    private let connection: DatabaseQueue
    private let queue = DispatchQueue(label: "tailrace.checkpoint")
    private let path: String
    private let pages = Atomic<Int>(0)
    private let isOver = Atomic<Bool>(false)

    /// - Parameters:
    ///   - few: pages in the log when copying begins; 32 MiB. Of large transactions four times as many, so that what they change
    ///     again and again is copied once.
    ///   - most: pages with which the writer waits until all is copied; 512 MiB. With half as many it copies what is left of large
    ///     transactions.
    init(path: String, busy: Database.BusyMode, few: Int = 4_096, most: Int = 65_536) throws {
        self.few = few
        enough = most / 2
        self.most = most
        var configuration = Configuration()
        configuration.busyMode = busy
        configuration.prepareDatabase { db in
            try db.execute(sql: "PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=0")
        }
        connection = try DatabaseQueue(path: path, configuration: configuration)
        self.path = path
    }

    /// Hears from now on how many pages the log has after each commit of the writer, which must not outlive this.
    func watch(_ writer: Database) {
        sqlite3_wal_hook(
            writer.sqliteConnection,
            { context, _, _, pages in
                guard let context else { return SQLITE_OK }
                Unmanaged<Checkpointer>.fromOpaque(context).takeUnretainedValue()
                    .pages.store(Int(pages), ordering: .relaxed)
                return SQLITE_OK
            },
            Unmanaged.passUnretained(self).toOpaque()
        )
    }

    /// A transaction was committed on `writer`'s thread, outside of any other; copies when it is time.
    func committed(_ writer: Database) {
        let pages = pages.load(ordering: .relaxed)
        if pages < min(Self.some, few) { return }
        enum Act { case none, reserve, begin, finish, wait }
        let act = progress.withLock { progress -> Act in
            let isLarge = pages - (pages < progress.last ? 0 : progress.last) > Self.some
            progress.last = pages
            if pages >= most {
                progress.stage = .idle
                return .wait
            }
            switch progress.stage {
            case .busy: return .none
            case .copied:
                // What came meanwhile is much then: it is copied beside the next too, for a while.
                if isLarge, pages < enough {
                    progress.stage = .busy
                    progress.pages = pages
                    return .begin
                }
                progress.stage = .idle
                return .finish
            case .idle:
                // What could not begin anew, for somebody who reads, is not copied again at once.
                if pages < progress.pages { progress.pages = 0 }
                if pages >= progress.pages + (isLarge ? few * 4 : few) {
                    progress.stage = .busy
                    progress.pages = pages
                    return .begin
                }
                if progress.isReserved { return .none }
                progress.isReserved = true
                return .reserve
            }
        }
        switch act {
        case .none: break
        case .reserve: queue.async { self.reserve() }
        case .begin: queue.async { self.copy() }
        case .finish: _ = try? writer.checkpoint(.passive)
        case .wait:
            queue.sync {}
            _ = try? writer.checkpoint(.passive)
        }
    }

    /// Nothing more is to be written.
    func end() { isOver.store(true, ordering: .relaxed) }

    private func copy() {
        // One that fails is made up for by the next, or by the writer itself, which also says why.
        _ = try? connection.writeWithoutTransaction { db in
            _ = try db.checkpoint(.passive)
            Self.sync(db)
        }
        progress.withLock { $0.stage = .copied }
    }

    /// Brings what was copied to the disk. SQLite does that only when all is copied, and the writer would wait for it.
    private static func sync(_ db: Database) {
        var file: UnsafeMutablePointer<sqlite3_file>?
        guard sqlite3_file_control(db.sqliteConnection, "main", SQLITE_FCNTL_FILE_POINTER, &file) == SQLITE_OK,
            let file, let sync = file.pointee.pMethods?.pointee.xSync
        else { return }
        _ = sync(file, SQLITE_SYNC_NORMAL)
    }

    /// Makes the log's file longer by zeros, which end a log where they begin
    /// (https://www.sqlite.org/fileformat2.html#the_write_ahead_log). Nobody may add to it meanwhile, so each piece is put on under the
    /// lock of a transaction.
    private func reserve() {
        let log = open(path + "-wal", O_WRONLY | O_CLOEXEC)
        guard log >= 0 else { return }
        defer { close(log) }
        let reserved = (few + few / 4) * (Journal.pageSize + 24)
        let zeros = [UInt8](repeating: 0, count: Self.piece)
        var goesOn = true
        while goesOn, !isOver.load(ordering: .relaxed) {
            goesOn =
                (try? connection.writeWithoutTransaction { db in
                    try db.execute(sql: "BEGIN IMMEDIATE")
                    defer { try? db.execute(sql: "ROLLBACK") }
                    let length = Int(lseek(log, 0, SEEK_END))
                    guard length > 0, length < reserved else { return false }
                    return pwrite(log, zeros, Self.piece, off_t(length)) == Self.piece && fdatasync(log) == 0
                }) ?? false
        }
    }
}
