package import EventModel

/// What a pipeline consists of: the nouns and how they are wired. A value; `Pipeline` brings it to life.
package struct PipelineDefinition: Sendable {
    package var buses: [String] = ["default"]
    package var rules: [RuleDefinition] = []
    package var queues: [QueueDefinition] = []
    package var functions: [FunctionDefinition] = []
    package var mappings: [EventSourceMapping] = []
    /// Object stores by name; each puts `Object Created` on the bus `default`.
    package var buckets: [BucketDefinition] = []
    /// Objects that are there when the pipeline starts.
    package var referenceObjects: [ReferenceObject] = []
    /// What events must look like, checked as they are published.
    package var contracts: [ContractDefinition] = []
    package var topics: [TopicDefinition] = []
    package var streams: [StreamDefinition] = []
    package var schedules: [ScheduleDefinition] = []
    package var streamMappings: [StreamMapping] = []
    /// Tables with keys, expiry or changes; others need no definition.
    package var tables: [TableDefinition] = []
    package var stateMachines: [StateMachineDefinition] = []
    /// What the gateway answers, where there is one.
    package var routes: [RouteDefinition] = []
    package var archives: [ArchiveDefinition] = []
    package var budgets: [BudgetDefinition] = []
    /// What the states of aggregates are folded with; types that are not here have ``AggregateReducer/merging``.
    package var aggregates: [AggregateReducer] = []

    package init() {}

    /// Puts another definition's parts beside these.
    package mutating func merge(_ other: PipelineDefinition) {
        buses += other.buses.filter { !buses.contains($0) }
        rules += other.rules
        queues += other.queues
        functions += other.functions
        mappings += other.mappings
        // One that is the same in both stands once; one that is not is for ``validate()`` to refuse.
        buckets += other.buckets.filter { !buckets.contains($0) }
        // Flows may share one; the first says what it is.
        referenceObjects += other.referenceObjects.filter { object in
            !referenceObjects.contains { $0.bucket == object.bucket && $0.key == object.key }
        }
        contracts += other.contracts.filter { !contracts.contains($0) }
        topics += other.topics
        streams += other.streams
        schedules += other.schedules
        streamMappings += other.streamMappings
        tables += other.tables
        stateMachines += other.stateMachines
        routes += other.routes
        archives += other.archives
        budgets += other.budgets
        aggregates += other.aggregates
    }
}

/// A rule on a bus: events that match the pattern go to every target.
package struct RuleDefinition: Sendable {
    /// Characters of a pattern's JSON, without white space between its parts
    /// (https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html).
    package static let patternLimit = 4_096

    package var name: String
    package var bus: String
    /// An EventBridge event pattern.
    package var pattern: JSON
    package var targets: [TargetDefinition]
    /// Whether it is on (`ENABLED`) until somebody switches it; off (`DISABLED`), it matches nothing.
    package var isEnabled: Bool

    package init(
        name: String,
        bus: String = "default",
        pattern: JSON,
        targets: [TargetDefinition],
        isEnabled: Bool = true
    ) {
        self.name = name
        self.bus = bus
        self.pattern = pattern
        self.targets = targets
        self.isEnabled = isEnabled
    }
}

/// One target of a rule, with its retry policy
/// (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-retry-policy.html).
package struct TargetDefinition: Sendable {
    package enum Kind: Sendable {
        case queue(String), function(String), bus(String), topic(String)
        /// Starts an execution with what it gets as the input, and the event's id as its name: an event starts one.
        case stateMachine(String)
        /// `keyPath` is where the partition key is in what is sent, `$.detail.id`; nil, or where it leads nowhere: the event's id is.
        case stream(String, keyPath: String? = nil)
    }
    /// Unique within its rule.
    package var id: String
    package var kind: Kind
    /// Attempts after the first, 0 to 185.
    package var maximumRetryAttempts: Int
    package var maximumEventAge: Duration
    /// A delivery that is given up goes there; nil: it is dropped, and counted.
    package var deadLetterQueue: String?
    /// What the target gets of the event.
    package var input: TargetInput
    /// The message group of what goes to a FIFO queue, which needs one.
    package var messageGroupID: String?

    package init(
        id: String,
        _ kind: Kind,
        maximumRetryAttempts: Int = 185,
        maximumEventAge: Duration = .seconds(86_400),
        deadLetterQueue: String? = nil,
        input: TargetInput = .event,
        messageGroupID: String? = nil
    ) {
        self.id = id
        self.kind = kind
        self.maximumRetryAttempts = maximumRetryAttempts
        self.maximumEventAge = maximumEventAge
        self.deadLetterQueue = deadLetterQueue
        self.input = input
        self.messageGroupID = messageGroupID
    }
}

