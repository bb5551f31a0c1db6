import EventModel
import GRDB
import StatesLanguage

/// A task of an execution that a function runs now.
struct StateTask: Sendable {
    let token: String
    let execution: String
    let function: String
    let state: String
    let payload: String
    let correlationID: String
    let cause: String
    let attempt: Int
    let due: Timestamp
    /// Whether the result goes into the answer of the service that invokes functions.
    let isWrapped: Bool
    /// Whether the state waits for its token, whatever the function answers.
    let waitsForToken: Bool
}

extension Wiring {
    private static let limit = 128

    /// Fires the timers that are due and does what needs no function; then takes tasks for the functions, as far as they have room.
    func runExecutions(_ places: inout [String: Int], in db: Database, at now: Timestamp, _ turn: inout Pipeline.Turn)
        throws
    {
        let timers = try db.rows(
            "SELECT execution, id FROM execution_timers WHERE due <= ? ORDER BY due LIMIT ?",
            [now, Self.limit]
        )
        for row in timers {
            let (execution, id): (String, Int) = (row[0], row[1])
            try db.run("DELETE FROM execution_timers WHERE execution = ? AND id = ?", [execution, id])
            try tell(execution, .timerFired(id), in: db, at: now, &turn.lines)
        }
        let services = try db.rows(
            "SELECT token, execution, resource, payload, correlation_id, cause FROM execution_tasks WHERE function IS NULL AND due <= ? LIMIT ?",
            [now, Self.limit]
        )
        for row in services {
            let token: String = row[0]
            try db.run("DELETE FROM execution_tasks WHERE token = ?", [token])
            let call = ServiceCall(
                uri: row[2],
                input: JSON(column: try Payload.text(row, 3)),
                correlationID: row[4],
                cause: token
            )
            let outcome = try perform(call, token, in: db, at: now, &turn.lines)
            if let outcome { try tell(row[1], outcome, in: db, at: now, &turn.lines) }
        }
        for function in definition.functions {
            guard let room = places[function.name], room > 0 else { continue }
            let taken = try takeTasks(of: function.name, room, in: db, at: now)
            places[function.name] = room - taken.count
            turn.stateTasks += taken
        }
        // Each may have made another due at once.
        if !timers.isEmpty || !services.isEmpty {
            let timer = try db.integer("SELECT 1 FROM execution_timers WHERE due <= ? LIMIT 1", [now])
            let task = try db.integer(
                "SELECT 1 FROM execution_tasks WHERE function IS NULL AND due <= ? LIMIT 1",
                [now]
            )
            turn.more = turn.more || timer != nil || task != nil
        }
        turn.look(at: try db.rows("SELECT min(due) FROM execution_timers WHERE due > ?", [now])[0][0])
    }

    private func takeTasks(of function: String, _ room: Int, in db: Database, at now: Timestamp) throws -> [StateTask] {
        let rows = try db.rows(
            """
            SELECT token, execution, state, payload, correlation_id, cause, attempt, due, is_wrapped, resource FROM execution_tasks
            WHERE function = ? AND due <= ? ORDER BY due LIMIT ?
            """,
            [function, now, room]
        )
        return try rows.map { row in
            let token: String = row[0]
            try db.run("UPDATE execution_tasks SET due = ? WHERE token = ?", [Timestamp.never, token])
            return StateTask(
                token: token,
                execution: row[1],
                function: function,
                state: row[2],
                payload: try Payload.text(row, 3),
                correlationID: row[4],
                cause: row[5],
                attempt: row[6],
                due: row[7],
                isWrapped: row[8],
                waitsForToken: TaskResource(row[9]).pattern == .token
            )
        }
    }

    /// Gives an execution the result of its task. One that was cancelled meanwhile, as it timed out, gives nothing.
    func settle(
        _ task: StateTask,
        _ result: Result<JSON, ErrorInfo>,
        in db: Database,
        at now: Timestamp,
        _ lines: inout TelemetryLines
    ) throws {
        try db.run("DELETE FROM execution_tasks WHERE token = ?", [task.token])
        guard db.changesCount > 0 else { return }
        let stimulus: Stimulus
        switch result {
        case .success where task.waitsForToken: return
        case .success(let output):
            let wrapped: JSON = ["ExecutedVersion": "$LATEST", "Payload": output, "StatusCode": 200]
            stimulus = .taskSucceeded(token: task.token, output: task.isWrapped ? wrapped : output)
        case .failure(let error):
            let cause: JSON = ["errorMessage": .string(error.message), "errorType": .string(error.type)]
            stimulus = .taskFailed(token: task.token, error: error.type, cause: cause.description)
        }
        try tell(task.execution, stimulus, in: db, at: now, &lines)
    }
}
