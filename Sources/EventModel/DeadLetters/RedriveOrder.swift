/// One message to redrive.
package struct RedriveOrder: Hashable, Sendable {
    package var id: String
    /// Nil: to where it came from.
    package var destination: DeadLetter.Destination?
    /// The task that has claimed it.
    package var task: String
    /// Both copies of a message that was sent twice after a crash carry the same key.
    package var key: String
    /// What is sent instead; nil: the message as it is, byte for byte.
    package var edit: Edit?

    /// A message changed by hand. The original stays in the graveyard.
    package struct Edit: Hashable, Sendable {
        package var body: [UInt8]
        /// All attributes that it is sent with.
        package var attributes: [String: String]
        package init(body: [UInt8], attributes: [String: String]) {
            self.body = body
            self.attributes = attributes
        }
    }

    package init(
        id: String,
        destination: DeadLetter.Destination? = nil,
        task: String,
        key: String,
        edit: Edit? = nil
    ) {
        self.id = id
        self.destination = destination
        self.task = task
        self.key = key
        self.edit = edit
    }
}

/// What became of one order to send.
package enum SendResult: Hashable, Sendable {
    /// Sent, confirmed, and removed from the dead-letter queue, in one transaction; the id of the new message.
    case moved(String)
    /// Sent and confirmed; the dead letter is still there. The id of the new message.
    case sent(String)
    /// Not touched: it is gone, or its lock was lost.
    case skipped(String)
    /// Not sent and still in the dead-letter queue.
    case failed(String)
    /// It may or may not have been sent, and is still in the dead-letter queue.
    case uncertain(String)
}

/// A message that was redriven, as what became of it is asked for.
package struct SentLetter: Hashable, Sendable {
    /// The dead letter's id.
    package var id: String
    /// The new message's.
    package var newID: String
    package var destination: DeadLetter.Destination
    package var correlationID: String?
    /// Of the new message.
    package var generation: Int
    package var at: Timestamp

    package init(
        id: String,
        newID: String,
        destination: DeadLetter.Destination,
        correlationID: String?,
        generation: Int,
        at: Timestamp
    ) {
        self.id = id
        self.newID = newID
        self.destination = destination
        self.correlationID = correlationID
        self.generation = generation
        self.at = at
    }
}

/// What became of a message that was redriven.
package enum Fate: Hashable, Sendable {
    /// It waits, or is being handled, or will be tried again.
    case running
    /// It was handled with success.
    case completed
    /// It is a dead letter again, under this id.
    case diedAgain(String)
    /// The broker cannot tell.
    case unknown
}
