import EventModel
import GRDB

extension PipelineParts {
    /// Executions that are listed of each machine.
    private static let latest = 100

    /// The parts as a journal has them.
    ///
    /// - Parameter buses: nil: those that its rules are on.
    init(in db: Database, buses known: [String]?, at now: Timestamp) throws {
        self.init()
        var counters: [String: Int] = [:]
        for row in try db.rows("SELECT name, value FROM counters") { counters[row[0]] = row[1] }
        try readRules(counters, in: db)
        let names = known ?? Array(Set(rules.map(\.bus) + ["default"]))
        self.buses = names.sorted().map { name in
            Bus(
                name: name,
                published: counters[UsageMeter.Counts.published(name)] ?? 0,
                unmatched: counters[UsageMeter.Counts.unmatched(name)] ?? 0
            )
        }
        queues = try QueueBook.queues(in: db, at: now).map {
            Queue(
                name: $0.queue,
                visible: $0.visible,
                inFlight: $0.inFlight,
                delayed: $0.delayed,
                oldest: $0.oldestAge,
                isDeadLetterQueue: $0.isDeadLetterQueue
            )
        }
        consumers = try db.rows("SELECT id, source, function, paused FROM consumers WHERE live = 1 ORDER BY id")
            .map { Consumer(id: $0[0], source: $0[1], function: $0[2], isPaused: $0[3]) }
        try readFunctions(in: db)
        try readMachines(in: db)
        try readCost(in: db, at: now)
        archives = try ArchiveSummary.all(in: db).filter(\.isLive).map {
            Archive(
                name: $0.definition.name,
                bus: $0.definition.bus,
                events: $0.events,
                bytes: $0.bytes,
                first: $0.oldest,
                last: $0.newest
            )
        }
        replays = try ArchiveDesk.latest(Self.latest, in: db).map {
            Replay(
                name: $0.name,
                archive: $0.archive,
                state: $0.state.rawValue,
                sent: $0.replayed,
                // Known only once it has looked at all there is.
                selected: $0.state == .completed ? $0.replayed : nil,
                started: $0.started,
                ended: $0.ended,
                failure: $0.failure
            )
        }
    }

    private mutating func readRules(_ counters: [String: Int], in db: Database) throws {
        rules = try RuleBook.rules(in: db).filter(\.isLive).map { rule in
            Rule(
                name: rule.name,
                bus: rule.bus,
                pattern: rule.pattern,
                targets: rule.targets.map { "\($0.kind) \($0.name)" },
                isEnabled: rule.isEnabled,
                isSwitched: rule.isSwitched,
                matched: counters[UsageMeter.Counts.matched(rule.name)] ?? 0
            )
        }
    }

    private mutating func readFunctions(in db: Database) throws {
        var faults: [String: FaultInjection] = [:]
        for row in try db.rows("SELECT function, share, error, message FROM faults") {
            faults[row[0]] = FaultInjection(row)
        }
        functions = try db.rows(
            """
            SELECT f.name, f.service, f.memory, f.concurrency, f.timeout, \(FunctionUse.columns)
            FROM functions f LEFT JOIN usage u ON u.function = f.name WHERE f.live = 1 GROUP BY f.name ORDER BY f.name
            """
        ).map { row in
            var function = Function(name: row[0], service: row[1], memoryMB: row[2], concurrency: row[3])
            function.fault = faults[function.name]
            guard (row[5] as Int?) != nil else { return function }
            let use = FunctionUse(row, from: 5)
            function.invocations = use.requests
            function.errors = use.errors
            function.coldStarts = use.coldStarts
            function.duration = use.meanDuration
            function.longest = use.longest
            function.cost = PriceList.lambda.cost(of: use)
            let timeout = Duration.nanoseconds(row[4] as Int64)
            function.advice = RightSize.advice(
                use,
                memoryMB: function.memoryMB,
                timeout: timeout > .zero ? timeout : nil,
                prices: .lambda
            )
            return function
        }
    }

    private mutating func readMachines(in db: Database) throws {
        var machines: [String: Machine] = [:]
        for row in try db.rows("SELECT name FROM machines WHERE live = 1") {
            machines[row[0]] = Machine(name: row[0], running: 0, succeeded: 0, failed: 0)
        }
        for row in try db.rows("SELECT machine, status, count(*) FROM executions GROUP BY machine, status") {
            let (name, status, count): (String, String, Int) = (row[0], row[1], row[2])
            var machine = machines[name] ?? Machine(name: name, running: 0, succeeded: 0, failed: 0)
            switch status {
            case "RUNNING": machine.running += count
            case "SUCCEEDED": machine.succeeded += count
            default: machine.failed += count
            }
            machines[name] = machine
        }
        self.machines = machines.values.sorted { $0.name < $1.name }
        executions = try self.machines.flatMap { machine in
            try ExecutionSummary.latest(of: machine.name, Self.latest, in: db).map(Execution.init)
        }.sorted { ($1.started, $0.id) < ($0.started, $1.id) }
    }

    private mutating func readCost(in db: Database, at now: Timestamp) throws {
        guard let row = try db.rows("SELECT \(FunctionUse.columns) FROM usage").first, (row[0] as Int?) != nil else {
            return
        }
        cost.total = PriceList.lambda.cost(of: FunctionUse(row, from: 0))
        for budget in try BudgetDefinition.all(in: db) {
            let spent = try budget.spent(in: db, at: now, prices: .lambda)
            guard let most = cost.budget else {
                (cost.budget, cost.spent) = (budget.limit, spent)
                continue
            }
            if spent / budget.limit > cost.spent / most { (cost.budget, cost.spent) = (budget.limit, spent) }
        }
    }
}

extension PipelineParts.Execution {
    init(_ summary: ExecutionSummary) {
        self.init(
            id: summary.id,
            machine: summary.machine,
            name: summary.name,
            status: summary.status,
            correlationID: summary.correlationID,
            started: summary.started,
            ended: summary.ended,
            state: summary.state,
            error: summary.error,
            redrives: summary.redrives
        )
    }
}
