package import DeadLetters
package import EventModel
import TerminalUI

/// The dead-letter queues as they were when the broker was last asked.
package struct DeadLetterView: Hashable, Sendable {
    /// There is a broker to ask. False when only files are watched.
    package var available = false
    /// Nothing may be changed here.
    package var isReadOnly = false
    /// The broker has answered at least once.
    package var loaded = false
    /// By name.
    package var queues: [DeadLetterQueueSummary] = []
    /// What retention deletes within ``PlanRequest/soon``, by queue; queues that lose nothing are missing.
    package var expiring: [String: ExpiringLetters] = [:]
    /// How many of one queue are counted, so that a deep queue is not read over and over.
    static let mostExpiring = 10_000
    /// The pages asked for, as far as they have come.
    package var pages: [DeadLetterPage: [DeadLetter]] = [:]
    /// The audit log; nil until it was asked for and read.
    package var audit: AuditReading?
    /// Why the broker did not answer the last time.
    package var failure: String?

    package init() {}

    /// Messages in all dead-letter queues.
    package var total: Int { queues.reduce(0) { $0 + $1.queue.depth } }
}

extension ExpiringLetters {
    /// `3`, `10,000+`.
    var figure: String { Figures.count(count) + (isMore ? "+" : "") }
    /// `expires` for one.
    var verb: String { count == 1 ? "expires" : "expire" }
}
