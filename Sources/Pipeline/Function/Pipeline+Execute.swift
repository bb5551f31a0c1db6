import EventModel
import Synchronization

extension Pipeline {
    /// Runs a handler on an instance, in a reserved place, and writes its START line. Whatever the handler does, this returns at
    /// its timeout at the latest. `token` is the handler's at the scheduler.
    func execute(_ invocation: Invocation, token: Int) async -> Invocation.Outcome {
        let function = invocation.function
        var instance = instances.start(function)
        let cold = instance.isNew
        if cold, settings.coldStart > .zero {
            let until = clock.now() + settings.coldStart
            let wait = scheduler.wait(token, until: until)
            try? await clock.sleep(until: until)
            scheduler.resume(token, wait: wait)
        }
        var context = InvocationContext(pipeline: self, invocation: invocation, coldStart: cold, token: token)
        let made = clock.now()
        var failure: ErrorInfo?
        if cold, let initialise = function.initialise {
            switch await self.initialise(invocation, context, token: token, initialise) {
            case .success(let state): instance.initialised = state
            case .failure(let error): failure = error
            }
        }
        context.initialised = instance.initialised
        let started = clock.now()
        let initialisation = cold && function.initialise != nil ? started - made : nil
        writeStart(invocation, cold: cold, initialisation: initialisation, at: started)
        let injected = controls.fault(of: function.name, settings.random)
        let result: Result<JSON, ErrorInfo>?
        if let failure {
            result = .failure(failure)
        } else {
            result = await race(invocation, token: token, until: started + function.timeout) { [context] in
                if let injected { throw injected.type == SystemError.type ? SystemError(injected.message) : injected }
                return try await function.handler(invocation.payload, context)
            }
        }
        let ended = clock.now()
        let seconds = JSON.double((function.timeout.inSeconds * 100).rounded() / 100)
        let timeout = ErrorInfo(
            type: "Sandbox.Timedout",
            message: "RequestId: \(invocation.requestID) Error: Task timed out after \(seconds) seconds"
        )
        instances.end(instance, of: function, discard: failure != nil || invocation.state.isDiscarded)
        return Invocation.Outcome(
            result: result ?? .failure(timeout),
            isSystemError: result != nil && invocation.state.isSystemError,
            duration: ended - started,
            ended: ended,
            coldStart: cold,
            initialisation: initialisation
        )
    }

    /// The init phase of a new instance, 10 s at most
    /// (https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html#runtimes-lifecycle-ib).
    private func initialise(
        _ invocation: Invocation,
        _ context: InvocationContext,
        token: Int,
        _ body: @escaping FunctionDefinition.Initialiser
    ) async -> Result<any Sendable, ErrorInfo> {
        let box = Box()
        let result = await race(invocation, token: token, until: clock.now() + Self.initialisationLimit) {
            let made = try await body(context)
            box.set(made)
            return .null
        }
        switch result {
        case .success:
            guard let state = box.get() else { return .success(JSON.null) }
            return .success(state)
        case .failure(let error) where invocation.state.isInterrupted || invocation.state.isSystemError:
            return .failure(error)
        case .failure(let error):
            return .failure(
                ErrorInfo(type: "Runtime.InitError", message: "\(error.type): \(error.message)", stack: error.stack)
            )
        case nil:
            let seconds = Int(Self.initialisationLimit.inSeconds)
            return .failure(
                ErrorInfo(type: "Runtime.InitError", message: "the initialisation took longer than \(seconds) seconds")
            )
        }
    }

    /// What an initialisation made, on its way out.
    private final class Box: Sendable {
        private let state = Mutex<(any Sendable)?>(nil)
        func set(_ value: any Sendable) { state.withLock { $0 = value } }
        func get() -> (any Sendable)? { state.withLock { $0 } }
    }

    private static let initialisationLimit = Duration.seconds(10)

    /// Runs `body` on a thread of its own until it ends, or `deadline` does, or the pipeline stops; nil at the deadline.
    private func race(
        _ invocation: Invocation,
        token: Int,
        until deadline: Timestamp,
        _ body: @escaping @Sendable () async throws -> JSON
    ) async -> Result<JSON, ErrorInfo>? {
        scheduler.retime(token, timeout: deadline)
        let result = await withCheckedContinuation { continuation in
            let race = HandlerRace(continuation)
            let executor = executors.take()
            let work = Task(executorPreference: executor) { [executors] in
                defer { executors.giveBack(executor) }
                do {
                    race.decide(.success(try await body()))
                } catch let error as SystemError {
                    invocation.state.fail()
                    race.decide(.failure(error.info))
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
        return result
    }

    /// A token at the scheduler for a handler that starts now.
    func begin(_ function: FunctionDefinition) -> Int {
        let initialisation = function.initialise == nil ? .zero : Self.initialisationLimit
        return scheduler.begin(timeout: clock.now() + settings.coldStart + initialisation + function.timeout)
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

    private func writeStart(_ invocation: Invocation, cold: Bool, initialisation: Duration?, at now: Timestamp) {
        var lines = TelemetryLines()
        for record in invocation.records {
            lines.add(hop(record, invocation.function), at: now, "START") { fields in
                fields.add("attempt", record.attempt)
                fields.add("wait_ms", milliseconds: max(.zero, record.waited))
                fields.add("request_id", invocation.requestID)
                fields.add("cold_start", cold)
                if let initialisation { fields.add("init_duration_ms", milliseconds: initialisation) }
                if record.generation > 0 { fields.add("generation", record.generation) }
            }
        }
        if cold {
            lines.addMetrics(
                at: now,
                service: invocation.function.service,
                dimension: ("service", invocation.function.service),
                [("ColdStarts", "Count", 1)]
                    + (initialisation.map { [("InitDuration", "Milliseconds", $0.inMilliseconds)] } ?? [])
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
        var isError = outcome.error != nil
        for (i, record) in invocation.records.enumerated() {
            let error = error(i)
            isError = isError || error != nil
            lines.add(hop(record, invocation.function), at: outcome.ended, "END", error == nil ? .info : .error) {
                fields in
                fields.add("attempt", record.attempt)
                fields.add("duration_ms", milliseconds: outcome.duration)
                fields.add("request_id", invocation.requestID)
                fields.add("cold_start", outcome.coldStart)
                if let initialisation = outcome.initialisation {
                    fields.add("init_duration_ms", milliseconds: initialisation)
                }
                if record.generation > 0 { fields.add("generation", record.generation) }
                fields.add("memory_mb", invocation.function.memoryMB)
                if let retry { fields.add("retry_in_ms", milliseconds: max(.zero, retry - outcome.ended)) }
                fields.add("error", error?.json)
            }
        }
        telemetry.write(lines)
        wiring.usage.note(invocation.function, outcome, isError: isError, peakMegabytes: nil)
    }
}
