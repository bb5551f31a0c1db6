import EventModel
import Synchronization

extension Pipeline {
    /// Invokes a function for a request and waits for its answer, at most as long as the route says; a function that is still running
    /// then goes on, as in the service.
    func request(
        _ route: RouteDefinition,
        _ payload: JSON,
        correlationID: String,
        cause: String
    ) async -> RequestOutcome {
        guard let function = wiring.functions[route.function] else {
            let message = "Function not found: \(route.function)"
            return .failed(ErrorInfo(type: "ResourceNotFoundException", message: message))
        }
        let size = payload.utf8.count
        if size > RouteDefinition.payloadLimit { return .tooLarge(size) }
        guard await reservePlace(of: function) else { return .throttled }
        let id = settings.ids()
        let record = Invocation.Record(
            eventID: id,
            cause: cause,
            correlationID: correlationID,
            eventType: "Invoke",
            attempt: 1,
            waited: .zero,
            generation: 0
        )
        var invocation = Invocation(requestID: id, function: function, payload: payload, records: [record])
        invocation.flow = route.flow
        let token = begin(function)
        // One that ends by itself in time needs no second clock.
        guard function.initialise != nil || function.timeout > route.timeout else {
            return await perform(invocation, token: token)
        }
        let deadline = clock.now() + route.timeout
        return await withCheckedContinuation { continuation in
            let race = FirstAnswer(continuation)
            let alarm = Task { [clock] in
                if (try? await clock.sleep(until: deadline)) != nil { race.give(.timedOut) }
            }
            Task { [invocation] in
                race.give(await self.perform(invocation, token: token))
                alarm.cancel()
            }
        }
    }

    /// Takes a place of a function for one invocation; false if it has none.
    private func reservePlace(of function: FunctionDefinition) async -> Bool {
        while instances.reserve(1, of: function) == 0 {
            // A turn of the loop holds places while it looks for work, and gives back those it does not need.
            guard instances.isLooking else { return false }
            await Task.yield()
        }
        return true
    }

    private func perform(_ invocation: Invocation, token: Int) async -> RequestOutcome {
        let outcome = await execute(invocation, token: token)
        writeEnd(invocation, outcome) { _ in outcome.error }
        scheduler.end(token)
        switch outcome.result {
        case .success(let result): return .answered(result)
        case .failure(let error) where invocation.state.isInterrupted || outcome.isSystemError:
            return .unavailable(error)
        // What was discarded and not interrupted has run into its timeout.
        case .failure where invocation.state.isDiscarded: return .timedOut
        case .failure(let error): return .failed(error)
        }
    }

    /// The first of two answers counts.
    private final class FirstAnswer: Sendable {
        private let continuation: Mutex<CheckedContinuation<RequestOutcome, Never>?>
        init(_ continuation: CheckedContinuation<RequestOutcome, Never>) { self.continuation = Mutex(continuation) }
        func give(_ outcome: RequestOutcome) {
            let first = continuation.withLock { continuation in
                defer { continuation = nil }
                return continuation
            }
            first?.resume(returning: outcome)
        }
    }
}
