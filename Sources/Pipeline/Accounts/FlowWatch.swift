import EventModel
import Synchronization

/// Says when the flows are to be looked through for those that can be forgotten, and knows which have begun anew meanwhile.
final class FlowWatch: Sendable {
    /// Between two looks.
    static let interval = Duration.seconds(60)
    /// Ids that are remembered during one look; were there more, it would forget nothing.
    static let mostBegun = 100_000

    private struct State {
        var next: Timestamp?
        /// Nil while nobody looks.
        var begun: Set<String>?
    }

    private let state = Mutex(State())

    /// Whether one must look at `now`; if so, what begins from here on is remembered, until ``end()``.
    func begin(_ now: Timestamp) -> Bool {
        state.withLock { state in
            if let next = state.next, now < next { return false }
            state.next = now + FlowWatch.interval
            state.begun = []
            return true
        }
    }

    func end() { state.withLock { $0.begun = nil } }

    /// Something of a flow begins.
    func note(_ correlationID: String) {
        state.withLock { state in
            guard state.begun != nil, state.begun?.count ?? 0 <= FlowWatch.mostBegun else { return }
            state.begun?.insert(correlationID)
        }
    }

    /// Whether a flow may have begun anew since ``begin(_:)``.
    func mayHaveBegun(_ correlationID: String) -> Bool {
        state.withLock { state in
            guard let begun = state.begun, begun.count <= FlowWatch.mostBegun else { return true }
            return begun.contains(correlationID)
        }
    }
}
