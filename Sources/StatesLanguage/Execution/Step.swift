import EventModel

/// One step of an execution: from what happened to the next state in which it only waits.
struct Step {
    /// States that one step begins; what is left is begun in the next, so that no step takes for ever.
    private static let mostStates = 1000

    var execution: Execution
    let machine: StateMachine
    let now: Timestamp
    var random: RandomStream
    private(set) var actions: [Action] = []
    /// Branches whose state is to be begun, in order.
    var ready: [Int] = []

    init(_ execution: Execution, _ machine: StateMachine, _ now: Timestamp, _ random: UInt64) {
        self.execution = execution
        self.machine = machine
        self.now = now
        self.random = RandomStream(seed: random)
    }

    mutating func start() {
        execution.branches[0] = Branch(id: 0, parent: nil, index: 0, history: 0, lastEvent: 0)
        execution.nextBranch = 1
        record(.executionStarted, 0, ["input": execution.input, "roleArn": .string(execution.identity.roleARN)])
        execution.timeout = machine.timeoutSeconds.map { startTimer(after: .seconds($0)) }
        do throws(StateFailure) {
            try DataLimit.check(execution.input, "The execution was given an input")
            enter(0, machine.startAt, execution.input)
        } catch {
            end(.failed, error)
        }
    }

    mutating func take(_ stimulus: Stimulus) {
        if case .redrive = stimulus { return redrive() }
        guard execution.status == .running else { return }
        switch stimulus {
        case .taskStarted(let token): taskStarted(token)
        case .taskSucceeded(let token, let output): taskSucceeded(token, output)
        case .taskFailed(let token, let error, let cause):
            taskFailed(token, StateFailure(error: error, cause: cause))
        case .heartbeat(let token): heartbeat(token)
        case .timerFired(let id): timerFired(id)
        case .stop(let error, let cause): end(.aborted, StateFailure(error: error, cause: cause))
        case .redrive: break
        }
    }

    /// Begins what is ready, and gives what the step has come to.
    mutating func finish() -> (Execution, [Action]) {
        var next = 0
        while next < ready.count, execution.status == .running {
            guard next < Self.mostStates else {
                execution.continuation = startTimer(after: .zero)
                break
            }
            let id = ready[next]
            next += 1
            if execution.branches[id]?.state?.work == .ready { begin(id) }
        }
        return (execution, actions)
    }

    mutating func act(_ action: Action) { actions.append(action) }

    /// Notes an event of a branch, in the history that it belongs to.
    @discardableResult
    mutating func record(
        _ type: String,
        _ branch: Int,
        _ details: JSON,
        state: String? = nil,
        isOfExecution: Bool = false
    ) -> Int {
        guard let history = execution.branches[branch]?.history else { return 0 }
        execution.branches[history]?.events += 1
        let id = execution.branches[history]?.events ?? 0
        let run = isOfExecution ? nil : execution.branches[branch]?.state
        let outer = execution.branches[branch]?.parent.flatMap { execution.branches[$0] }
        let inside = outer.flatMap { outer in outer.state.map { execution.place($0, in: outer.id) } }
        let entered =
            run.map { HistoryEvent.Entered(event: $0.enteredEvent, at: $0.enteredAt, inside: inside) }
            ?? state.map { _ in HistoryEvent.Entered(event: id, at: now, inside: inside) }
        act(
            .record(
                HistoryEvent(
                    id: id,
                    previous: execution.branches[branch]?.lastEvent ?? 0,
                    at: now,
                    type: type,
                    state: state ?? run?.name,
                    child: history == 0 ? nil : history,
                    details: details,
                    entered: entered
                )
            )
        )
        execution.branches[branch]?.lastEvent = id
        return id
    }

    mutating func record(_ kind: HistoryEvent.Kind, _ branch: Int, _ details: JSON) {
        record(kind.name, branch, details)
    }

    mutating func startTimer(after duration: Duration) -> Timer { startTimer(at: now + duration) }

    mutating func startTimer(at instant: Timestamp) -> Timer {
        let timer = Timer(id: execution.nextTimer, at: instant)
        execution.nextTimer += 1
        act(.startTimer(id: timer.id, at: timer.at))
        return timer
    }

    /// Ends the execution, and what still runs.
    mutating func end(_ status: Execution.Status, _ failure: StateFailure) {
        abort(execution.branches.keys.sorted())
        let kind: HistoryEvent.Kind =
            status == .aborted ? .executionAborted : status == .timedOut ? .executionTimedOut : .executionFailed
        record(kind.name, 0, failure.details, isOfExecution: true)
        execution.failure = failure
        close(status)
    }

    mutating func succeed(_ output: JSON) {
        record(HistoryEvent.Kind.executionSucceeded.name, 0, ["output": output], isOfExecution: true)
        execution.output = output
        close(.succeeded)
    }

    private mutating func close(_ status: Execution.Status) {
        for timer in [execution.timeout, execution.continuation].compactMap({ $0 }) { act(.cancelTimer(id: timer.id)) }
        execution.timeout = nil
        execution.continuation = nil
        execution.status = status
        execution.endedAt = now
        act(.finished)
    }
}

extension StateFailure {
    /// As an event carries it.
    var details: JSON {
        var object = JSON.Object()
        if let error { object["error"] = .string(error) }
        if let cause { object["cause"] = .string(cause) }
        return .object(object)
    }

    /// As a catcher's state gets it.
    var output: JSON {
        var object = JSON.Object()
        if let error { object["Error"] = .string(error) }
        if let cause { object["Cause"] = .string(cause) }
        return .object(object)
    }
}
