import Synchronization

/// The programs of this process that run, so that it does not end before they have.
package final class RunningPrograms: Sendable {
    package static let shared = RunningPrograms()

    private struct State {
        var count = 0
        var waiting: [CheckedContinuation<Void, Never>] = []
    }
    private let state = Mutex(State())

    func began() { state.withLock { $0.count += 1 } }

    func ended() {
        let waiting = state.withLock { state -> [CheckedContinuation<Void, Never>] in
            state.count -= 1
            guard state.count == 0 else { return [] }
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }

    /// Returns when none runs. Those whose invocation was ended are given their grace, no more.
    package func allEnded() async {
        await withCheckedContinuation { continuation in
            let none = state.withLock { state in
                if state.count > 0 { state.waiting.append(continuation) }
                return state.count == 0
            }
            if none { continuation.resume() }
        }
    }
}
