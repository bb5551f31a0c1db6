package import EventModel

/// One execution of a state machine, as a value: where it is, and all that it needs to go on. It does nothing by itself: it is given
/// what happened and answers with what is to be done (``apply(_:of:at:random:)``). It can be stored after each step
/// (``snapshot``) and read back on another day by another process.
package struct Execution: Sendable, Equatable {
    package enum Status: String, Sendable {
        case running = "RUNNING"
        case succeeded = "SUCCEEDED"
        case failed = "FAILED"
        case timedOut = "TIMED_OUT"
        case aborted = "ABORTED"
    }

    /// Who an execution is, for its context object.
    package struct Identity: Sendable, Hashable {
        /// Unique among all executions; tokens of tasks begin with it.
        package var id: String
        package var name: String
        package var machineID: String
        package var machineName: String
        package var roleARN: String

        package init(id: String, name: String, machineID: String, machineName: String, roleARN: String) {
            self.id = id
            self.name = name
            self.machineID = machineID
            self.machineName = machineName
            self.roleARN = roleARN
        }
    }

    package let identity: Identity
    package let input: JSON
    package let startedAt: Timestamp
    package internal(set) var status = Status.running
    /// Only of an execution that succeeded.
    package internal(set) var output: JSON?
    /// Of one that did not; the error may have no name.
    package internal(set) var failure: StateFailure?
    package internal(set) var endedAt: Timestamp?
    package internal(set) var redriveCount = 0
    package internal(set) var redrivenAt: Timestamp?

    /// What runs, by id: 0 is the machine itself, the others are branches of Parallel states and iterations of Map states.
    var branches: [Int: Branch] = [:]
    var nextBranch = 0
    var nextTimer = 0
    var nextToken = 0
    /// When the whole execution times out.
    var timeout: Timer?
    /// Set while a step has left states to begin: it fires at once.
    var continuation: Timer?

    /// Events that one history may have (https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html).
    package static let mostEvents = 25_000

    init(_ identity: Identity, input: JSON, startedAt: Timestamp) {
        self.identity = identity
        self.input = input
        self.startedAt = startedAt
    }

    /// Begins an execution.
    /// - Parameter random: a random number; all that is random in the step follows from it.
    package static func start(
        _ identity: Identity,
        of machine: StateMachine,
        input: JSON,
        at now: Timestamp,
        random: UInt64
    ) -> (execution: Execution, actions: [Action]) {
        var step = Step(Execution(identity, input: input, startedAt: now), machine, now, random)
        step.start()
        return step.finish()
    }

    /// Tells the execution what happened. What does not concern it (any more), such as the result of a task that timed out, changes
    /// nothing and gives no actions.
    /// - Parameter machine: the definition that it was started with.
    package mutating func apply(
        _ stimulus: Stimulus,
        of machine: StateMachine,
        at now: Timestamp,
        random: UInt64
    ) -> [Action] {
        var step = Step(self, machine, now, random)
        step.take(stimulus)
        let (execution, actions) = step.finish()
        self = execution
        return actions
    }

    /// The states that it is in, outermost first, then by branch.
    package var currentStates: [String] {
        guard status == .running else { return [] }
        return branches.values.sorted { $0.id < $1.id }.compactMap { $0.state?.name }
    }

    /// The state that it is in, of branches the last; of one that did not succeed the outermost that it ended in.
    package var place: String? { currentStates.last ?? branches[0]?.state?.name }

    /// Events recorded in its own history so far.
    package var eventCount: Int { branches[0]?.events ?? 0 }
}

/// A timer that an execution waits for.
struct Timer: Sendable, Hashable {
    let id: Int
    let at: Timestamp
}
