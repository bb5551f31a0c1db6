import EventModel
import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The mark of a running pipeline on its data directory: an advisory lock on `DIR/lock` that the kernel drops with the process,
/// so a crash leaves nothing to clean up. Tools that only look or redrive do not take it.
final class DirectoryLock: Sendable {
    private let descriptor: Mutex<Int32>

    /// - Throws: ``JournalError`` `inUse` if another pipeline holds it, `unavailable` if the file cannot be made.
    init(directory: String) throws(JournalError) {
        let path = directory + "/lock"
        let fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard fd >= 0 else {
            throw JournalError(.unavailable, "cannot open \(path): \(errnoText()); choose another --data directory")
        }
        guard flock(fd, LOCK_EX | LOCK_NB) == 0 else {
            let busy = errno == EWOULDBLOCK
            let why = errnoText()
            close(fd)
            throw busy
                ? JournalError(
                    .inUse,
                    "a pipeline is already running on \(directory) (it holds \(path)); stop it, or choose another --data directory"
                )
                : JournalError(.unavailable, "cannot lock \(path): \(why)")
        }
        descriptor = Mutex(fd)
        beat()
    }

    deinit { release() }

    /// Says that the pipeline is there: for those who may not take the lock to see whether it is taken, as a pipeline that starts just then
    /// would find it so.
    func beat() { descriptor.withLock { fd in if fd >= 0 { futimens(fd, nil) } } }

    /// Whether a pipeline has been on the directory within the last seconds, and has not left it.
    static func isHeld(_ directory: String) -> Bool {
        var status = stat()
        guard stat(directory + "/lock", &status) == 0 else { return false }
        #if canImport(Glibc)
            let beat = Timestamp(nanoseconds: Int64(status.st_mtim.tv_sec) * 1_000_000_000)
        #else
            let beat = Timestamp(nanoseconds: Int64(status.st_mtimespec.tv_sec) * 1_000_000_000)
        #endif
        return .now() - beat < .seconds(5)
    }

    /// Gives the directory up; more than once does nothing.
    func release() {
        descriptor.withLock { fd in
            // Unlocked by name: a program that is just being started has the descriptor too, for a moment, and the lock with it.
            if fd >= 0 {
                var left = [timespec(), timespec()]
                futimens(fd, &left)
                flock(fd, LOCK_UN)
                close(fd)
            }
            fd = -1
        }
    }
}

/// The present `errno` in words.
func errnoText() -> String { String(cString: strerror(errno)) }

/// Makes a directory and those above it.
///
/// - Throws: ``JournalError`` `unavailable`.
func makeDirectory(_ path: String) throws(JournalError) {
    var made = path.hasPrefix("/") ? "" : "."
    for part in path.split(separator: "/") {
        made += "/" + part
        if mkdir(made, 0o755) != 0 && errno != EEXIST {
            throw JournalError(
                .unavailable,
                "cannot make the directory \(made): \(errnoText()); choose another --data directory"
            )
        }
    }
}
