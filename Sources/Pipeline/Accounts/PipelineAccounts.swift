import EventModel

/// What became of every flow, counted from what there is and not by hand: one count a correlation id, and always
/// started = completed + dead + in flight.
package struct PipelineAccounts: Hashable, Sendable {
    /// The numbers of one kind of flow.
    package struct Flow: Hashable, Sendable {
        package var name: String
        package var started: Int
        /// Nothing of it is outstanding, dead or lost.
        package var completed: Int
        /// It has a dead letter, or something of it was dropped, discarded or expired. Wins over in flight.
        package var dead: Int
        package var inFlight: Int
    }
    package struct Events: Hashable, Sendable {
        package var published = 0
        package var matched = 0
        package var unmatched = 0
        /// Not published, since they broke their contract: refused or dead-lettered.
        package var rejected = 0
    }
    /// Attempts to deliver an event to a target: attempted = succeeded + retried + dead, but for those that died of age between two
    /// attempts.
    package struct Deliveries: Hashable, Sendable {
        package var attempted = 0
        package var succeeded = 0
        package var retried = 0
        package var dead = 0
    }

    /// What topics did with their messages: each that was published has for every subscription either a delivery, which counts among
    /// ``deliveries`` too, or was filtered out.
    package struct Topics: Hashable, Sendable {
        package var published = 0
        package var fannedOut = 0
        package var filteredOut = 0
    }

    /// Records of streams and changes of tables. What was not read in time, by a mapping, or was given up by one, is accounted for
    /// as lost or dead too.
    package struct Streams: Hashable, Sendable {
        package var put = 0
        /// Removed when their retention had passed, read or not.
        package var trimmed = 0
        /// Those of them that some mapping had not read.
        package var unread = 0
        package var discarded = 0
    }

    /// What happened to objects: by those who use the store, by replication, and by lifecycle rules.
    package struct Objects: Hashable, Sendable {
        package var put = 0
        package var deleted = 0
        package var replicated = 0
        package var replicationsPending = 0
        /// Given up: the objects' status is `FAILED`.
        package var replicationsFailed = 0
        /// To another storage class.
        package var moved = 0
        package var expired = 0
        /// For ever, of those that were no longer the newest.
        package var removed = 0
    }

    /// By name.
    package var flows: [Flow] = []
    /// Finished ones of them whose ids are not kept any more; see ``PipelineSettings/flowLimit``.
    package var forgotten = 0
    package var events = Events()
    package var deliveries = Deliveries()
    package var topics = Topics()
    package var streams = Streams()
    package var objects = Objects()
    /// By name.
    package var queues: [QueueAttributes] = []

    package init() {}

    package var started: Int { flows.reduce(0) { $0 + $1.started } }
    package var completed: Int { flows.reduce(0) { $0 + $1.completed } }
    package var dead: Int { flows.reduce(0) { $0 + $1.dead } }
    package var inFlight: Int { flows.reduce(0) { $0 + $1.inFlight } }
}
