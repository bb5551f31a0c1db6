import DequeModule
import EventModel
import Synchronization

/// What receives gave that named themselves by a `ReceiveRequestAttemptId`, so that one whose answer was lost can be made again. Kept in
/// memory, for 5 minutes: after a restart the messages come back with their visibility timeout.
final class ReceiveAttempts: Sendable {
    struct Held: Hashable, Sendable {
        var receipt: String
        /// When it becomes visible again unless somebody changes that.
        var visible: Timestamp
    }
    private struct Attempt {
        var began: Timestamp
        var held: [Held]
    }
    private struct State {
        var byID: [String: Attempt] = [:]
        /// In the order in which they began. One of an id that began anew stands here twice.
        var order: Deque<(id: String, began: Timestamp)> = []
    }
    /// More are not remembered at once; the oldest give way.
    private static let most = 100_000
    private let state = Mutex(State())

    /// What a receive of this id gave in the last 5 minutes.
    func held(by id: String, at now: Timestamp) -> [Held]? {
        state.withLock { state in
            guard let attempt = state.byID[id], now < attempt.began + Queue.Limit.deduplication else { return nil }
            return attempt.held
        }
    }

    /// Keeps what a receive gave. `began` stays where it is made again: the 5 minutes count from the first time.
    func keep(_ held: [Held], by id: String, isAgain: Bool, at now: Timestamp) {
        state.withLock { state in
            if isAgain, state.byID[id] != nil {
                state.byID[id]?.held = held
                return
            }
            state.byID[id] = Attempt(began: now, held: held)
            state.order.append((id, now))
            while let first = state.order.first,
                first.began + Queue.Limit.deduplication <= now || state.byID.count > Self.most
            {
                state.order.removeFirst()
                if state.byID[first.id]?.began == first.began { state.byID[first.id] = nil }
            }
        }
    }
}
