import Dispatch
import Synchronization

/// How far reading may be ahead of whoever takes what was read. A reader that is further ahead waits, and so in the end does
/// whatever writes to it.
final class Lead: Sendable {
    private struct State {
        var read = 0
        var taken = 0
        var isWaiting = false
    }
    private let limit: Int
    private let state = Mutex(State())
    private let freed = DispatchSemaphore(value: 0)

    /// - Parameter limit: bytes.
    init(limit: Int) { self.limit = limit }

    /// Bytes read so far.
    var read: Int { state.withLock { $0.read } }

    /// Counts bytes that were read, and blocks while they are too many, until `isStopped` at the latest a fifth of a second later;
    /// `waiting` is called before, so that somebody comes to take them.
    func read(_ bytes: Int, waiting: () -> Void = {}, until isStopped: () -> Bool) {
        state.withLock { $0.read += bytes }
        while !isStopped() {
            let isFar = state.withLock { state in
                state.isWaiting = state.read - state.taken > limit
                return state.isWaiting
            }
            guard isFar else { return }
            waiting()
            _ = freed.wait(timeout: .now() + .milliseconds(200))
        }
    }

    /// The first so many bytes that were read have been taken.
    func take(upTo bytes: Int) {
        let wakes = state.withLock { state in
            state.taken = max(state.taken, bytes)
            defer { state.isWaiting = false }
            return state.isWaiting
        }
        if wakes { freed.signal() }
    }
}
