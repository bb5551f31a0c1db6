import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The mark of a running pipeline on its data directory: an advisory lock on `DIR/lock` that the kernel drops with the process,
/// so a crash leaves nothing to clean up. Tools that only look or redrive do not take it.
final class DirectoryLock: Sendable {
    private let descriptors: Mutex<[Int32]>
    /// The file by whose lock others see that the directory is taken.
    private static let sign = "/lock.taken"

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
        let sign = open(directory + Self.sign, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        if sign >= 0 { while flock(sign, LOCK_EX) != 0 && errno == EINTR {} }
        descriptors = Mutex([fd, sign])
    }

    deinit { release() }

    /// Whether a pipeline is on the directory. It is not the lock itself that is tried for that: a pipeline that starts just then would find
    /// it taken. Whoever starts waits for those who look.
    static func isHeld(_ directory: String) -> Bool {
        let fd = open(directory + Self.sign, O_RDONLY | O_CLOEXEC)
        guard fd >= 0 else { return false }
        defer {
            flock(fd, LOCK_UN)
            close(fd)
        }
        return flock(fd, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK
    }

    /// Gives the directory up; more than once does nothing.
    func release() {
        descriptors.withLock { descriptors in
            // Unlocked by name: a program that is just being started has the descriptor too, for a moment, and the lock with it.
            for fd in descriptors where fd >= 0 {
                flock(fd, LOCK_UN)
                close(fd)
            }
            descriptors = []
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
