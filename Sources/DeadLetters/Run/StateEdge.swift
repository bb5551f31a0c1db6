/// A step of a task behind which something has changed for good: where a process may end in the middle.
package enum StateEdge: String, Hashable, Sendable, CaseIterable {
    /// The audit log has the act.
    case audited
    /// The journal has the task and its frozen selection.
    case planned
    /// Every message of the task is locked.
    case claimed
    /// The journal has the intent to send a batch.
    case intent
    /// The broker has confirmed a batch; the journal does not know yet.
    case sent
    /// A transactional broker has sent and removed a batch.
    case committed
    /// The journal has what was confirmed.
    case confirmed
    /// The broker has removed a batch; the journal does not know yet.
    case deleted
    /// The journal has how far the task has come.
    case journalled
    /// What the task has not taken is free again.
    case released
    /// The journal has how the task ended; the audit log does not yet.
    case ended
}

/// Thrown by what plays a process that ends in the middle: nothing is cleaned up behind it, as if it had been killed.
package struct ProcessEnded: Error, Sendable {
    package init() {}
}
