import CReaper
import Dispatch
import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The process group of a program, while there is one.
final class ProcessGroup: Sendable {
    private struct State {
        var id: pid_t?
        var isToEnd = false
    }
    private let state = Mutex(State())
    /// What programs leave behind becomes a child of this process, so that it can be waited for.
    private static let reapsOrphans = tailrace_reap_orphans() != 0

    init() { _ = Self.reapsOrphans }

    func began(_ id: pid_t) {
        state.withLock { state in
            state.id = id
            if state.isToEnd { _ = kill(-id, SIGKILL) }
        }
    }

    /// Ends the whole group now, or as soon as it begins.
    func end() {
        state.withLock { state in
            state.isToEnd = true
            if let id = state.id { _ = kill(-id, SIGKILL) }
        }
    }

    /// Ends what the program, which has ended, left behind; returns when nothing of it is there any more.
    func over() async {
        let id = state.withLock { state in
            defer { state.id = nil }
            return state.id
        }
        guard let id, kill(-id, SIGKILL) == 0 else { return }
        await withCheckedContinuation { continuation in
            // A serial queue gets a thread of its own, which may block.
            DispatchQueue(label: "tailrace.program.group").async {
                // Also what was a child of one that has just ended, so until there are none.
                while waitpid(-id, nil, 0) > 0 || errno == EINTR {}
                continuation.resume()
            }
        }
    }
}
