import Dispatch
import EventModel
import GRDB
import Synchronization

/// Everything that must survive a crash, in one SQLite database: WAL, `synchronous=FULL`, so what is acknowledged is on disk
/// (https://www.sqlite.org/pragma.html#pragma_synchronous).
///
/// Writes are committed in groups: one writer takes every operation that was queued while the last commit ran. Each runs in its
/// own savepoint, so one's error does not undo the others; one that is alone needs none, which spares a large one a copy of each
/// page it changes. Other processes may use the same file.
final class Journal: Sendable {
    /// At most so many operations share a commit, so that one commit stays short.
    private static let groupLimit = 512

    /// Performs its work and answers what to call once the commit is on disk.
    private struct Operation: Sendable {
        var run: @Sendable (Database) throws -> @Sendable () -> Void
        var fail: @Sendable (any Error) -> Void
    }
    private struct Waiting {
        var operations: [Operation] = []
        var draining = false
    }

    let path: String
    private let pool: DatabasePool
    private let checkpointer: Checkpointer
    private let waiting = Mutex(Waiting())
    private let queue = DispatchQueue(label: "tailrace.journal")
    private let seenVersion = Mutex<Int?>(nil)

    /// Opens or makes `DIRECTORY/pipeline.sqlite`.
    ///
    /// - Throws: ``JournalError``, naming the file.
    init(directory: String) throws(JournalError) {
        try makeDirectory(directory)
        path = directory + "/pipeline.sqlite"
        (pool, checkpointer) = try Journal.open(path)
    }

    /// Runs `body` in a transaction and answers after it is on disk. What `body` throws undoes its own writes only.
    func write<R: Sendable>(_ body: @escaping @Sendable (Database) throws -> R) async throws -> R {
        try await withCheckedThrowingContinuation { continuation in
            let operation = Operation(
                run: { db in
                    let result = try body(db)
                    return { continuation.resume(returning: result) }
                },
                fail: { continuation.resume(throwing: $0) }
            )
            let start = waiting.withLock { waiting in
                waiting.operations.append(operation)
                defer { waiting.draining = true }
                return !waiting.draining
            }
            if start { queue.async { self.drain() } }
        }
    }

    /// Runs `body` on a snapshot; neither waits for writers nor holds them up.
    func read<R: Sendable>(_ body: @escaping @Sendable (Database) throws -> R) async throws -> R {
        try await pool.read(body)
    }

    /// The same on the calling thread, which waits.
    func readNow<R>(_ body: (Database) throws -> R) throws -> R { try pool.read(body) }

    /// Whether another connection, of this process or another, has committed since the last call
    /// (https://www.sqlite.org/pragma.html#pragma_data_version).
    func foreignCommits() async throws -> Bool {
        let version = try await pool.writeWithoutTransaction { db in
            try Int.fetchOne(db.cachedStatement(sql: "PRAGMA data_version"))
        }
        return seenVersion.withLock { seen in
            defer { seen = version }
            return seen != nil && seen != version
        }
    }

    private func drain() {
        while true {
            let group = waiting.withLock { waiting -> [Operation] in
                guard !waiting.operations.isEmpty else {
                    waiting.draining = false
                    return []
                }
                let group = Array(waiting.operations.prefix(Journal.groupLimit))
                waiting.operations.removeFirst(group.count)
                return group
            }
            if group.isEmpty { return }
            commit(group)
        }
    }

    private func commit(_ group: [Operation]) {
        var answers: [@Sendable () -> Void] = []
        answers.reserveCapacity(group.count)
        if group.count == 1 {
            commit(group[0])
            return
        }
        let changed: Int
        do {
            changed = try pool.writeWithoutTransaction { db in
                try db.inTransaction(.immediate) {
                    for operation in group {
                        do {
                            try db.inSavepoint {
                                answers.append(try operation.run(db))
                                return .commit
                            }
                        } catch {
                            // A full disk or an I/O error makes SQLite roll the whole transaction back.
                            guard db.isInsideTransaction else { throw error }
                            answers.append { operation.fail(error) }
                        }
                    }
                    return .commit
                }
                return db.totalChangesCount
            }
        } catch {
            let refusal = refusal(error)
            for operation in group { operation.fail(refusal) }
            return
        }
        for answer in answers { answer() }
        checkpointer.committed(changed)
    }

    private func commit(_ operation: Operation) {
        var answer: (@Sendable () -> Void)?
        // The operation's own error is the caller's; what the commit throws is about the file.
        var own: (any Error)?
        let changed: Int
        do {
            changed = try pool.writeWithoutTransaction { db in
                try db.inTransaction(.immediate) {
                    do {
                        answer = try operation.run(db)
                        return .commit
                    } catch {
                        if db.isInsideTransaction { own = error }
                        throw error
                    }
                }
                return db.totalChangesCount
            }
        } catch {
            operation.fail(own ?? refusal(error))
            return
        }
        answer?()
        checkpointer.committed(changed)
    }

    private func refusal(_ error: any Error) -> any Error {
        guard let refused = error as? DatabaseError else { return error }
        return JournalError(.unavailable, "\(path) cannot be written: \(refused.message ?? "\(refused.resultCode)")")
    }
}
