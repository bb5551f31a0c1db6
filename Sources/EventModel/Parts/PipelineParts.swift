/// What a pipeline is made of, and what each part does at one moment. Every list is in the order of the names, executions and replays
/// the latest first.
package struct PipelineParts: Hashable, Sendable {
    package var buses: [Bus] = []
    package var rules: [Rule] = []
    package var queues: [Queue] = []
    package var consumers: [Consumer] = []
    package var functions: [Function] = []
    package var machines: [Machine] = []
    /// The latest of each machine; see ``Machine`` for how many there are.
    package var executions: [Execution] = []
    package var archives: [Archive] = []
    package var replays: [Replay] = []
    package var cost = Cost()
    /// Whether a pipeline runs on the data now, here or in another process.
    package var isRunning = false

    package init() {}

    package struct Bus: Hashable, Sendable {
        package var name: String
        /// Events that were put on it since the data directory began.
        package var published: Int
        /// Those of them that no rule matched.
        package var unmatched: Int

        package init(name: String, published: Int, unmatched: Int) {
            self.name = name
            self.published = published
            self.unmatched = unmatched
        }
    }

    package struct Rule: Hashable, Sendable {
        package var name: String
        package var bus: String
        package var pattern: JSON
        /// As `queue payments`.
        package var targets: [String]
        package var isEnabled: Bool
        /// Whether somebody has switched it, whatever its definition says.
        package var isSwitched: Bool
        /// Events that it matched since the data directory began.
        package var matched: Int

        package init(
            name: String,
            bus: String,
            pattern: JSON,
            targets: [String],
            isEnabled: Bool,
            isSwitched: Bool,
            matched: Int
        ) {
            self.name = name
            self.bus = bus
            self.pattern = pattern
            self.targets = targets
            self.isEnabled = isEnabled
            self.isSwitched = isSwitched
            self.matched = matched
        }
    }

    package struct Queue: Hashable, Sendable {
        package var name: String
        /// Messages that can be received now.
        package var visible: Int
        package var inFlight: Int
        package var delayed: Int
        /// How long the oldest has waited.
        package var oldest: Duration?
        package var isDeadLetterQueue: Bool

        package init(
            name: String,
            visible: Int,
            inFlight: Int,
            delayed: Int,
            oldest: Duration?,
            isDeadLetterQueue: Bool
        ) {
            self.name = name
            self.visible = visible
            self.inFlight = inFlight
            self.delayed = delayed
            self.oldest = oldest
            self.isDeadLetterQueue = isDeadLetterQueue
        }
    }

    /// What takes messages or records from a source and invokes a function with them: an event source mapping.
    package struct Consumer: Hashable, Sendable {
        /// `SOURCE → FUNCTION`.
        package var id: String
        /// A queue's, stream's or table's name.
        package var source: String
        package var function: String
        package var isPaused: Bool

        package init(id: String, source: String, function: String, isPaused: Bool) {
            self.id = id
            self.source = source
            self.function = function
            self.isPaused = isPaused
        }
    }

    /// What a function did since the data directory began, but for ``busy``.
    package struct Function: Hashable, Sendable {
        package var name: String
        package var service: String
        package var memoryMB: Int
        /// How often it may run at once.
        package var concurrency: Int
        /// How often it runs now; nil where its pipeline is another process's.
        package var busy: Int?
        package var invocations: Int
        package var errors: Int
        package var coldStarts: Int
        /// The mean of the handler's time; nil before the first invocation.
        package var duration: Duration?
        package var longest: Duration?
        /// US dollars.
        package var cost: Double
        /// The fault that an operator has injected.
        package var fault: FaultInjection?
        /// What fewer or more megabytes would do, in words; nil where there is nothing to say.
        package var advice: String?

        package init(name: String, service: String, memoryMB: Int, concurrency: Int) {
            self.name = name
            self.service = service
            self.memoryMB = memoryMB
            self.concurrency = concurrency
            invocations = 0
            errors = 0
            coldStarts = 0
            cost = 0
        }
    }

    /// A state machine with its executions by status.
    package struct Machine: Hashable, Sendable {
        package var name: String
        package var running: Int
        package var succeeded: Int
        /// `FAILED`, `TIMED_OUT`, `ABORTED`.
        package var failed: Int

        package init(name: String, running: Int, succeeded: Int, failed: Int) {
            self.name = name
            self.running = running
            self.succeeded = succeeded
            self.failed = failed
        }
    }

    package struct Execution: Hashable, Sendable {
        package var id: String
        package var machine: String
        package var name: String
        /// `RUNNING`, `SUCCEEDED`, `FAILED`, `TIMED_OUT`, `ABORTED`.
        package var status: String
        package var correlationID: String
        package var started: Timestamp
        package var ended: Timestamp?
        /// The state that it is in, or ended in; of branches, the last.
        package var state: String?
        package var error: String?
        package var redrives: Int

        package init(
            id: String,
            machine: String,
            name: String,
            status: String,
            correlationID: String,
            started: Timestamp,
            ended: Timestamp?,
            state: String?,
            error: String?,
            redrives: Int
        ) {
            self.id = id
            self.machine = machine
            self.name = name
            self.status = status
            self.correlationID = correlationID
            self.started = started
            self.ended = ended
            self.state = state
            self.error = error
            self.redrives = redrives
        }
    }

    package struct Archive: Hashable, Sendable {
        package var name: String
        package var bus: String
        package var events: Int
        package var bytes: Int
        package var first: Timestamp?
        package var last: Timestamp?

        package init(name: String, bus: String, events: Int, bytes: Int, first: Timestamp?, last: Timestamp?) {
            self.name = name
            self.bus = bus
            self.events = events
            self.bytes = bytes
            self.first = first
            self.last = last
        }
    }

    package struct Replay: Hashable, Sendable {
        package var name: String
        package var archive: String
        /// `STARTING`, `RUNNING`, `CANCELLING`, `COMPLETED`, `CANCELLED`, `FAILED`.
        package var state: String
        package var sent: Int
        /// How many there are to send; nil while that is not known.
        package var selected: Int?
        package var started: Timestamp
        package var ended: Timestamp?
        package var failure: String?

        package init(
            name: String,
            archive: String,
            state: String,
            sent: Int,
            selected: Int?,
            started: Timestamp,
            ended: Timestamp?,
            failure: String? = nil
        ) {
            self.name = name
            self.archive = archive
            self.state = state
            self.sent = sent
            self.selected = selected
            self.started = started
            self.ended = ended
            self.failure = failure
        }

        package var isRunning: Bool { ["STARTING", "RUNNING", "CANCELLING"].contains(state) }
    }

    /// What it would have cost at list prices since the data directory began, in US dollars.
    package struct Cost: Hashable, Sendable {
        package var total = 0.0
        /// Of the budgets that were set, the one of which the largest part is spent, and what of it is in its present day or month.
        package var budget: Double?
        package var spent = 0.0

        package init() {}
    }
}
