import Dispatch
import GRDB
import Synchronization

/// Copies what transactions leave in the write-ahead log into the database, on a thread beside the one that writes: it takes half as
/// long as the transactions themselves (https://www.sqlite.org/wal.html#ckpt).
final class Checkpointer: Sendable {
    private struct Progress {
        /// Rows changed when the log was copied last, and when all of it had been copied last.
        var begun = 0
        var done = 0
        var isBusy = false
    }
    private let few: Int
    private let most: Int
    private let progress = Mutex(Progress())
    private let connection: DatabaseQueue
    private let queue = DispatchQueue(label: "tailrace.checkpoint")

    /// - Parameters:
    ///   - few: rows that are changed before the log is copied.
    ///   - most: rows after which the writer waits until all is copied, so that the log begins anew and stays of a bounded size.
    init(path: String, busy: Database.BusyMode, few: Int = 10_000, most: Int = 400_000) throws {
        self.few = few
        self.most = most
        var configuration = Configuration()
        configuration.busyMode = busy
        configuration.prepareDatabase { db in
            try db.execute(sql: "PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=0")
        }
        connection = try DatabaseQueue(path: path, configuration: configuration)
    }

    /// A transaction was committed; `changed` are the rows that its connection has changed since it was opened.
    func committed(_ changed: Int) {
        let (begins, waits) = progress.withLock { progress in
            let waits = changed - progress.done >= most
            let begins = waits || (!progress.isBusy && changed - progress.begun >= few)
            if begins {
                progress.isBusy = true
                progress.begun = changed
            }
            if waits { progress.done = changed }
            return (begins, waits)
        }
        if begins { queue.async { self.copy() } }
        if waits { queue.sync {} }
    }

    private func copy() {
        // One that fails is made up for by the next, or by the writer itself, which also says why.
        _ = try? connection.writeWithoutTransaction { try $0.checkpoint(.passive) }
        progress.withLock { $0.isBusy = false }
    }
}
