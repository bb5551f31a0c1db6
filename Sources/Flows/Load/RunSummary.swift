/// What a run came to, in the shape of `pipeline run -o json`: every flow that was ever started on the data directory is completed,
/// dead or in flight, one count a correlation id.
package struct RunSummary: Hashable, Sendable {
    /// How many flows were started, and what became of them.
    package struct Counts: Hashable, Sendable {
        package var started: Int
        package var completed: Int
        package var dead: Int
        package var inFlight: Int
        package init(started: Int, completed: Int, dead: Int, inFlight: Int) {
            self.started = started
            self.completed = completed
            self.dead = dead
            self.inFlight = inFlight
        }
        /// Whether every flow is accounted for.
        package var addUp: Bool { started == completed + dead + inFlight }
    }
    /// Events put on a bus, and how many of them some rule wanted.
    package struct Events: Hashable, Sendable {
        package var published: Int
        package var matched: Int
        package var unmatched: Int
        /// Events that broke their contract and were not put on a bus.
        package var rejected: Int
        package init(published: Int, matched: Int, unmatched: Int, rejected: Int = 0) {
            self.rejected = rejected
            self.published = published
            self.matched = matched
            self.unmatched = unmatched
        }
    }
    /// Attempts to bring an event to a rule's target.
    package struct Deliveries: Hashable, Sendable {
        package var attempted: Int
        package var succeeded: Int
        package var retried: Int
        package var dead: Int
        package init(attempted: Int, succeeded: Int, retried: Int, dead: Int) {
            self.attempted = attempted
            self.succeeded = succeeded
            self.retried = retried
            self.dead = dead
        }
    }
    /// What topics did with the messages that were published to them: for each subscription a delivery, or it was filtered out.
    package struct Topics: Hashable, Sendable {
        package var published: Int
        package var fannedOut: Int
        package var filteredOut: Int
        package init(published: Int, fannedOut: Int, filteredOut: Int) {
            self.published = published
            self.fannedOut = fannedOut
            self.filteredOut = filteredOut
        }
    }
    /// Records of streams and changes of tables: those that were put, those of them that were removed at the end of their retention,
    /// of which some were never read, and those that an event source mapping gave up.
    package struct Streams: Hashable, Sendable {
        package var put: Int
        package var trimmed: Int
        package var unread: Int
        package var discarded: Int
        package init(put: Int, trimmed: Int = 0, unread: Int = 0, discarded: Int = 0) {
            self.put = put
            self.trimmed = trimmed
            self.unread = unread
            self.discarded = discarded
        }
    }
    /// What happened to objects: stored and deleted by the flows, copied by replication rules, and moved, expired or removed by
    /// lifecycle rules.
    package struct Objects: Hashable, Sendable {
        package var put: Int
        package var deleted: Int
        package var replicated: Int
        package var pending: Int
        package var failed: Int
        package var moved: Int
        package var expired: Int
        package var removed: Int
    }
    /// The counts of the flows of one name.
    package struct FlowCounts: Hashable, Sendable {
        package var name: String
        package var counts: Counts
        package init(name: String, counts: Counts) {
            self.name = name
            self.counts = counts
        }
    }
    /// What a queue holds at the end of the run; in flight are those of its messages that are received and not deleted.
    package struct QueueCounts: Hashable, Sendable {
        package var queue: String
        package var depth: Int
        package var inFlight: Int
        package init(queue: String, depth: Int, inFlight: Int) {
            self.queue = queue
            self.depth = depth
            self.inFlight = inFlight
        }
    }

    package var seed: UInt64
    /// How long the run took.
    package var seconds: Double
    package var total: Counts
    package var events: Events
    package var deliveries: Deliveries
    /// Nil where no flow has a topic.
    package var topics: Topics?
    /// Nil where no flow has a stream, or a table with a change stream.
    package var streams: Streams?
    /// Nil where no bucket has rules, and nothing was deleted.
    package var objects: Objects?
    package var flows: [FlowCounts]
    package var queues: [QueueCounts]
    /// Flows among those counted whose ids are not kept any more.
    package var forgotten: Int
    /// What the gateway did in this run; nil where there was none.
    package var gateway: GatewayReport?

    package init(
        seed: UInt64,
        seconds: Double,
        total: Counts,
        events: Events,
        deliveries: Deliveries,
        topics: Topics? = nil,
        streams: Streams? = nil,
        objects: Objects? = nil,
        flows: [FlowCounts],
        queues: [QueueCounts],
        forgotten: Int = 0
    ) {
        self.forgotten = forgotten
        self.seed = seed
        self.seconds = seconds
        self.total = total
        self.events = events
        self.deliveries = deliveries
        self.topics = topics
        self.streams = streams
        self.objects = objects
        self.flows = flows
        self.queues = queues
    }
}
