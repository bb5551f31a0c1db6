package import EventModel

/// Which messages of a queue are meant. Frozen to ids when a plan is made.
package enum DeadLetterSelection: Sendable {
    case all
    case ids([String])
    case group(String)
    /// Those for which the predicate is true; a query compiled elsewhere.
    case matching(String, @Sendable (DeadLetter) -> Bool)
}

/// What a redrive will do, before it does anything.
package struct RedrivePlan: Hashable, Sendable, Identifiable {
    /// The task's id.
    package var id: String
    package var queue: String
    /// The frozen selection, oldest dead first.
    package var ids: [String]
    /// Where they go, and how many to each.
    package var destinations: [DeadLetter.Destination: Int]
    /// Set when all go to one place that the operator named; nil: each returns to where it came from.
    package var override: DeadLetter.Destination?
    package var bytes: Int
    /// When the selection was frozen.
    package var frozen: Timestamp
    /// Messages a second; nil: as fast as the broker goes.
    package var rate: Double?
    /// What the operator should know first, in plain words.
    package var warnings: [String]
    /// How often messages of the selection were redriven before; those that never were are missing.
    package var generations: [String: Int]

    package init(
        id: String,
        queue: String,
        ids: [String],
        destinations: [DeadLetter.Destination: Int],
        override: DeadLetter.Destination? = nil,
        bytes: Int,
        frozen: Timestamp,
        rate: Double? = nil,
        warnings: [String] = [],
        generations: [String: Int] = [:]
    ) {
        self.id = id
        self.queue = queue
        self.ids = ids
        self.destinations = destinations
        self.override = override
        self.bytes = bytes
        self.frozen = frozen
        self.rate = rate
        self.warnings = warnings
        self.generations = generations
    }
}

/// How far a redrive or a discard has come.
package struct RedriveProgress: Hashable, Sendable, Identifiable {
    package enum State: String, Sendable { case planned, running, cancelling, cancelled, completed, failed }
    /// What is done with the messages.
    package enum Kind: String, Sendable { case redrive, discard }
    package var kind: Kind
    package var id: String
    package var queue: String
    package var selected: Int
    /// Redriven, or discarded.
    package var sent = 0
    package var failed = 0
    package var skipped = 0
    package var uncertain = 0
    package var state: State
    /// Why it failed, or what to know about those that were skipped; each once.
    package var notes: [String] = []
    package var remaining: Int { max(0, selected - sent - failed - skipped - uncertain) }

    package init(id: String, queue: String, selected: Int, state: State, kind: Kind = .redrive) {
        self.kind = kind
        self.id = id
        self.queue = queue
        self.selected = selected
        self.state = state
    }
}
