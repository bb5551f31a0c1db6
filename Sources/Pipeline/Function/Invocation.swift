import EventModel
import Synchronization

/// One run of a handler that is about to begin or under way.
struct Invocation: Sendable {
    /// One record of what it handles: an event, or a message of a batch.
    struct Record: Sendable {
        /// Names the invoke hop.
        var eventID: String
        var cause: String?
        var correlationID: String
        var eventType: String
        /// Counts from 1.
        var attempt: Int
        var waited: Duration
        var generation: Int
    }

    var requestID: String
    var function: FunctionDefinition
    var payload: JSON
    /// At least one.
    var records: [Record]
    var state = State()
    /// What the flow is called that begins with what the handler does, where it is the first to do anything.
    var flow = "adhoc"

    /// Set once when the pipeline no longer waits for the handler; what the handler does after that has no effect.
    final class State: Sendable {
        private let discarded = Atomic(false)
        private let interrupted = Atomic(false)
        private let metSystemError = Atomic(false)
        private let peak = Atomic(0)
        var isDiscarded: Bool { discarded.load(ordering: .acquiring) }
        /// Whether the pipeline's stop ended it, and not the handler or its timeout.
        var isInterrupted: Bool { interrupted.load(ordering: .acquiring) }
        func interrupt() {
            interrupted.store(true, ordering: .releasing)
            discard()
        }
        /// Whether the service failed, and not the function.
        var isSystemError: Bool { metSystemError.load(ordering: .acquiring) }
        func fail() { metSystemError.store(true, ordering: .releasing) }
        /// The most memory that it was seen to take; nil where nothing was measured.
        var peakMegabytes: Int? {
            let peak = peak.load(ordering: .acquiring)
            return peak > 0 ? peak : nil
        }
        func note(peakMegabytes: Int) { peak.max(peakMegabytes, ordering: .releasing) }
        func discard() { discarded.store(true, ordering: .releasing) }
    }

    /// What came of it.
    struct Outcome: Sendable {
        var result: Result<JSON, ErrorInfo>
        /// Whether its failure is the service's, and not the function's.
        var isSystemError: Bool
        var duration: Duration
        var ended: Timestamp
        var coldStart: Bool
        /// How long its instance took to be prepared; nil where nothing was to do.
        var initialisation: Duration?
    }
}
