import EventModel
import GRDB
import Synchronization

/// A queue over the journal, standard or FIFO: every operation runs in the caller's transaction at the instant it is given
/// (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/Welcome.html).
struct Queue: Sendable {
    /// The service's limits.
    enum Limit {
        static let batchEntries = 10
        static let maximumMessageSize = 1024...1_048_576
        /// Characters of a group or deduplication id.
        static let id = 128
        /// How long a FIFO queue remembers what it was sent.
        static let deduplication = Duration.seconds(300)
        /// Messages of a FIFO queue that a receive looks through for a group that is not blocked.
        static let lookAhead = 120_000
        /// Bytes of a message, and of a batch in total.
        static let bytes = 1_048_576
        static let attributes = 10
        static let receive = 10
        static let visibility = Duration.seconds(43_200)
        static let delay = Duration.seconds(900)
        static let retention: ClosedRange<Duration> = Duration.seconds(60)...Duration.seconds(1_209_600)
        static let maxReceiveCount = 1...1000
        static let longPoll = Duration.seconds(20)
        static let inFlight = 120_000
    }

    let definition: QueueDefinition
    /// Whether something names it as its dead-letter queue: what is put there has died.
    let isDeadLetterQueue: Bool
    let ids: IDSource
    let traffic = Traffic()
    let leases = LeaseCount()
    let attempts = ReceiveAttempts()

    var name: String { definition.name }
    var isFIFO: Bool { definition.fifo != nil }

    /// What passed through since it was last asked. Approximate, as the service's own counts are: a transaction that is undone
    /// is not taken back.
    final class Traffic: Sendable {
        struct Counts: Sendable {
            var sent = 0
            var received = 0
            var deleted = 0
        }
        private let counts = Mutex(Counts())
        func add(sent: Int = 0, received: Int = 0, deleted: Int = 0) {
            counts.withLock {
                $0.sent += sent
                $0.received += received
                $0.deleted += deleted
            }
        }
        func take() -> Counts {
            counts.withLock { counts in
                defer { counts = Counts() }
                return counts
            }
        }
    }
}
