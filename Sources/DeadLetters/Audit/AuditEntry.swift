package import EventModel

/// One line of the audit log: who did what to which queue, why, and how it ended.
///
/// An act has two: one written before it, without an outcome, and one after it.
package struct AuditEntry: Hashable, Sendable {
    /// Counts from 1 without gaps.
    package var seq: Int
    package var at: Timestamp
    package var actor: String
    package var act: Act
    package var task: String
    package var queue: String
    package var reason: String?
    /// Messages that were meant.
    package var selected: Int
    /// Where to, how fast, what is changed; in plain words.
    package var detail: String
    /// How the act ended; nil: it is about to begin.
    package var outcome: String?
    /// The hash of the entry before; 64 zeros for the first.
    package var prev: String
    /// SHA-256 over `prev` and this entry's text, in hexadecimal digits.
    package var hash: String

    package enum Act: String, Hashable, Sendable, CaseIterable {
        case redrive, schedule, resume, cancel, discard, park, purge, undo, `import`, export
    }

    package init(
        seq: Int,
        at: Timestamp,
        actor: String,
        act: Act,
        task: String,
        queue: String,
        reason: String? = nil,
        selected: Int = 0,
        detail: String = "",
        outcome: String? = nil,
        prev: String,
        hash: String
    ) {
        self.seq = seq
        self.at = at
        self.actor = actor
        self.act = act
        self.task = task
        self.queue = queue
        self.reason = reason
        self.selected = selected
        self.detail = detail
        self.outcome = outcome
        self.prev = prev
        self.hash = hash
    }
}
