import EventModel
import GRDB

extension AsynchronousInvocation {
    /// The error of an invocation that its function had no place for.
    static let throttled = "TooManyRequestsException"
    /// The longest wait of one that was throttled, or met a system error.
    static let longestSystemWait = Duration.seconds(300)
    /// What a dead letter says as its status, where that is not the 200 of a function error.
    static let statuses = [throttled: "429", SystemError.type: "500"]

    /// One that waits, from the columns that ``Wiring/dueInvocations(of:limit:in:at:)`` selects.
    init(_ row: Row, of function: String) throws {
        self.init(
            id: row[0],
            function: function,
            payload: try Payload.text(row, 1),
            correlationID: row[2],
            eventType: row[3],
            cause: row[4],
            attempt: (row[5] as Int) + 1,
            accepted: row[6],
            due: row[7],
            generation: row[8],
            log: AttemptLog(column: row[9]),
            redrive: (row[11] as String?).map { RedriveOrigin(grave: row[10], id: $0) }
        )
    }

    /// How long it waits when it is throttled now, or the service fails: 1 s, and twice as long each further time before the same
    /// attempt, up to 5 min (https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html).
    var systemWait: Duration {
        // A failure of the function itself is the end of its attempt, so all that this one has met is the service's.
        let times = log.attempts.count { $0.number == attempt }
        return min(.seconds(1 << min(times, 9)), Self.longestSystemWait)
    }
}

extension Wiring {
    /// Those of a function that are due, the longest due first.
    func dueInvocations(of function: FunctionDefinition, limit: Int, in db: Database, at now: Timestamp) throws -> [Row]
    {
        try db.rows(
            """
            SELECT id, payload, correlation_id, event_type, cause, attempt, accepted, due, generation, attempts, grave, redrive
            FROM invocations WHERE function = ? AND due <= ? ORDER BY due LIMIT ?
            """,
            [function.name, now, limit]
        )
    }

    /// The function has no place: what is due longest is throttled and goes back to wait, without spending an attempt; those
    /// that are too old end here. One a turn is throttled, and what is behind it stays unread: the service reads its queue more
    /// slowly, too, while a function throttles.
    func throttleInvocations(
        of function: FunctionDefinition,
        in db: Database,
        at now: Timestamp,
        _ lines: inout TelemetryLines
    ) throws {
        for _ in 0..<100 {
            guard let row = try dueInvocations(of: function, limit: 1, in: db, at: now).first else { return }
            var invocation = try AsynchronousInvocation(row, of: function.name)
            let error = ErrorInfo(
                type: AsynchronousInvocation.throttled,
                message: "Rate Exceeded: \(function.name) runs \(function.concurrency) times"
            )
            guard now < invocation.tooOld(function) else {
                let last = invocation.log.attempts.last?.error ?? error
                invocation.attempt -= 1
                try giveUp(invocation, function, last, condition: "EventAgeExceeded", in: db, at: now, &lines)
                continue
            }
            let due = min(now + invocation.systemWait, invocation.tooOld(function))
            invocation.log.add(
                DeadLetter.Attempt(number: invocation.attempt, at: now, error: error, requestID: invocation.id)
            )
            try db.run(
                "UPDATE invocations SET due = ?, attempts = ? WHERE id = ?",
                [due, invocation.log.text, invocation.id]
            )
            lines.addThrottle(of: invocation, function, error, retry: due, at: now)
            return
        }
    }
}

extension TelemetryLines {
    /// An invocation that found no place, and when it is tried next.
    mutating func addThrottle(
        of invocation: AsynchronousInvocation,
        _ function: FunctionDefinition,
        _ error: ErrorInfo,
        retry: Timestamp,
        at now: Timestamp
    ) {
        let head = Head(
            now,
            .warn,
            service: function.service,
            eventType: "Throttle",
            correlationID: invocation.correlationID,
            "throttled: \(error.message)"
        )
        add(head) { fields in
            fields.add("causation_id", invocation.id)
            fields.add("function_name", function.name)
            fields.add("attempt", .int(invocation.attempt))
            fields.add("retry_in_ms", JSON.double((retry - now).inSeconds * 1_000))
            fields.add("error", error.json)
            fields.add("Throttles", .int(1))
        }
    }

    /// An invocation that was given up and that nothing keeps.
    mutating func addDrop(
        of invocation: AsynchronousInvocation,
        _ function: FunctionDefinition,
        condition: String,
        _ error: ErrorInfo,
        at now: Timestamp
    ) {
        let head = Head(
            now,
            .error,
            service: function.service,
            eventType: "AsyncEventDropped",
            correlationID: invocation.correlationID,
            "dropped: \(condition), and the function has neither a failure destination nor a dead-letter queue that took it"
        )
        add(head) { fields in
            fields.add("causation_id", invocation.id)
            fields.add("function_name", function.name)
            fields.add("attempt", .int(invocation.attempt))
            fields.add("error", error.json)
            fields.add("AsyncEventsDropped", .int(1))
        }
    }
}
