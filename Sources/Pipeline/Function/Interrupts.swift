import Synchronization

/// How to end each handler that runs, for when the pipeline stops and will not wait any longer.
final class Interrupts: Sendable {
    private struct State {
        var stopped = false
        var running: [Int: @Sendable () -> Void] = [:]
    }
    private let state = Mutex(State())

    /// Registers a handler that begins; one that begins while the pipeline stops is ended at once.
    func add(_ token: Int, _ interrupt: @escaping @Sendable () -> Void) {
        let stopped = state.withLock { state in
            state.running[token] = interrupt
            return state.stopped
        }
        if stopped { interrupt() }
    }

    func remove(_ token: Int) { state.withLock { _ = $0.running.removeValue(forKey: token) } }

    /// Ends all that run, and all that begin until ``rearm()``.
    func stop() {
        let running = state.withLock { state in
            state.stopped = true
            return Array(state.running.values)
        }
        for interrupt in running { interrupt() }
    }

    func rearm() { state.withLock { $0.stopped = false } }
}
