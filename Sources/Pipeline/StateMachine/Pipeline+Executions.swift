package import EventModel
import GRDB
package import StatesLanguage

/// What an execution is doing, or did.
package struct ExecutionSummary: Sendable, Hashable {
    package var id: String
    package var machine: String
    package var name: String
    /// `RUNNING`, `SUCCEEDED`, `FAILED`, `TIMED_OUT`, `ABORTED`.
    package var status: String
    package var correlationID: String
    package var started: Timestamp
    package var ended: Timestamp?
    /// The state that it is in; of branches, the last.
    package var state: String?
    package var error: String?
    package var redrives: Int
}

extension Pipeline {
    /// Starts an execution; durable when it returns. Answers its id.
    ///
    /// - Parameter name: unique among the machine's executions; nil: a new id.
    /// - Throws: ``StateMachineError``.
    @discardableResult
    package func startExecution(
        of machine: String,
        _ input: JSON,
        name: String? = nil,
        correlationID: String? = nil,
        causationID: String? = nil,
        flow: String = "adhoc"
    ) async throws -> String {
        let start = Wiring.ExecutionStart(
            name: name,
            correlationID: correlationID ?? settings.ids(),
            cause: causationID ?? "",
            flow: flow
        )
        let now = clock.now()
        return try await writeExecution { [wiring] db, lines in
            try wiring.startExecution(of: machine, input, start, in: db, at: now, &lines)
        }
    }

    /// Starts a failed execution again where it failed.
    ///
    /// - Throws: ``StateMachineError``.
    package func redriveExecution(_ id: String) async throws {
        let now = clock.now()
        try await writeExecution { [wiring] db, lines in
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
    package func stopExecution(_ id: String, error: String? = nil, cause: String? = nil) async throws {
        try await tellExecution(id, .stop(error: error, cause: cause))
    }

    /// Gives a task that waits for it its result, by its token (`$$.Task.Token`); a heartbeat keeps it alive.
    ///
    /// - Throws: ``StateMachineError``.
    package func answerTask(_ stimulus: Stimulus) async throws {
        let token: String
        switch stimulus {
        case .taskSucceeded(let its, _), .taskFailed(let its, _, _), .heartbeat(let its), .taskStarted(let its):
            token = its
        default: return
        }
        try await tellExecution(String(token.prefix { $0 != "#" }), stimulus)
    }

    /// The executions of a machine, the latest first.
    package func executions(of machine: String, limit: Int = 100) async throws -> [ExecutionSummary] {
        try await journal.read { db in
            try db.rows(
                """
                SELECT id, machine, name, status, correlation_id, started, ended, state, error, redrives FROM executions
                WHERE machine = ? ORDER BY started DESC LIMIT ?
                """,
                [machine, limit]
            ).map {
                ExecutionSummary(
                    id: $0[0],
                    machine: $0[1],
                    name: $0[2],
                    status: $0[3],
                    correlationID: $0[4],
                    started: $0[5],
                    ended: $0[6],
                    state: $0[7],
                    error: $0[8],
                    redrives: $0[9]
                )
            }
        }
    }

    /// An execution as it is now; nil if there is none.
    package func execution(_ id: String) async throws -> Execution? {
        try await journal.read { db in try ExecutionRecord.load(id, in: db)?.execution }
    }

    /// An execution's history, in order, as `GetExecutionHistory` prints it.
    package func executionHistory(_ id: String) async throws -> [JSON] {
        try await journal.read { db in
            try db.rows("SELECT event FROM execution_events WHERE execution = ? ORDER BY child, n", [id])
                .map { JSON(column: $0[0]) }
        }
    }

    private func tellExecution(_ id: String, _ stimulus: Stimulus) async throws {
        let now = clock.now()
        try await writeExecution { [wiring] db, lines in
            guard try wiring.tell(id, stimulus, in: db, at: now, &lines) else {
                throw StateMachineError(.executionDoesNotExist, "Execution Does Not Exist: '\(id)'")
            }
        }
    }

    private func writeExecution<R: Sendable>(
        _ body: @escaping @Sendable (Database, inout TelemetryLines) throws -> R
    ) async throws -> R {
        let (result, lines) = try await journal.write { db in
            var lines = TelemetryLines()
            return (try body(db, &lines), lines)
        }
        telemetry.write(lines)
        scheduler.ring()
        return result
    }
}

extension InvocationContext {
    func startExecution(of machine: String, _ input: JSON, name: String?) async throws -> String {
        if invocation.state.isDiscarded { throw CancellationError() }
        return try await pipeline.startExecution(
            of: machine,
            input,
            name: name,
            correlationID: correlationID,
            causationID: invocation.records[index].eventID
        )
    }
}
