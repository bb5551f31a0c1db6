import Dispatch
import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Brings the write-ahead log to the disk, so that the next transaction is under way meanwhile.
///
/// The connection that writes commits without waiting for the disk (`synchronous=NORMAL`), which never harms the database but may
/// lose the last commits with the power (https://www.sqlite.org/pragma.html#pragma_synchronous): so nobody hears of a commit before
/// the log has been here, which is what `synchronous=FULL` would have done. The log is written from front to back; what is on disk of
/// it then is all that was committed before.
final class LogSync: Sendable {
    /// Waits until what was written to a file is on disk; answers 0 or what `errno` is.
    typealias Flush = @Sendable (_ file: Int32) -> Int32

    private let path: String
    private let flush: Flush
    private let file: Int32
    private let queue = DispatchQueue(label: "tailrace.journal.sync")
    /// Set once it has failed, and for good: what the disk did not take the system may have dropped, and would say next that all is well.
    private let failure = Mutex<JournalError?>(nil)
    private let waiting = Mutex<[@Sendable (JournalError?) -> Void]>([])

    /// - Parameter path: the log's file. It is the same one for as long as any connection is open.
    /// - Throws: ``JournalError`` `unavailable` where there is none.
    init(path: String, flush: @escaping Flush = LogSync.disk) throws(JournalError) {
        self.path = path
        self.flush = flush
        file = open(path, O_RDWR | O_CLOEXEC)
        if file < 0 { throw JournalError(.unavailable, "cannot use \(path): \(String(cString: strerror(errno)))") }
    }

    deinit { close(file) }

    /// Waits until everything that was committed before is on disk.
    ///
    /// - Throws: ``JournalError`` `unavailable`, now and ever after, where the disk does not take it.
    func wait() throws(JournalError) {
        if let error = failure.withLock({ $0 }) { throw error }
        let code = flush(file)
        if code == 0 { return }
        let reason = String(cString: strerror(code))
        throw failure.withLock { failure in
            let error = failure ?? JournalError(.unavailable, "\(path) cannot be brought to the disk: \(reason)")
            failure = error
            return error
        }
    }

    static let disk: Flush = { file in
        #if canImport(Darwin)
            fcntl(file, F_FULLFSYNC) == 0 ? 0 : errno
        #else
            fdatasync(file) == 0 ? 0 : errno
        #endif
    }

    /// The same on another thread, once for all who ask meanwhile.
    func then(_ answer: @escaping @Sendable (JournalError?) -> Void) {
        let begins = waiting.withLock { waiting in
            defer { waiting.append(answer) }
            return waiting.isEmpty
        }
        if begins { queue.async { self.answer() } }
    }

    private func answer() {
        // Those who come after this may have committed after the log was brought to the disk.
        let answers = waiting.withLock { waiting in
            defer { waiting = [] }
            return waiting
        }
        var failure: JournalError?
        do throws(JournalError) { try wait() } catch { failure = error }
        for answer in answers { answer(failure) }
    }
}
