package import EventModel

/// How far a task has come.
package struct RedriveProgress: Hashable, Sendable, Identifiable {
    package enum State: String, Sendable {
        case planned
        /// It waits for its time, or for its event.
        case scheduled
        case running, cancelling, cancelled, completed, failed
        /// It stopped by itself, because too many died again; what remains is still in the queue.
        case stopped
        /// Its process ended in the middle: it can be resumed.
        case interrupted

        /// More reports will come.
        package var isRunning: Bool {
            self == .planned || self == .scheduled || self == .running || self == .cancelling
        }
    }
    /// What is done with the messages.
    package enum Kind: String, Sendable { case redrive, discard, purge, park, undo }
    package enum Phase: String, Sendable {
        /// The first few are out, and the rest waits for what becomes of them.
        case canary
        case ramp
        /// Everything is sent; what became of it is awaited.
        case settling
    }
    package var kind: Kind
    package var id: String
    package var queue: String
    package var actor: String
    package var selected: Int
    /// Redriven, discarded, parked or restored.
    package var sent = 0
    package var failed = 0
    package var skipped = 0
    package var uncertain = 0
    /// Not sent because a message before it in its group died again.
    package var held = 0
    /// Of those sent: handled with success, and dead again; the others are still running, or nobody can tell.
    package var completed = 0
    package var diedAgain = 0
    package var state: State
    package var phase: Phase?
    /// Messages a second it may go now; nil: no bound.
    package var rate: Double?
    /// When it was frozen.
    package var started: Timestamp?
    /// Why it failed or stopped, or what to know about those that were skipped; each once.
    package var notes: [String] = []
    /// Different notes that are kept.
    static let noteLimit = 20
    package var remaining: Int { max(0, selected - sent - failed - skipped - uncertain - held) }
    /// Sent, and not known to have ended.
    package var unsettled: Int { max(0, sent - completed - diedAgain) }

    /// Adds a note that is not there yet, up to ``noteLimit``.
    mutating func add(note: String) {
        if notes.count < Self.noteLimit, !notes.contains(note) { notes.append(note) }
    }

    package init(
        id: String,
        queue: String,
        selected: Int,
        state: State,
        kind: Kind = .redrive,
        actor: String = "",
        started: Timestamp? = nil
    ) {
        self.kind = kind
        self.id = id
        self.queue = queue
        self.selected = selected
        self.state = state
        self.actor = actor
        self.started = started
    }
}
