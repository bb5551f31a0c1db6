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
        var isOver = false
        var isToEnd = false
    }
    private let state = Mutex(State())

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
            if let id = state.id, !state.isOver { _ = kill(-id, SIGKILL) }
        }
    }

    /// Ends what the program left behind; nothing is sent any more afterwards.
    func over() {
        state.withLock { state in
            if let id = state.id, !state.isOver { _ = kill(-id, SIGKILL) }
            state.isOver = true
        }
    }
}
