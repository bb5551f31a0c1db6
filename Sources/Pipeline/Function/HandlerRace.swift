import EventModel
import Synchronization

/// A handler against its timeout: whichever ends first decides, and the other changes nothing any more.
final class HandlerRace: Sendable {
    private struct State {
        var continuation: CheckedContinuation<Result<JSON, ErrorInfo>?, Never>?
        var alarm: Task<Void, Never>?
        var decided = false
    }
    private let state: Mutex<State>

    init(_ continuation: CheckedContinuation<Result<JSON, ErrorInfo>?, Never>) {
        state = Mutex(State(continuation: continuation))
    }

    /// Hands over the task that waits for the timeout, to be stopped when the handler is first.
    func guardWith(_ alarm: Task<Void, Never>) {
        let late = state.withLock { state in
            state.alarm = alarm
            return state.decided
        }
        if late { alarm.cancel() }
    }

    /// Decides, unless that has happened; nil is the timeout. Answers whether this was what decided.
    @discardableResult
    func decide(_ result: Result<JSON, ErrorInfo>?) -> Bool {
        let (continuation, alarm) = state.withLock { state in
            defer {
                state.continuation = nil
                state.decided = true
            }
            return (state.continuation, state.alarm)
        }
        guard let continuation else { return false }
        alarm?.cancel()
        continuation.resume(returning: result)
        return true
    }
}
