import EventModel

extension Pipeline {
    /// Runs a handler on an instance, in a reserved place, and writes its START line. Whatever the handler does, this returns at
    /// its timeout at the latest. `token` is the handler's at the scheduler.
    func execute(_ invocation: Invocation, token: Int) async -> Invocation.Outcome {
        let function = invocation.function
        let cold = instances.start(function)
        if cold, settings.coldStart > .zero {
            let until = clock.now() + settings.coldStart
            let wait = scheduler.wait(token, until: until)
            try? await clock.sleep(until: until)
            scheduler.resume(token, wait: wait)
        }
        let started = clock.now()
        writeStart(invocation, cold: cold, at: started)
        let deadline = started + function.timeout
        let context = InvocationContext(pipeline: self, invocation: invocation, coldStart: cold, token: token)
        let result = await withCheckedContinuation { continuation in
            let race = HandlerRace(continuation)
            let executor = executors.take()
            let work = Task(executorPreference: executor) { [executors] in
                defer { executors.giveBack(executor) }
                do {
                    race.decide(.success(try await function.handler(invocation.payload, context)))
                } catch {
                    race.decide(.failure(ErrorInfo(error)))
                }
            }
            let alarm = Task { [clock] in
                guard (try? await clock.sleep(until: deadline)) != nil else { return }
                if race.decide(nil) {
                    invocation.state.discard()
                    work.cancel()
                }
            }
            race.guardWith(alarm)
            interrupts.add(token) {
                let stopped = ErrorInfo(type: "Interrupted", message: "the pipeline stopped before the handler ended")
                if race.decide(.failure(stopped)) {
                    invocation.state.interrupt()
                    work.cancel()
                }
            }
        }
        interrupts.remove(token)
        let ended = clock.now()
        let seconds = JSON.double((function.timeout.inSeconds * 100).rounded() / 100)
        let timeout = ErrorInfo(
            type: "Sandbox.Timedout",
            message: "RequestId: \(invocation.requestID) Error: Task timed out after \(seconds) seconds"
        )
        instances.end(function, discard: invocation.state.isDiscarded)
        return Invocation.Outcome(
            result: result ?? .failure(timeout),
            duration: ended - started,
            ended: ended,
            coldStart: cold
        )
    }

    /// A token at the scheduler for a handler that starts now.
    func begin(_ function: FunctionDefinition) -> Int {
        scheduler.begin(timeout: clock.now() + settings.coldStart + function.timeout)
    }

    private func hop(_ record: Invocation.Record, _ function: FunctionDefinition) -> TelemetryLines.Hop {
        TelemetryLines.Hop(
            kind: .invoke,
            id: record.eventID,
            cause: record.cause,
            service: function.service,
            resource: function.name,
            eventType: record.eventType,
            correlationID: record.correlationID
        )
    }

    private func writeStart(_ invocation: Invocation, cold: Bool, at now: Timestamp) {
        var lines = TelemetryLines()
        for record in invocation.records {
            lines.add(hop(record, invocation.function), at: now, "START") { fields in
                fields.add("attempt", record.attempt)
                fields.add("wait_ms", milliseconds: max(.zero, record.waited))
                fields.add("request_id", invocation.requestID)
                fields.add("cold_start", cold)
                if record.generation > 0 { fields.add("generation", record.generation) }
            }
        }
        if cold {
            lines.addMetrics(
                at: now,
                service: invocation.function.service,
                dimension: ("service", invocation.function.service),
                [("ColdStarts", "Count", 1)]
            )
        }
        telemetry.write(lines)
    }

    /// Writes the END line of each record.
    ///
    /// - Parameters:
    ///   - retry: when the next attempt is due, if it failed and one follows that its message's queue does not decide on.
    ///   - error: why it failed, nil for success.
    func writeEnd(
        _ invocation: Invocation,
        _ outcome: Invocation.Outcome,
        retry: Timestamp? = nil,
        error: (Int) -> ErrorInfo?
    ) {
        var lines = TelemetryLines()
        for (i, record) in invocation.records.enumerated() {
            let error = error(i)
            lines.add(hop(record, invocation.function), at: outcome.ended, "END", error == nil ? .info : .error) {
                fields in
                fields.add("attempt", record.attempt)
                fields.add("duration_ms", milliseconds: outcome.duration)
                fields.add("request_id", invocation.requestID)
                fields.add("cold_start", outcome.coldStart)
                if record.generation > 0 { fields.add("generation", record.generation) }
                fields.add("memory_mb", invocation.function.memoryMB)
                if let retry { fields.add("retry_in_ms", milliseconds: max(.zero, retry - outcome.ended)) }
                fields.add("error", error?.json)
            }
        }
        telemetry.write(lines)
    }
}
