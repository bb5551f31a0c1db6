package import EventModel

/// Runs an execution to its end at once: time is a number, and what tasks give is looked up. It keeps nothing and calls nobody.
package struct Simulation {
    /// What a task gives.
    package enum Result: Sendable, Equatable {
        case succeeded(JSON)
        case failed(error: String, cause: String?)
        /// It never answers.
        case silent
    }

    /// What a run came to.
    package struct Outcome: Sendable {
        package var execution: Execution
        package var events: [HistoryEvent]
        /// The state whose task had no result: the run stopped there.
        package var missing: String?
        /// Whether it was cut off because it ran too long.
        package var isCut = false
    }

    /// Steps after which a run is cut off.
    private static let mostSteps = 200_000

    private let machine: StateMachine
    private let identity: Execution.Identity
    /// Gives a task's result; nil where it has none.
    private let result: (TaskRequest) -> Result?
    private let onStep: (Execution) -> Execution

    /// - Parameter onStep: what becomes of the execution between two steps: a test stores it and reads it back.
    package init(
        _ machine: StateMachine,
        identity: Execution.Identity = .simulated,
        onStep: @escaping (Execution) -> Execution = { $0 },
        result: @escaping (TaskRequest) -> Result?
    ) {
        self.machine = machine
        self.identity = identity
        self.onStep = onStep
        self.result = result
    }

    package func run(_ input: JSON, at start: Timestamp, seed: UInt64) -> Outcome {
        var random = RandomStream(seed: seed)
        var now = start
        var (execution, actions) = Execution.start(identity, of: machine, input: input, at: now, random: random.next())
        var outcome = Outcome(execution: execution, events: [])
        var timers: [Int: Timestamp] = [:]
        var answers: [Stimulus] = []
        var steps = 0
        while true {
            for action in actions {
                switch action {
                case .record(let event): outcome.events.append(event)
                case .startTimer(let id, let at): timers[id] = at
                case .cancelTimer(let id): timers[id] = nil
                case .runTask(let request):
                    switch result(request) {
                    case .succeeded(let output): answers.append(.taskSucceeded(token: request.token, output: output))
                    case .failed(let error, let cause):
                        answers.append(.taskFailed(token: request.token, error: error, cause: cause))
                    case .silent: break
                    case nil: outcome.missing = outcome.missing ?? request.state
                    }
                case .cancelTask, .finished: break
                }
            }
            outcome.execution = execution
            guard execution.status == .running, outcome.missing == nil else { return outcome }
            steps += 1
            guard steps < Self.mostSteps else {
                outcome.isCut = true
                return outcome
            }
            execution = onStep(execution)
            let stimulus: Stimulus
            if !answers.isEmpty {
                stimulus = answers.removeFirst()
            } else if let (id, at) = timers.min(by: { ($0.value, $0.key) < ($1.value, $1.key) }) {
                timers[id] = nil
                now = max(now, at)
                stimulus = .timerFired(id)
            } else {
                // Nothing will ever happen: a task is silent, and has no timeout.
                outcome.isCut = true
                return outcome
            }
            actions = execution.apply(stimulus, of: machine, at: now, random: random.next())
        }
    }
}

extension Execution.Identity {
    /// Of a run that is only tried.
    package static let simulated = Execution.Identity(
        id: "arn:aws:states:local:000000000000:execution:simulation:run-1",
        name: "run-1",
        machineID: "arn:aws:states:local:000000000000:stateMachine:simulation",
        machineName: "simulation",
        roleARN: "arn:aws:iam::000000000000:role/simulation"
    )
}
