/// Which messages of a dead-letter queue to look at.
package struct DeadLetterRequest: Hashable, Sendable {
    package enum Order: String, Hashable, Sendable, CaseIterable {
        /// By when they died, the first first.
        case died
        /// By when retention deletes them, the soonest first; those that never expire come last.
        case expires
    }
    package var queue: String
    /// Only those that died of this cause, by ``Fingerprint/id``.
    package var group: String?
    package var order: Order
    /// The place to go on after; nil: from the first. It need not be there any more.
    package var after: DeadLetterCursor?
    package var limit: Int

    package init(
        queue: String,
        group: String? = nil,
        order: Order = .died,
        after: DeadLetterCursor? = nil,
        limit: Int
    ) {
        self.queue = queue
        self.group = group
        self.order = order
        self.after = after
        self.limit = limit
    }
}

/// A place in a dead-letter queue: the instant that it is ordered by, then the message's id.
package struct DeadLetterCursor: Hashable, Sendable, Comparable {
    package var at: Timestamp
    package var id: String
    package init(at: Timestamp, id: String) {
        self.at = at
        self.id = id
    }
    package static func < (a: DeadLetterCursor, b: DeadLetterCursor) -> Bool { (a.at, a.id) < (b.at, b.id) }
}

/// A dead letter without what makes it large.
package struct DeadLetterOutline: Hashable, Sendable, Identifiable {
    package var id: String
    package var source: DeadLetter.Destination
    package var correlationID: String?
    package var fingerprint: String
    package var generation: Int
    package var died: Timestamp
    package var expires: Timestamp?
    /// Of the body.
    package var bytes: Int
    /// The redrive task that has locked it.
    package var lockedBy: String?

    package init(
        id: String,
        source: DeadLetter.Destination,
        correlationID: String? = nil,
        fingerprint: String,
        generation: Int = 0,
        died: Timestamp,
        expires: Timestamp? = nil,
        bytes: Int,
        lockedBy: String? = nil
    ) {
        self.id = id
        self.source = source
        self.correlationID = correlationID
        self.fingerprint = fingerprint
        self.generation = generation
        self.died = died
        self.expires = expires
        self.bytes = bytes
        self.lockedBy = lockedBy
    }

    package init(_ letter: DeadLetter) {
        self.init(
            id: letter.id,
            source: letter.source,
            correlationID: letter.correlationID,
            fingerprint: Fingerprint(letter).id,
            generation: letter.generation,
            died: letter.died,
            expires: letter.expires,
            bytes: letter.body.count,
            lockedBy: letter.lockedBy
        )
    }
}
