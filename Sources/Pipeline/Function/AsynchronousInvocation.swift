import EventModel
import GRDB

/// An accepted asynchronous invocation whose next attempt is to be made.
struct AsynchronousInvocation: Sendable {
    /// The request id; the same for all attempts.
    var id: String
    var function: String
    var payload: String
    var correlationID: String
    var eventType: String
    var cause: String
    /// The attempt to make, from 1.
    var attempt: Int
    var accepted: Timestamp
    var due: Timestamp
    var generation: Int
    var log: AttemptLog
    /// The redrive that it came by.
    var redrive: RedriveOrigin?

    /// When the attempt after this one is due if this one has failed; nil if none follows, as they are exhausted.
    func retryDue(_ function: FunctionDefinition, failed: Timestamp) -> Timestamp? {
        guard attempt <= function.maximumRetryAttempts else { return nil }
        let waits = function.retryWaits
        return failed + (waits.isEmpty ? .zero : waits[min(attempt - 1, waits.count - 1)])
    }

    /// From then on it is given up instead of tried again.
    func tooOld(_ function: FunctionDefinition) -> Timestamp { accepted + function.maximumEventAge }
}

extension Wiring {
    /// Takes invocations that are due, at most `limit`; they are marked as running until ``finish`` or the next start of the
    /// pipeline. Those that are too old, and all of a function whose concurrency is zero, end here.
    func takeInvocations(
        of function: FunctionDefinition,
        limit: Int,
        in db: Database,
        at now: Timestamp,
        _ lines: inout TelemetryLines
    ) throws -> [AsynchronousInvocation] {
        let refused = function.concurrency == 0
        guard limit > 0 || refused else { return [] }
        let rows = try dueInvocations(of: function, limit: refused ? 100 : limit, in: db, at: now)
        var taken: [AsynchronousInvocation] = []
        for row in rows {
            var invocation = try AsynchronousInvocation(row, of: function.name)
            if refused || now >= invocation.tooOld(function) {
                let error =
                    refused
                    ? ErrorInfo(
                        type: AsynchronousInvocation.throttled,
                        message: "The function's reserved concurrency is 0."
                    )
                    : invocation.log.attempts.last?.error
                        ?? ErrorInfo(type: "EventAgeExceeded", message: "The event is older than the function accepts.")
                invocation.attempt -= 1
                let condition = refused ? "RetriesExhausted" : "EventAgeExceeded"
                try giveUp(invocation, function, error, condition: condition, in: db, at: now, &lines)
                continue
            }
            try db.run("UPDATE invocations SET due = ? WHERE id = ?", [Timestamp.never, invocation.id])
            taken.append(invocation)
        }
        return taken
    }

    /// Ends an attempt: to the success destination, to the next retry, or given up
    /// (https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html).
    ///
    /// - Parameter isSystemError: The service failed: the same attempt is made again, after a wait as for one that was throttled.
    func finish(
        _ invocation: AsynchronousInvocation,
        _ function: FunctionDefinition,
        _ result: Result<JSON, ErrorInfo>,
        isSystemError: Bool = false,
        in db: Database,
        at now: Timestamp,
        _ lines: inout TelemetryLines
    ) throws {
        switch result {
        case .success(let answer):
            try db.run("DELETE FROM invocations WHERE id = ?", [invocation.id])
            if let destination = function.onSuccess {
                let record = destinationRecord(
                    invocation,
                    function,
                    condition: "Success",
                    answer,
                    failed: false,
                    at: now
                )
                try notify(destination, record, invocation, condition: "Success", nil, in: db, at: now, &lines)
            }
        case .failure(let error):
            var invocation = invocation
            let wait = invocation.systemWait
            invocation.log.add(
                DeadLetter.Attempt(number: invocation.attempt, at: now, error: error, requestID: invocation.id)
            )
            if isSystemError {
                try db.run(
                    "UPDATE invocations SET due = ?, attempts = ? WHERE id = ?",
                    [min(now + wait, invocation.tooOld(function)), invocation.log.text, invocation.id]
                )
                return
            }
            guard let due = invocation.retryDue(function, failed: now) else {
                try giveUp(invocation, function, error, condition: "RetriesExhausted", in: db, at: now, &lines)
                return
            }
            try db.run(
                "UPDATE invocations SET attempt = ?, due = ?, attempts = ? WHERE id = ?",
                [invocation.attempt, min(due, invocation.tooOld(function)), invocation.log.text, invocation.id]
            )
        }
    }

