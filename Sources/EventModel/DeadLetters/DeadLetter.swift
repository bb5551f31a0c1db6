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
    /// The version of the function that failed, as far as the broker knows it.
    package var version: String?
    /// What it died of before it was redriven, one life for each generation, oldest first; may be shorter than ``generation``.
    package var history: [Life]

    /// One life of a message that was redriven: how it ended, and what sent it on.
    package struct Life: Hashable, Sendable {
        package var generation: Int
        package var died: Timestamp
        package var reason: String
        package var error: ErrorInfo?
        package var attempts: [Attempt]
        /// The redrive task that ended this death, and who ran it.
        package var task: String
        package var actor: String
        /// When it was redriven.
        package var redriven: Timestamp

        package init(
            generation: Int,
            died: Timestamp,
            reason: String,
            error: ErrorInfo? = nil,
            attempts: [Attempt] = [],
            task: String,
            actor: String,
            redriven: Timestamp
        ) {
            self.generation = generation
            self.died = died
            self.reason = reason
            self.error = error
            self.attempts = attempts
            self.task = task
            self.actor = actor
            self.redriven = redriven
        }
    }

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
        lockedBy: String? = nil,
        version: String? = nil,
        history: [Life] = []
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
        self.version = version
        self.history = history
    }
}
