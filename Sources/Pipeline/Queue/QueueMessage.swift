package import EventModel

/// A message as a receive hands it out.
package struct QueueMessage: Sendable {
    package var id: String
    /// Deletes the message or changes its visibility; belongs to this receive only.
    package var receiptHandle: String
    package var body: [UInt8]
    package var attributes: [String: String]
    package var sent: Timestamp
    package var firstReceived: Timestamp
    /// 1 for the first receive.
    package var receiveCount: Int
    /// When it could have been received: what passed since is the wait.
    package var available: Timestamp
    package var correlationID: String?
    package var eventType: String?
    package var generation: Int
    /// The message group, of which a FIFO queue gives one batch at a time.
    package var groupID: String?
    package var deduplicationID: String?
    /// 20 digits, rising within the queue; FIFO queues only.
    package var sequenceNumber: String?
    /// The queue that it died in, where it was received from a dead-letter queue.
    package var deadLetterSource: String?
}

/// A message to send.
package struct OutgoingMessage: Sendable {
    package var body: [UInt8]
    package var attributes: [String: String]
    /// Nil: the queue's own delay.
    package var delay: Duration?
    package var correlationID: String?
    package var eventType: String?
    package var generation: Int
    /// 1 to 128 letters, digits and punctuation; a FIFO queue needs one.
    package var groupID: String?
    /// 1 to 128 letters, digits and punctuation; only a FIFO queue takes one.
    package var deduplicationID: String?
    /// The redrive that it came by, if it came through a delivery or an invocation.
    var redrive: RedriveOrigin?

    package init(
        body: [UInt8],
        attributes: [String: String] = [:],
        delay: Duration? = nil,
        correlationID: String? = nil,
        eventType: String? = nil,
        generation: Int = 0,
        groupID: String? = nil,
        deduplicationID: String? = nil
    ) {
        self.body = body
        self.attributes = attributes
        self.delay = delay
        self.correlationID = correlationID
        self.eventType = eventType
        self.generation = generation
        self.groupID = groupID
        self.deduplicationID = deduplicationID
    }
}

/// The redrive that something is on its way by: what it died of before is found by it, and what becomes of it.
struct RedriveOrigin: Sendable {
    /// Where its last life lies in the graveyard.
    var grave: Int?
    /// The id that the redrive gave.
    var id: String
}

/// How something died that is put in a dead-letter queue.
struct Death: Sendable {
    var reason: String
    var source: DeadLetter.Destination
    var error: ErrorInfo?
    var attempts = AttemptLog()
    /// How often it was tried.
    var tries: Int

    /// What was sent to a dead-letter queue by somebody died of that.
    static func sentDirectly(to queue: String) -> Death {
        Death(reason: "SentDirectly", source: .init(.queue, queue), error: nil, tries: 0)
    }

    var fingerprint: String { Fingerprint(error: error, reason: reason).id }
}

/// What a queue holds now
/// (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html).
package struct QueueAttributes: Hashable, Sendable {
    package var queue: String
    /// `ApproximateNumberOfMessagesVisible`.
    package var visible: Int
    /// `ApproximateNumberOfMessagesNotVisible`: received, not deleted, not visible again.
    package var inFlight: Int
    /// `ApproximateNumberOfMessagesDelayed`.
    package var delayed: Int
    /// `ApproximateAgeOfOldestMessage`; nil for an empty queue.
    package var oldestAge: Duration?
    /// Whether it is a dead-letter queue.
    package var isDeadLetterQueue: Bool
    /// Everything it holds.
    package var depth: Int { visible + inFlight + delayed }
}
