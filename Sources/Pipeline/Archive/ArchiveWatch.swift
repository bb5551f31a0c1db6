import EventModel
import Synchronization

/// Says when the archives are to be looked at: after something came in, and when what is there comes of age.
final class ArchiveWatch: Sendable {
    private struct State {
        // What the last run left is there from the start.
        var isNew = true
        var due: Timestamp?
    }
    private let state = Mutex(State())

    /// Something was archived, or may have been: its transaction may yet be undone.
    func note() { state.withLock { $0.isNew = true } }

    /// Whether one must look at `now`; what comes in from here on counts for the next look.
    func begin(_ now: Timestamp) -> Bool {
        state.withLock { state in
            guard state.isNew || (state.due.map { $0 <= now } ?? false) else { return false }
            state = State(isNew: false, due: nil)
            return true
        }
    }

    /// When to look again, if nothing comes in.
    func looked(_ due: Timestamp?) { state.withLock { $0.due = due } }
}