    /// Ends an invocation that is tried no more: to the failure destination and the dead-letter queue, or dropped.
    func giveUp(
        _ invocation: AsynchronousInvocation,
        _ function: FunctionDefinition,
        _ error: ErrorInfo,
        condition: String,
        in db: Database,
        at now: Timestamp,
        _ lines: inout TelemetryLines
    ) throws {
        try db.run("DELETE FROM invocations WHERE id = ?", [invocation.id])
        var kept = false
        if let destination = function.onFailure {
            let answer: JSON = ["errorType": .string(error.type), "errorMessage": .string(error.message)]
            let record = destinationRecord(invocation, function, condition: condition, answer, failed: true, at: now)
            kept = try notify(destination, record, invocation, condition: condition, error, in: db, at: now, &lines)
        }
        if let name = function.deadLetterQueue, let queue = queues[name] {
            let attributes = [
                "RequestID": invocation.id,
                "ErrorCode": AsynchronousInvocation.statuses[error.type] ?? "200",
                "ErrorMessage": Queue.allowed(String(decoding: Array(error.message.utf8.prefix(1024)), as: UTF8.self)),
            ]
            try bury(
                invocation,
                Array(invocation.payload.utf8),
                attributes,
                condition,
                error,
                in: queue,
                db,
                at: now,
                &lines
            )
            kept = true
        }
        if !kept {
            lines.addDrop(of: invocation, function, condition: condition, error, at: now)
            try db.run(
                "INSERT INTO lost VALUES(?, 'dropped', ?, ?)",
                [invocation.correlationID, "\(function.name)/\(invocation.id)", now]
            )
        }
    }

    /// Sends a destination record; answers whether somebody has it.
    @discardableResult
    private func notify(
        _ destination: TargetDefinition.Kind,
        _ record: JSON,
        _ invocation: AsynchronousInvocation,
        condition: String,
        _ error: ErrorInfo?,
        in db: Database,
        at now: Timestamp,
        _ lines: inout TelemetryLines
    ) throws -> Bool {
        if case .queue(let name) = destination, let queue = queues[name], queue.isDeadLetterQueue {
            try bury(invocation, record.utf8, [:], condition, error, in: queue, db, at: now, &lines)
            return true
        }
        var text = record
        var eventType = invocation.eventType
        if case .bus = destination {
            eventType = "Lambda Function Invocation Result - \(error == nil ? "Success" : "Failure")"
            let event = Event(
                id: ids(),
                source: "lambda",
                type: eventType,
                time: now,
                data: record,
                correlationID: invocation.correlationID,
                causationID: invocation.id
            )
            text = event.eventBridge
        }
        // A topic's messages are smaller than what functions take: the record goes without the payloads, as in the service.
        if case .topic = destination, text.utf8.count > TopicMessage.limit, case .object(var object) = text {
            object["requestPayload"] = .null
            object["responsePayload"] = .null
            text = .object(object)
        }
        do {
            try send(
                text.description,
                to: destination,
                eventType: eventType,
                correlationID: invocation.correlationID,
                generation: invocation.generation,
                redrive: error == nil ? nil : invocation.redrive,
                cause: invocation.id,
                in: db,
                at: now,
                &lines
            )
            return true
        } catch let failure as DeliveryFailure {
            let head = TelemetryLines.Head(
                now,
                .error,
                service: functions[invocation.function]?.service ?? invocation.function,
                eventType: "DestinationDeliveryFailure",
                correlationID: invocation.correlationID,
                "the destination did not take the record: \(failure.message)"
            )
            lines.add(head) { fields in
                fields.add("causation_id", invocation.id)
                fields.add("error", failure.error.json)
            }
            return false
        }
    }

    private func bury(
        _ invocation: AsynchronousInvocation,
        _ body: [UInt8],
        _ attributes: [String: String],
        _ condition: String,
        _ error: ErrorInfo?,
        in queue: Queue,
        _ db: Database,
        at now: Timestamp,
        _ lines: inout TelemetryLines
    ) throws {
        var message = OutgoingMessage(
            body: body,
            attributes: attributes,
            correlationID: invocation.correlationID,
            eventType: invocation.eventType,
            generation: invocation.generation
        )
        message.redrive = invocation.redrive
        let death = Death(
            reason: condition,
            source: .init(.function, invocation.function),
            error: error,
            attempts: invocation.log,
            tries: invocation.attempt
        )
        try queue.bury(message, death, in: db, at: now, cause: invocation.id, &lines)
    }

    /// The invocation record that destinations get
    /// (https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html).
    private func destinationRecord(
        _ invocation: AsynchronousInvocation,
        _ function: FunctionDefinition,
        condition: String,
        _ answer: JSON,
        failed: Bool,
        at now: Timestamp
    ) -> JSON {
        var response: JSON.Object = JSON.Object([.init("statusCode", 200), .init("executedVersion", "$LATEST")])
        if failed { response["functionError"] = "Unhandled" }
        return [
            "version": "1.0",
            "timestamp": .string(now.rfc3339()),
            "requestContext": [
                "requestId": .string(invocation.id),
                "functionArn": .string(TargetDefinition.Kind.function(function.name).arn + ":$LATEST"),
                "condition": .string(condition),
                "approximateInvokeCount": .int(invocation.attempt),
            ],
            "requestPayload": JSON(column: invocation.payload),
            "responseContext": .object(response),
            "responsePayload": answer,
        ]
    }
}
