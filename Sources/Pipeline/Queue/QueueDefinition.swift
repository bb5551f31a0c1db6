/// A queue, standard or FIFO
/// (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html).
package struct QueueDefinition: Sendable {
    /// When a message is given up, and where it goes then.
    package struct RedrivePolicy: Sendable {
        package var deadLetterQueue: String
        /// 1 to 1000. A receive that would raise the count above it moves the message instead.
        package var maxReceiveCount: Int
        /// Whether a message moves as soon as its last receive has failed, and not on the next receive. The service does not do that:
        /// what moved so says `eager` in its telemetry.
        package var isEager: Bool
        package init(deadLetterQueue: String, maxReceiveCount: Int = 10, isEager: Bool = false) {
            self.deadLetterQueue = deadLetterQueue
            self.maxReceiveCount = maxReceiveCount
            self.isEager = isEager
        }
    }

    /// Which queues may name this one as their dead-letter queue.
    package enum RedriveAllowPolicy: Hashable, Sendable {
        case allowAll, denyAll
        /// 1 to 10 names.
        case byQueue([String])

        package func allows(_ source: String) -> Bool {
            switch self {
            case .allowAll: true
            case .denyAll: false
            case .byQueue(let names): names.contains(source)
            }
        }
    }

    /// What a FIFO queue does beside keeping the order of each message group
    /// (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues.html).
    package struct FIFO: Hashable, Sendable {
        /// A message without a deduplication id gets the SHA-256 of its body.
        package var contentBasedDeduplication: Bool
        /// Whether the same deduplication id in another group is another message (`DeduplicationScope` `messageGroup`).
        package var deduplicatesByGroup: Bool
        package init(contentBasedDeduplication: Bool = false, deduplicatesByGroup: Bool = false) {
            self.contentBasedDeduplication = contentBasedDeduplication
            self.deduplicatesByGroup = deduplicatesByGroup
        }
    }

    /// That of a FIFO queue ends in `.fifo`, and that of no other does.
    package var name: String
    /// Nil: a standard queue.
    package var fifo: FIFO?
    /// 0 s to 12 h.
    package var visibilityTimeout: Duration
    /// 0 s to 15 min.
    package var delay: Duration
    /// 60 s to 14 days.
    package var retention: Duration
    /// Bytes of a message, 1 KiB to 1 MiB.
    package var maximumMessageSize: Int
    /// How long a receive waits that does not say, 0 to 20 s.
    package var receiveWait: Duration
    package var redrivePolicy: RedrivePolicy?
    package var redriveAllowPolicy: RedriveAllowPolicy

    package var isFIFO: Bool { fifo != nil }

    package init(
        name: String,
        fifo: FIFO? = nil,
        visibilityTimeout: Duration = .seconds(30),
        delay: Duration = .zero,
        retention: Duration = .seconds(345_600),
        maximumMessageSize: Int = 1_048_576,
        receiveWait: Duration = .zero,
        redrivePolicy: RedrivePolicy? = nil,
        redriveAllowPolicy: RedriveAllowPolicy = .allowAll
    ) {
        self.name = name
        self.fifo = fifo
        self.visibilityTimeout = visibilityTimeout
        self.delay = delay
        self.retention = retention
        self.maximumMessageSize = maximumMessageSize
        self.receiveWait = receiveWait
        self.redrivePolicy = redrivePolicy
        self.redriveAllowPolicy = redriveAllowPolicy
    }
}
