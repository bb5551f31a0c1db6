package import EventModel

extension Pipeline {
    /// Invokes a function and waits for its result.
    ///
    /// - Throws: ``ErrorInfo``: the handler's own, `Sandbox.Timedout`, `ServiceException` when it could not be run, `TooManyRequestsException` when it already runs as often as
    ///   it may, `ResourceNotFoundException`, `RequestTooLargeException` above 6 MB.
    ///
    /// - Parameter flow: names the flow if it begins with what the function does.
    package func invoke(
        _ name: String,
        _ payload: JSON,
        correlationID: String? = nil,
        flow: String = "adhoc"
    ) async throws -> JSON {
        guard let function = wiring.functions[name] else {
            throw ErrorInfo(type: "ResourceNotFoundException", message: "Function not found: \(name)")
        }
        let size = payload.utf8.count
        if size > 6 << 20 {
            throw ErrorInfo(
                type: "RequestTooLargeException",
                message:
                    "\(size) byte payload is too large for the RequestResponse invocation type (limit 6291456 bytes)"
            )
        }
        while instances.reserve(1, of: function) == 0 {
            // A turn of the loop holds places while it looks for work, and gives back those it does not need.
            if instances.isLooking {
                await Task.yield()
                continue
            }
            throw ErrorInfo(
                type: "TooManyRequestsException",
                message: "Rate Exceeded: \(name) runs \(function.concurrency) times"
            )
        }
        let id = settings.ids()
        let record = Invocation.Record(
            eventID: id,
            cause: nil,
            correlationID: correlationID ?? settings.ids(),
            eventType: "Invoke",
            attempt: 1,
            waited: .zero,
            generation: 0
        )
        var invocation = Invocation(requestID: id, function: function, payload: payload, records: [record])
        invocation.flow = flow
        let token = begin(function)
        let outcome = await execute(invocation, token: token)
        writeEnd(invocation, outcome) { _ in outcome.error }
        scheduler.end(token)
        return try outcome.result.get()
    }

    /// Accepts an asynchronous invocation; durable when it returns. Answers the request id.
    ///
    /// - Throws: ``ErrorInfo`` `ResourceNotFoundException`, `RequestTooLargeException` above 1 MB.
    @discardableResult
    package func invokeAsynchronously(
        _ name: String,
        _ payload: JSON,
        correlationID: String? = nil,
        flow: String = "adhoc"
    ) async throws -> String {
        guard wiring.functions[name] != nil else {
            throw ErrorInfo(type: "ResourceNotFoundException", message: "Function not found: \(name)")
        }
        let text = payload.description
        if text.utf8.count > 1 << 20 {
            throw ErrorInfo(
                type: "RequestTooLargeException",
                message:
                    "\(text.utf8.count) byte payload is too large for the Event invocation type (limit 1048576 bytes)"
            )
        }
        let correlationID = correlationID ?? settings.ids()
        let now = clock.now()
        let id = try await journal.write { [wiring] db in
            try wiring.startFlow(correlationID, flow, in: db, at: now)
            return try Wiring.insertInvocation(
                of: name,
                id: wiring.ids(),
                payload: text,
                eventType: "Invoke",
                correlationID: correlationID,
                cause: "",
                generation: 0,
                in: db,
                at: now
            )
        }
        scheduler.ring()
        return id
    }

    /// Starts the next attempt of an asynchronous invocation; its place is reserved.
    func start(_ taken: AsynchronousInvocation) {
        guard let function = wiring.functions[taken.function] else { return }
        let token = begin(function)
        let record = Invocation.Record(
            eventID: taken.id,
            cause: taken.cause.isEmpty ? nil : taken.cause,
            correlationID: taken.correlationID,
            eventType: taken.eventType,
            attempt: taken.attempt,
            waited: clock.now() - taken.due,
            generation: taken.generation
        )
        let invocation = Invocation(
            requestID: taken.id,
            function: function,
            payload: JSON(column: taken.payload),
            records: [record]
        )
        Task {
            let outcome = await execute(invocation, token: token)
            let due =
                invocation.state.isInterrupted
                ? outcome.ended
                : outcome.isSystemError
                    ? outcome.ended + taken.systemWait : taken.retryDue(function, failed: outcome.ended)
            let retry = due.flatMap { outcome.error != nil && $0 < taken.tooOld(function) ? $0 : nil }
            writeEnd(invocation, outcome, retry: retry) { _ in outcome.error }
            do {
                // An attempt that the pipeline's own stop ended is none: the row stays as it is, for the next run.
                if invocation.state.isInterrupted { throw CancellationError() }
                let lines = try await journal.write { [wiring] db in
                    var lines = TelemetryLines()
                    try wiring.finish(
                        taken,
                        function,
                        outcome.result,
                        isSystemError: outcome.isSystemError,
                        in: db,
                        at: outcome.ended,
                        &lines
                    )
                    return lines
                }
                telemetry.write(lines)
            } catch is CancellationError {
            } catch {
                // The row stays marked as running, and is taken up by the next run.
                report(error)
            }
            scheduler.end(token)
        }
    }

    /// Invokes a function with a batch, then deletes what it handled; its place is reserved.
    func start(_ batch: Batch) {
        guard let function = wiring.functions[batch.mapping.function], let queue = wiring.queues[batch.mapping.queue]
        else {
            return
        }
        let token = begin(function)
        let requestID = settings.ids()
        let single = batch.messages.count == 1
        let records = batch.messages.enumerated().map { i, message in
            Invocation.Record(
                eventID: single ? requestID : "\(requestID)-\(i)",
                cause: message.id,
                correlationID: message.correlationID ?? message.id,
                eventType: message.eventType ?? "Message",
                attempt: message.receiveCount,
                waited: batch.received - (message.receiveCount == 1 ? message.sent : message.available),
                generation: message.generation
            )
        }
        let invocation = Invocation(requestID: requestID, function: function, payload: batch.payload, records: records)
        Task {
            let outcome = await execute(invocation, token: token)
            let handled = BatchOutcome(
                outcome.result,
                ids: batch.messages.map(\.id),
                reportsItemFailures: batch.mapping.reportsBatchItemFailures,
                inOrder: queue.isFIFO
            )
            let messages = batch.messages
            writeEnd(invocation, outcome) { handled.error(of: messages[$0].id) }
            do {
                // The message comes back after its visibility timeout.
                if invocation.state.isInterrupted { throw CancellationError() }
                try await journal.write { db in
                    for message in messages {
                        if let error = handled.error(of: message.id) {
                            let attempt = DeadLetter.Attempt(
                                number: message.receiveCount,
                                at: outcome.ended,
                                error: error,
                                requestID: requestID
                            )
                            try queue.recordFailure(message.receiptHandle, attempt, in: db)
                        } else {
                            try queue.delete(message.receiptHandle, in: db, at: outcome.ended)
                        }
                    }
                }
            } catch is CancellationError {
            } catch {
                // Nothing was deleted: the messages come back after their visibility timeout, as after any failure.
                report(error)
            }
            scheduler.end(token)
        }
    }
}

extension Invocation.Outcome {
    var error: ErrorInfo? { if case .failure(let error) = result { error } else { nil } }
}
