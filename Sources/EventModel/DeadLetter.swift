/// A message that could not be delivered and waits in a dead-letter queue.
package struct DeadLetter: Hashable, Sendable, Identifiable {
    /// The message's id in its dead-letter queue; unique there.
    package var id: String
    /// The dead-letter queue that holds it.
    package var queue: String
    /// Where it came from, and where a redrive returns it to unless told otherwise.
    package var source: Destination
    package var eventType: String?
    package var correlationID: String?
    /// The condition that ended it, in the field's words: `MaxReceiveCountExceeded`, `MaximumRetryAttempts`,
    /// `MaximumEventAgeInSeconds`, `RetriesExhausted`, `EventAgeExceeded`, `NonRetriable`.
    package var reason: String
    /// The last error; nil where the broker kept none.
    package var error: ErrorInfo?
    /// Every failed attempt that the broker kept, oldest first; may be empty.
    package var attempts: [Attempt]
    /// How often it was received (or tried) before it died.
    package var receiveCount: Int
    /// How often it has been redriven; 0 for a first death.
    package var generation: Int
    package var firstFailed: Timestamp?
    package var died: Timestamp
    /// When the queue's retention will delete it.
    package var expires: Timestamp?
    package var attributes: [String: String]
    /// The body, byte for byte as it was sent.
    package var body: [UInt8]
    /// The redrive task that has locked it; nil while it is free.
    package var lockedBy: String?

    /// Something a message can be sent to.
    package struct Destination: Hashable, Sendable, CustomStringConvertible {
        package enum Kind: String, Sendable, CaseIterable {
            /// A queue, by name.
            case queue
            /// One target of one rule, as `RULE/TARGET`: a redrive delivers to that target again and does not publish.
            case target
            /// A function, by name: a redrive invokes it asynchronously again.
            case function
        }
        package var kind: Kind
        package var name: String
        package init(_ kind: Kind, _ name: String) {
            self.kind = kind
            self.name = name
        }
        package var description: String { kind == .queue ? name : "\(kind.rawValue) \(name)" }
    }

    /// One failed attempt to deliver a message.
    package struct Attempt: Hashable, Sendable {
        /// Counts from 1.
        package var number: Int
        package var at: Timestamp
        package var error: ErrorInfo
        /// The invocation that failed; nil if none was made.
        package var requestID: String?
        package init(number: Int, at: Timestamp, error: ErrorInfo, requestID: String? = nil) {
            self.number = number
            self.at = at
            self.error = error
            self.requestID = requestID
        }
    }

    package init(
        id: String,
        queue: String,
        source: Destination,
        eventType: String? = nil,
        correlationID: String? = nil,
        reason: String,
        error: ErrorInfo? = nil,
        attempts: [Attempt] = [],
        receiveCount: Int = 0,
        generation: Int = 0,
        firstFailed: Timestamp? = nil,
        died: Timestamp,
        expires: Timestamp? = nil,
        attributes: [String: String] = [:],
        body: [UInt8],
        lockedBy: String? = nil
    ) {
        self.id = id
        self.queue = queue
        self.source = source
        self.eventType = eventType
        self.correlationID = correlationID
        self.reason = reason
        self.error = error
        self.attempts = attempts
        self.receiveCount = receiveCount
        self.generation = generation
        self.firstFailed = firstFailed
        self.died = died
        self.expires = expires
        self.attributes = attributes
        self.body = body
        self.lockedBy = lockedBy
    }
}

/// A dead-letter queue as its broker describes it.
package struct DeadLetterQueue: Hashable, Sendable {
    package var name: String
    /// What sends its failures here, as text: a queue, `target RULE/TARGET` or `function NAME`; several by commas.
    package var source: String
    package var depth: Int
    /// When the oldest message in it died; nil while it is empty.
    package var oldest: Timestamp?
    /// When the next of its messages expires; nil while it is empty.
    package var expires: Timestamp?
    /// The source's `maxReceiveCount`; nil if the source is not a queue.
    package var maxReceiveCount: Int?

    package init(
        name: String,
        source: String,
        depth: Int,
        oldest: Timestamp? = nil,
        expires: Timestamp? = nil,
        maxReceiveCount: Int? = nil
    ) {
        self.name = name
        self.source = source
        self.depth = depth
        self.oldest = oldest
        self.expires = expires
        self.maxReceiveCount = maxReceiveCount
    }
}
