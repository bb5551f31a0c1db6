package import EventModel
import GRDB
package import StatesLanguage

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The state machines of a data directory and their executions, with or without a pipeline that runs on it: in this process, in another,
/// or none. What it does is one transaction with what the execution asks for; the pipeline that runs, or the next one, goes on from there.
package final class ExecutionDesk: Sendable {
    let journal: Journal
    private let wiring: Wiring
    let telemetry: TelemetryWriter
    /// Whether nobody else writes its telemetry out.
    private let isOwn: Bool
    private let now: @Sendable () -> Timestamp
    /// Wakes the pipeline of this process; one of another process notices the commit.
    private let wake: @Sendable () -> Void

    /// On a data directory; the pipeline may run elsewhere.
    ///
    /// - Throws: ``JournalError``, `unavailable` where there is no pipeline's data.
    package init(
        data directory: String,
        ids: @escaping IDSource = uuidInOrder,
        now: @escaping @Sendable () -> Timestamp = { .now() }
    ) throws {
        guard access(directory + "/pipeline.sqlite", F_OK) == 0 else {
            throw JournalError(
                .unavailable,
                "no pipeline has run on \(directory) (there is no \(directory)/pipeline.sqlite)"
            )
        }
        journal = try Journal(directory: directory)
        // A file of its own: the pipeline's is rotated by the pipeline.
        telemetry = try TelemetryWriter(folder: directory + "/telemetry", prefix: "telemetry-\(getpid())-executions-")
        wiring = try Wiring(PipelineDefinition(), ids: ids)
        isOwn = true
        self.now = now
        wake = {}
    }

    /// On a pipeline of this process.
    init(_ pipeline: Pipeline) {
        journal = pipeline.journal
        telemetry = pipeline.telemetry
        wiring = pipeline.wiring
        isOwn = false
        now = { [clock = pipeline.settings.clock] in clock.now() }
        wake = { [scheduler = pipeline.scheduler] in scheduler.ring() }
    }

    /// The state machines of the last pipeline, with their definitions, by name.
    package func machines() async throws -> [(name: String, machine: StateMachine)] {
        try await journal.read { [wiring] db in
            try db.rows("SELECT name, version FROM machines WHERE live = 1 ORDER BY name").map {
                ($0[0], try wiring.machineVersions.machine($0[1], in: db))
            }
        }
    }

    /// Starts an execution; durable when it returns. Answers its id.
    ///
    /// - Parameter name: unique among the machine's executions; nil: a new id.
    /// - Throws: ``StateMachineError``.
    @discardableResult
    package func start(
        _ machine: String,
        _ input: JSON,
        name: String? = nil,
        correlationID: String? = nil,
        causationID: String? = nil,
        flow: String = "adhoc"
    ) async throws -> String {
        let start = Wiring.ExecutionStart(
            name: name,
            correlationID: correlationID ?? wiring.ids(),
            cause: causationID ?? "",
            flow: flow
        )
        let now = now()
        return try await write { [wiring] db, lines in
            try wiring.startExecution(of: machine, input, start, in: db, at: now, &lines)
        }
    }

    /// Starts a failed execution again where it failed.
    ///
    /// - Throws: ``StateMachineError``.
    package func redrive(_ id: String) async throws {
        let now = now()
        try await write { [wiring] db, lines in
            guard let record = try ExecutionRecord.load(id, in: db) else {
                throw StateMachineError(.executionDoesNotExist, "Execution Does Not Exist: '\(id)'")
            }
            if let refusal = record.execution.redriveRefusal(at: now) {
                throw StateMachineError(.notRedrivable, "Execution is not redrivable: \(refusal)")
            }
            try wiring.tell(id, .redrive, in: db, at: now, &lines)
        }
    }

    /// Stops an execution that runs; one that has ended stays as it is.
    ///
    /// - Throws: ``StateMachineError``.
    package func stop(_ id: String, error: String? = nil, cause: String? = nil) async throws {
        try await tell(id, .stop(error: error, cause: cause))
    }

    /// Gives a task that waits for it its result, by its token (`$$.Task.Token`); a heartbeat keeps it alive.
    ///
    /// - Throws: ``StateMachineError``.
    package func answer(_ stimulus: Stimulus) async throws {
        let token: String
        switch stimulus {
        case .taskSucceeded(let its, _), .taskFailed(let its, _, _), .heartbeat(let its), .taskStarted(let its):
            token = its
        default: return
        }
        try await tell(String(token.prefix { $0 != "#" }), stimulus)
    }

    /// The executions of a machine, the latest first; only those with a status, if one is given.
    package func executions(of machine: String, status: String? = nil, limit: Int = 100) async throws
        -> [ExecutionSummary]
    {
        try await journal.read { db in try ExecutionSummary.latest(of: machine, limit, status: status, in: db) }
    }

    /// The ids of the executions that have this id or name.
    package func ids(named name: String) async throws -> [String] {
        try await journal.read { db in
            try db.rows(
                "SELECT id FROM executions WHERE id = ?1 UNION SELECT id FROM executions WHERE name = ?1",
                [name]
            )
            .map { $0[0] }
        }
    }

    /// An execution as it is now; nil if there is none.
    package func execution(_ id: String) async throws -> Execution? {
        try await journal.read { db in try ExecutionRecord.load(id, in: db)?.execution }
    }

    /// An execution with its summary and the definition that it was started with.
    func found(_ id: String) async throws -> (summary: ExecutionSummary, machine: StateMachine, execution: Execution)? {
        try await journal.read { [wiring] db in
            guard let summary = try ExecutionSummary.load(id, in: db), let record = try ExecutionRecord.load(id, in: db)
            else { return nil }
            return (summary, try wiring.machineVersions.machine(record.version, in: db), record.execution)
        }
    }

    /// An execution's history, in order, as `GetExecutionHistory` prints it.
    package func history(_ id: String) async throws -> [JSON] {
        try await journal.read { db in
            try db.rows("SELECT event FROM execution_events WHERE execution = ? ORDER BY child, n", [id])
                .map { JSON(column: try Payload.text($0, 0)) }
        }
    }

    private func tell(_ id: String, _ stimulus: Stimulus) async throws {
        let now = now()
        try await write { [wiring] db, lines in
            guard try wiring.tell(id, stimulus, in: db, at: now, &lines) else {
                throw StateMachineError(.executionDoesNotExist, "Execution Does Not Exist: '\(id)'")
            }
        }
    }

    private func write<R: Sendable>(
        _ body: @escaping @Sendable (Database, inout TelemetryLines) throws -> R
    ) async throws -> R {
        let (result, lines) = try await journal.write { db in
            var lines = TelemetryLines()
            return (try body(db, &lines), lines)
        }
        telemetry.write(lines)
        if isOwn { telemetry.flush() }
        wake()
        return result
    }
}
