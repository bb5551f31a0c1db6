import EventModel

/// A value that is computed off the main actor, one computation at a time: started when somebody wants it and it is not the
/// latest, cancelled when something else is wanted instead. The last value stays until the next is there.
@MainActor final class Slot<Request: Hashable & Sendable, Value: Sendable> {
    /// The newest value, and what was asked.
    private(set) var answer: (request: Request, value: Value)?
    private var running: (request: Request, task: Task<Void, Never>)?
    /// What the value was computed from; another one means it is out of date.
    private var stamp: Int?
    private var started = Timestamp(nanoseconds: .min)
    /// What the last computation took: a value that is costly is asked for less often, so that it takes a fifth of a core
    /// at most.
    private var cost = Duration.zero

    /// The value that was computed for this request.
    func value(for request: Request) -> Value? {
        if let answer, answer.request == request { answer.value } else { nil }
    }

    /// Starts a computation if one is due.
    ///
    /// - Parameters:
    ///   - request: nil cancels what runs, as nobody wants it; the last value is kept for who comes back.
    ///   - stamp: changes with the data; nil means that the data may have changed at any time.
    ///   - interval: how long the value is good for even when the data has changed.
    ///   - done: called when a new value is there.
    func want(
        _ request: Request?,
        stamp: Int?,
        at now: Timestamp,
        every interval: Duration,
        done: @escaping @MainActor () -> Void,
        _ work: @escaping @Sendable (Request) async -> Value?
    ) {
        guard let request else {
            cancel()
            return
        }
        if let running {
            if running.request == request { return }
            running.task.cancel()
            self.running = nil
        }
        if answer?.request == request {
            if let stamp, stamp == self.stamp { return }
            // A clock that was set back must not stop the screen.
            let age = now - started
            if age >= .zero && age < max(interval, cost * 5) { return }
        }
        self.stamp = stamp
        started = now
        let task = Task.detached(priority: .utility) { [weak self] in
            let clock = ContinuousClock()
            let begin = clock.now
            let value = await work(request)
            let cost = clock.now - begin
            if Task.isCancelled { return }
            await self?.finish(request, value, cost, done)
        }
        running = (request, task)
    }

    /// Makes the value out of date: the next ``want(_:stamp:at:every:done:_:)`` computes it again at once.
    func expire() {
        stamp = nil
        started = Timestamp(nanoseconds: .min)
        cost = .zero
    }

    /// Lets go of the value; what runs goes on.
    func forget() { if answer != nil { answer = nil } }

    /// Stops what runs.
    func cancel() {
        running?.task.cancel()
        running = nil
    }

    private func finish(_ request: Request, _ value: Value?, _ cost: Duration, _ done: @MainActor () -> Void) {
        // Superseded between its end and now.
        guard running?.request == request else { return }
        running = nil
        self.cost = cost
        if let value { answer = (request, value) }
        done()
    }
}
