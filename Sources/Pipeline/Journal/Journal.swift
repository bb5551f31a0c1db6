import Dispatch
import EventModel
import GRDB
import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Everything that must survive a crash, in one SQLite database in WAL mode: what is acknowledged is on disk, as with
/// `synchronous=FULL` (https://www.sqlite.org/pragma.html#pragma_synchronous). ``LogSync`` brings it there, while the next transaction
/// is under way.
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
        /// How many were committed together last: so many are likely to come again.
        var expected = 1
    }

    /// How long the writer waits for those it has just answered, if there were several: less than their commit takes.
    private static let patience = Duration.microseconds(40)

    let path: String
    /// Encrypts the payloads in it; nil: they lie open.
    let key: PayloadKey?
    private let pool: DatabasePool
    private let checkpointer: Checkpointer
    private let log: LogSync
    private let waiting = Mutex(Waiting())
    private let queue = DispatchQueue(label: "tailrace.journal")
    private let seenVersion = Mutex<Int?>(nil)

    /// Opens or makes `DIRECTORY/pipeline.sqlite`.
    ///
    /// - Parameter key: nil: the environment's, if it gives one.
    /// - Throws: ``JournalError``, naming the file.
    init(
        directory: String,
        key: PayloadKey? = nil,
        flush: @escaping LogSync.Flush = LogSync.disk
    ) throws(JournalError) {
        try makeDirectory(directory)
        path = directory + "/pipeline.sqlite"
        self.key = if let key { key } else { try PayloadKey.ofEnvironment() }
        (pool, checkpointer) = try Journal.open(path, self.key)
        log = try LogSync(path: path + "-wal", flush: flush)
        try log.wait()
    }

    deinit { checkpointer.end() }

    /// Runs `body` in a transaction and answers after it is on disk. What `body` throws undoes its own writes only. It may be run
    /// twice, of which the first is undone.
    ///
    /// One that comes while nothing is written is committed by whoever brings it: to hand it to another thread and back would take as
    /// long as a third of the commit.
    func write<R: Sendable>(_ body: @escaping @Sendable (Database) throws -> R) async throws -> R {
        let isFirst = waiting.withLock { waiting in
            if waiting.draining || waiting.expected > 1 { return false }
            waiting.draining = true
            return true
        }
        if isFirst {
            return try first(body)
        }
        return try await withCheckedThrowingContinuation { continuation in
            begin(body) { continuation.resume(with: $0) }
        }
    }

    /// The same without waiting: who writes or begins after this comes after it. `answer` is called on a thread of the journal's.
    func begin<R: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> R,
        answer: @escaping @Sendable (Result<R, any Error>) -> Void
    ) {
        let operation = Operation(
            run: { db in
                let result = try body(db)
                return { answer(.success(result)) }
            },
            fail: { answer(.failure($0)) }
        )
        let start = waiting.withLock { waiting in
            waiting.operations.append(operation)
            defer { waiting.draining = true }
            return !waiting.draining
        }
        if start { queue.async { self.drain() } }
    }

    private func first<R>(_ body: (Database) throws -> R) throws -> R {
        // Who waits already goes on while this one waits for the disk. Who comes later shares a commit with others who do: the disk
        // is what takes the time then.
        var goesOn = false
        defer { if !goesOn, next() { queue.async { self.drain() } } }
        let (result, changed) = try commit(body)
        guard changed else { return result }
        if isAwaited {
            goesOn = true
            queue.async { self.drain() }
        }
        try log.wait()
        return result
    }

    private var isAwaited: Bool { waiting.withLock { !$0.operations.isEmpty } }

    /// Whether somebody waits; if nobody does, the next who comes is the first.
    private func next() -> Bool {
        waiting.withLock { waiting in
            waiting.draining = !waiting.operations.isEmpty
            return waiting.draining
        }
    }

    /// Runs `body` on a snapshot; neither waits for writers nor holds them up.
    func read<R: Sendable>(_ body: @escaping @Sendable (Database) throws -> R) async throws -> R {
        guard let key else { return try await pool.read(body) }
        return try await pool.read { db in try PayloadKey.$current.withValue(key) { try body(db) } }
    }

    /// The same on the calling thread, which waits.
    func readNow<R>(_ body: (Database) throws -> R) throws -> R {
        guard let key else { return try pool.read(body) }
        return try pool.read { db in try PayloadKey.$current.withValue(key) { try body(db) } }
    }

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
            gather()
            let group = waiting.withLock { waiting -> [Operation] in
                guard !waiting.operations.isEmpty else {
                    waiting.draining = false
                    return []
                }
                waiting.expected = min(waiting.operations.count, Journal.groupLimit)
                if waiting.operations.count <= Journal.groupLimit {
                    defer { waiting.operations = [] }
                    return waiting.operations
                }
                let group = Array(waiting.operations.prefix(Journal.groupLimit))
                waiting.operations.removeFirst(group.count)
                return group
            }
            if group.isEmpty { return }
            commit(group)
        }
    }

    /// Lets those come that are likely to, so that they share a commit.
    private func gather() {
        let expected = waiting.withLock { $0.expected }
        if expected <= 1 { return }
        let clock = ContinuousClock()
        let end = clock.now + Journal.patience
        while waiting.withLock({ $0.operations.count }) < expected, clock.now < end { sched_yield() }
    }

    private func commit(_ group: [Operation]) {
        do {
            // Savepoints cost a copy of each page that an operation changes: they are for when one has failed half-way.
            guard let done = try together(group, apart: false) ?? together(group, apart: true) else { return }
            let answer = { @Sendable (error: JournalError?) in
                if let error {
                    for operation in group { operation.fail(error) }
                } else {
                    for answer in done.answers { answer() }
                }
            }
            if !done.changed {
                answer(nil)
            } else if isAwaited {
                log.then(answer)
            } else {
                do throws(JournalError) {
                    try log.wait()
                    answer(nil)
                } catch {
                    answer(error)
                }
            }
        } catch {
            let refusal = refusal(error)
            for operation in group { operation.fail(refusal) }
        }
    }

    /// What a group's transaction did: what to call once it is on disk, and whether there is anything to bring there.
    private struct Done {
        var answers: [@Sendable () -> Void] = []
        var changed = false
    }

    /// Commits a group. Nil if one failed that had written already, and all of it was undone.
    private func together(_ group: [Operation], apart: Bool) throws -> Done? {
        try pool.writeWithoutTransaction { db in
            var done = Done()
            done.answers.reserveCapacity(group.count)
            let start = db.totalChangesCount
            let isDone = try transaction(db) {
                for operation in group {
                    let before = db.totalChangesCount
                    do {
                        if apart {
                            try db.inSavepoint {
                                done.answers.append(try operation.run(db))
                                return .commit
                            }
                        } else {
                            done.answers.append(try operation.run(db))
                        }
                    } catch {
                        // A full disk or an I/O error makes SQLite roll the whole transaction back.
                        guard db.isInsideTransaction else { throw error }
                        if !apart && db.totalChangesCount != before { return false }
                        done.answers.append { operation.fail(error) }
                    }
                }
                return true
            }
            guard isDone else { return nil }
            checkpointer.committed(db)
            done.changed = db.totalChangesCount != start
            return done
        }
    }

    /// Answers the result too, and whether there is anything to bring to the disk.
    private func commit<R>(_ body: (Database) throws -> R) throws -> (R, changed: Bool) {
        // The body's own error is the caller's; what the commit throws is about the file.
        var own: (any Error)?
        do {
            return try pool.writeWithoutTransaction { db in
                var result: R?
                let start = db.totalChangesCount
                _ = try transaction(db) {
                    do {
                        result = try body(db)
                        return true
                    } catch {
                        if db.isInsideTransaction { own = error }
                        throw error
                    }
                }
                checkpointer.committed(db)
                return (result!, db.totalChangesCount != start)  // the result is set where nothing was thrown
            }
        } catch {
            throw own ?? refusal(error)
        }
    }

    /// Commits if `body` says so, and rolls back if it does not, or throws.
    private func transaction(_ db: Database, _ body: () throws -> Bool) throws -> Bool {
        _ = try db.raw("BEGIN IMMEDIATE") { try $0.step() }
        do {
            let isGood = try key.map { try PayloadKey.$current.withValue($0, operation: body) } ?? body()
            _ = try db.raw(isGood ? "COMMIT" : "ROLLBACK") { try $0.step() }
            return isGood
        } catch {
            if db.isInsideTransaction { _ = try? db.raw("ROLLBACK") { try $0.step() } }
            throw error
        }
    }

    private func refusal(_ error: any Error) -> any Error {
        guard let refused = error as? DatabaseError else { return error }
        return JournalError(.unavailable, "\(path) cannot be written: \(refused.message ?? "\(refused.resultCode)")")
    }
}
