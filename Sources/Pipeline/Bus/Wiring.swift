import EventModel
import GRDB

/// A definition brought into the form that the parts work with: patterns compiled, everything by name.
struct Wiring: Sendable {
    struct Rule: Sendable {
        var name: String
        var pattern: EventPattern
        var targets: [Target]
        /// As it is defined.
        var isEnabled: Bool
    }
    struct Target: Sendable {
        var rule: String
        var bus: String
        var definition: TargetDefinition
        /// When it is a topic's subscription, which `rule` and `bus` stand for then.
        var subscription: Subscription?
        /// `RULE/TARGET`: unique in the pipeline.
        var name: String { "\(rule)/\(definition.id)" }
        var ruleARN: String {
            subscription == nil
                ? "arn:tailrace:events:local:000000000000:rule/\(bus)/\(rule)" : TargetDefinition.Kind.topic(bus).arn
        }
    }

    let definition: PipelineDefinition
    /// The rules of each bus, and what finds those that match.
    let rules: [String: [Rule]]
    private let matchers: [String: RuleMatcher]
    let targets: [String: Target]
    let queues: [String: Queue]
    let functions: [String: FunctionDefinition]
    let contracts: ContractRegistry
    /// The subscriptions of each topic.
    let topics: [String: [Target]]
    /// The streams, and the changes of tables that have a stream of them.
    let streams: [StreamSource: Stream]
    let tables: [String: TableDefinition]
    let schedules: [Schedule]
    let machineVersions = MachineVersions()
    let buckets: [String: BucketDefinition]
    /// The archives of each bus that has any.
    let archives: [String: [Archive]]
    let archiveWatch = ArchiveWatch()
    let eventStore: EventStore
    let ids: IDSource
    let watch = FlowWatch()
    let usage = UsageMeter()

    /// - Throws: ``DefinitionError`` that names the part and the place.
    init(_ definition: PipelineDefinition, ids: @escaping IDSource) throws(DefinitionError) {
        try definition.validate()
        self.definition = definition
        self.ids = ids
        contracts = try ContractRegistry(definition.contracts)
        var rules: [String: [Rule]] = [:]
        var targets: [String: Target] = [:]
        for bus in definition.buses { rules[bus] = [] }
        for rule in definition.rules {
            let pattern: EventPattern
            do {
                pattern = try EventPattern(rule.pattern)
            } catch {
                throw DefinitionError("rule \(rule.name): pattern: \(error)")
            }
            let its = rule.targets.map { Target(rule: rule.name, bus: rule.bus, definition: $0) }
            for target in its { targets[target.name] = target }
            rules[rule.bus, default: []].append(
                Rule(name: rule.name, pattern: pattern, targets: its, isEnabled: rule.isEnabled)
            )
        }
        for queue in contracts.deadLetterQueues {
            for bus in definition.buses {
                let target = Self.contractTarget(bus: bus, queue: queue)
                targets[target.name] = target
            }
        }
        topics = try Self.subscriptions(of: definition.topics)
        for target in topics.values.joined() { targets[target.name] = target }
        var streams: [StreamSource: Stream] = [:]
        for stream in definition.streams { streams[.stream(stream.name)] = Stream(stream, ids: ids) }
        for table in definition.tables where table.stream != nil {
            streams[.table(table.name)] = Stream(table: table.name, ids: ids)
        }
        for mapping in definition.streamMappings { streams[mapping.source]?.readers += 1 }
        self.streams = streams
        tables = Dictionary(definition.tables.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        var schedules: [Schedule] = []
        for schedule in definition.schedules { schedules.append(try Schedule(schedule)) }
        for target in schedules.flatMap(\.targets) { targets[target.name] = target }
        self.schedules = schedules
        buckets = Dictionary(
            (definition.buckets + Self.archiveBuckets(definition)).map { ($0.name, $0) },
            uniquingKeysWith: { first, _ in first }
        )
        archives = try Self.archives(of: definition)
        eventStore = EventStore(definition.aggregates)
        self.rules = rules
        matchers = rules.mapValues { RuleMatcher($0.map(\.pattern)) }
        self.targets = targets
        let dead = definition.deadLetterQueues
        queues = Dictionary(
            definition.queues.map {
                ($0.name, Queue(definition: $0, isDeadLetterQueue: dead.contains($0.name), ids: ids))
            },
            uniquingKeysWith: { first, _ in first }
        )
        functions = Dictionary(definition.functions.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The rules of a bus that match and are on, as their targets, and how many rules that were; `only`: among these.
    func matches(_ event: JSON, on bus: String, only: Set<String>? = nil, in db: Database) throws -> (
        targets: [Target], rules: Int
    ) {
        guard let rules = rules[bus], let matcher = matchers[bus] else { return ([], 0) }
        let matching = try matcher.matches(event).map { rules[$0] }.filter {
            try only?.contains($0.name) ?? true && isEnabled($0, in: db)
        }
        usage.notePublished(on: bus, matched: matching.lazy.map(\.name))
        return (matching.flatMap(\.targets), matching.count)
    }

    /// The dead-letter queue that a queue's redrive policy names, if it exists and allows it.
    func deadLetterQueue(of queue: Queue) -> Queue? {
        guard let dead = queue.definition.redrivePolicy.flatMap({ queues[$0.deadLetterQueue] }),
            dead.definition.redriveAllowPolicy.allows(queue.name)
        else { return nil }
        return dead
    }
}
