import EventModel
import GRDB
import StatesLanguage

/// Why a state machine refused.
package typealias StateMachineError = ServiceError<StateMachineErrorCode>

package enum StateMachineErrorCode: String, Hashable, Sendable {
    case machineDoesNotExist = "StateMachineDoesNotExist"
    case executionDoesNotExist = "ExecutionDoesNotExist"
    case alreadyExists = "ExecutionAlreadyExists"
    case notRedrivable = "ExecutionNotRedrivable"
    case invalidName = "InvalidName"
}

extension Wiring {
    /// Who starts an execution, and of which flow.
    struct ExecutionStart: Sendable {
        var name: String?
        var correlationID: String
        var cause: String
        var flow = "adhoc"
    }

    /// Leaves the definitions in the journal, and takes up the tasks that the last run left.
    func registerStateMachines(in db: Database, at now: Timestamp) throws {
        try db.run("UPDATE machines SET live = 0")
        for machine in definition.stateMachines {
            try db.run(
                "INSERT INTO machines VALUES(?, ?, ?, ?, 1) ON CONFLICT(version) DO UPDATE SET live = 1, service = excluded.service",
                [versionID(of: machine), machine.name, machine.service, machine.text]
            )
        }
        try db.run("UPDATE execution_tasks SET due = ? WHERE due = ?", [now, Timestamp.never])
    }

    /// The newest definition of a machine, as the last pipeline left it in the journal.
    private func version(of name: String, in db: Database) throws -> (version: String, service: String)? {
        let rows = try db.rows("SELECT version, service FROM machines WHERE name = ? AND live = 1", [name])
        return rows.first.map { ($0[0], $0[1]) }
    }

    /// The name is part of the version: two machines may have the same definition.
    private func versionID(of machine: StateMachineDefinition) -> String {
        MachineVersions.version(of: machine.name + "\n" + machine.text)
    }

    static func executionID(_ name: String, of machine: String) -> String {
        "arn:tailrace:states:local:000000000000:execution:\(machine):\(name)"
    }

    /// Starts an execution; answers its id. One of a name that is there already, with the same input and running, is that one.
    ///
    /// - Throws: ``StateMachineError``.
    func startExecution(
        of name: String,
        _ input: JSON,
        _ start: ExecutionStart,
        in db: Database,
        at now: Timestamp,
        _ lines: inout TelemetryLines
    ) throws -> String {
        guard let (version, service) = try version(of: name, in: db) else {
            throw StateMachineError(.machineDoesNotExist, "State Machine Does Not Exist: '\(name)'")
        }
        let own = start.name ?? ids()
        guard !own.isEmpty, own.unicodeScalars.count <= 80, !own.contains("/"), !own.contains("#") else {
            throw StateMachineError(.invalidName, "Invalid Name: '\(own)': 1 to 80 characters, no slash and no #")
        }
        let identity = Execution.Identity(
            id: Self.executionID(own, of: name),
            name: own,
            machineID: TargetDefinition.Kind.stateMachine(name).arn,
            machineName: name,
            roleARN: "arn:tailrace:iam::000000000000:role/\(name)"
        )
        if let there = try ExecutionRecord.load(identity.id, in: db) {
            if there.execution.status == .running, there.execution.input == input { return identity.id }
            throw StateMachineError(.alreadyExists, "Execution Already Exists: '\(identity.id)'")
        }
        try startFlow(start.correlationID, start.flow, in: db, at: now)
        let machine = try machineVersions.machine(version, in: db)
        let (execution, actions) = Execution.start(identity, of: machine, input: input, at: now, random: seed())
        let record = ExecutionRecord(
            machine: name,
            service: service,
            version: version,
            correlationID: start.correlationID,
            cause: start.cause,
            execution: execution
        )
        try record.insert(in: db)
        try db.count("executions.started")
        try perform(actions, of: record, in: db, at: now, &lines)
        return identity.id
    }

    /// Tells an execution what happened, in the transaction in which it did; answers whether there is such an execution.
    @discardableResult
    func tell(
        _ id: String,
        _ stimulus: Stimulus,
        in db: Database,
        at now: Timestamp,
        _ lines: inout TelemetryLines
    ) throws -> Bool {
        guard var record = try ExecutionRecord.load(id, in: db) else { return false }
        let machine = try machineVersions.machine(record.version, in: db)
        let actions = record.execution.apply(stimulus, of: machine, at: now, random: seed())
        try perform(actions, of: record, in: db, at: now, &lines)
        return true
    }

    /// A random number that follows from the next id: with ids that are fixed, so is it.
    private func seed() -> UInt64 {
        ids().utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }

    private func perform(
        _ actions: [Action],
        of record: ExecutionRecord,
        in db: Database,
        at now: Timestamp,
        _ lines: inout TelemetryLines
    ) throws {
        for action in actions {
            switch action {
            case .runTask(let request): try add(request, of: record, in: db, at: now)
            case .cancelTask(let token): try db.run("DELETE FROM execution_tasks WHERE token = ?", [token])
            case .startTimer(let id, let at):
                try db.run("INSERT OR REPLACE INTO execution_timers VALUES(?, ?, ?)", [record.id, id, at])
            case .cancelTimer(let id):
                try db.run("DELETE FROM execution_timers WHERE execution = ? AND id = ?", [record.id, id])
            case .record(let event):
                try db.run(
                    "INSERT INTO execution_events VALUES(?, ?, ?, ?)",
                    [record.id, event.child ?? 0, event.id, try Payload.column(event.json.description)]
                )
                lines.add(event, of: record)
            case .finished:
                try db.count(record.execution.status == .succeeded ? "executions.succeeded" : "executions.failed")
            }
        }
        try record.save(in: db)
    }

    /// Puts a task where a function, or the service itself, takes it from.
    private func add(_ request: TaskRequest, of record: ExecutionRecord, in db: Database, at now: Timestamp) throws {
        var (function, payload, isWrapped) = (nil as String?, request.input, false)
        switch request.resource.kind {
        case .function(let name): function = name
        case .integration("lambda", "invoke"):
            let name = request.input["FunctionName"]?.string ?? ""
            if case .function(let known) = TaskResource(name).kind { function = known } else { function = name }
            payload = request.input["Payload"] ?? .object(JSON.Object())
            isWrapped = true
        default: break
        }
        // What no function of the last pipeline is, fails in the next turn, as what no service is.
        if let name = function,
            try db.integer("SELECT 1 FROM functions WHERE name = ? AND live = 1", [name]) == nil
        {
            (function, payload) = (nil, request.input)
        }
        try db.run(
            "INSERT INTO execution_tasks VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                request.token, record.id, function, request.resource.uri, request.state,
                try Payload.column(payload.description),
                record.correlationID, record.hop(request.entered), request.retry + 1, now, isWrapped,
            ]
        )
    }
}
