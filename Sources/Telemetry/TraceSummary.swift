package import EventModel

/// One flow in a list.
package struct TraceSummary: Hashable, Sendable, Identifiable {
    package var correlationID: String
    package var started: Timestamp
    package var ended: Timestamp
    package var records: Int
    /// In the order they were first seen.
    package var services: [String]
    package var errors: Int
    package var retries: Int
    package var deadLetters: Int
    package var redrives: Int
    package var status: TraceStatus
    /// The status is `error`, but all that failed are messages still in their queues, which will hand them out again.
    package var awaitsRetry = false
    /// The event type (or the message) that started it.
    package var root: String

    package init(
        correlationID: String,
        started: Timestamp,
        ended: Timestamp,
        records: Int,
        services: [String] = [],
        errors: Int = 0,
        retries: Int = 0,
        deadLetters: Int = 0,
        redrives: Int = 0,
        status: TraceStatus = .unknown,
        root: String = ""
    ) {
        self.correlationID = correlationID
        self.started = started
        self.ended = ended
        self.records = records
        self.services = services
        self.errors = errors
        self.retries = retries
        self.deadLetters = deadLetters
        self.redrives = redrives
        self.status = status
        self.root = root
    }

    package var id: String { correlationID }
    package var duration: Duration { ended - started }
}

/// How a list of flows is sorted.
package enum TraceSort: String, Hashable, Sendable, CaseIterable {
    case latest, slowest, errors
}