/// A function: a handler in Swift with its limits and its policy for asynchronous invocation
/// (https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html).
package struct FunctionDefinition: Sendable {
    /// Does the work. What it returns is the result; what it throws is the error (``ErrorInfo`` is kept as it is).
    package typealias Handler = @Sendable (_ payload: JSON, _ context: any FunctionContext) async throws -> JSON
    /// Prepares a new instance, once, before its first invocation: loads what all of them need. What it answers is
    /// ``FunctionContext/initialised`` in each of them; what it throws fails the invocation that the instance was made for.
    package typealias Initialiser = @Sendable (_ context: any FunctionContext) async throws -> any Sendable

    package var name: String
    /// `service_name` in telemetry.
    package var service: String
    package var memoryMB: Int
    package var timeout: Duration
    /// Instances that may run at once.
    package var concurrency: Int
    /// Asynchronous invocation: attempts after the first, 0 to 2.
    package var maximumRetryAttempts: Int
    package var maximumEventAge: Duration
    /// Waits before the first and the second retry of an asynchronous invocation; the real service's are 1 and 2 min.
    package var retryWaits: [Duration]
    package var onSuccess: TargetDefinition.Kind?
    package var onFailure: TargetDefinition.Kind?
    /// Asynchronous invocations that are given up go there as the event itself.
    package var deadLetterQueue: String?
    package var initialise: Initialiser?
    package var handler: Handler
    /// What it may touch; nil: everything.
    package var policy: AccessPolicy?
    /// The flow that it belongs to, and what else its cost is told by
    /// (https://docs.aws.amazon.com/lambda/latest/dg/configuration-tags.html).
    package var flow = ""
    package var tags: [String: String] = [:]

    package init(
        name: String,
        service: String,
        memoryMB: Int = 128,
        timeout: Duration = .seconds(3),
        concurrency: Int = 10,
        maximumRetryAttempts: Int = 2,
        maximumEventAge: Duration = .seconds(21_600),
        retryWaits: [Duration] = [.seconds(60), .seconds(120)],
        onSuccess: TargetDefinition.Kind? = nil,
        onFailure: TargetDefinition.Kind? = nil,
        deadLetterQueue: String? = nil,
        initialise: Initialiser? = nil,
        handler: @escaping Handler
    ) {
        self.name = name
        self.service = service
        self.memoryMB = memoryMB
        self.timeout = timeout
        self.concurrency = concurrency
        self.maximumRetryAttempts = maximumRetryAttempts
        self.maximumEventAge = maximumEventAge
        self.retryWaits = retryWaits
        self.onSuccess = onSuccess
        self.onFailure = onFailure
        self.deadLetterQueue = deadLetterQueue
        self.initialise = initialise
        self.handler = handler
    }
}

/// Polls a queue and invokes a function with batches
/// (https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-parameters.html).
package struct EventSourceMapping: Sendable {
    package var queue: String
    package var function: String
    /// 1 to 10 000; more than 10 needs a window of a second or more.
    package var batchSize: Int
    /// How long a batch that is not full may wait, 0 to 300 s.
    package var window: Duration
    /// Whether the function answers with `batchItemFailures`.
    package var reportsBatchItemFailures: Bool

    package init(
        queue: String,
        function: String,
        batchSize: Int = 10,
        window: Duration = .zero,
        reportsBatchItemFailures: Bool = false
    ) {
        self.queue = queue
        self.function = function
        self.batchSize = batchSize
        self.window = window
        self.reportsBatchItemFailures = reportsBatchItemFailures
    }
}
