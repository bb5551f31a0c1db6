import EventModel

/// One line of control: the machine itself, a branch of a Parallel state or an iteration of a Map state.
struct Branch: Sendable, Equatable {
    let id: Int
    /// The branch whose state it runs for; nil for the machine itself.
    let parent: Int?
    /// Which branch or item of that state it is.
    let index: Int
    /// Of an iteration: its item.
    var item: JSON?
    /// The branch whose history its events are in: itself, or for all but a distributed Map's iterations the parent's.
    let history: Int
    /// Variables that it set; it reads its parents' as well.
    var variables: [String: JSON] = [:]
    var state: StateRun?
    /// The last event of this branch.
    var lastEvent: Int
    /// Events of the history that it owns.
    var events = 0
}

/// A state that a branch is in.
struct StateRun: Sendable, Equatable {
    let name: String
    /// As it came from the state before.
    let input: JSON
    let enteredAt: Timestamp
    let enteredEvent: Int
    /// Attempts that each retrier has used.
    var attempts: [Int] = []
    var retryCount = 0
    var work = Work.ready
    /// Of a Parallel or Map state, also once it failed, for a redrive.
    var children: Children?
}

/// What a state waits for.
enum Work: Sendable, Equatable {
    /// To be begun, for the first time or again.
    case ready
    case task(TaskWork)
    case wait(Timer)
    /// Before the next attempt.
    case backoff(Timer)
    case children
    /// Nothing more: it ended its branch. A redrive begins it again.
    case failed(StateFailure)
    /// Nothing more: something beside it failed, or the execution was stopped.
    case aborted
}

struct TaskWork: Sendable, Equatable {
    let token: String
    let input: JSON
    var timeout: Timer?
    var heartbeatSeconds: Int?
    var heartbeat: Timer?
    var isStarted = false
}

/// The branches of a Parallel state or the iterations of a Map state.
struct Children: Sendable, Equatable {
    /// What the branches, or the item selector, are given.
    let data: JSON
    /// Of a Map state: the items.
    var items: [JSON]?
    let count: Int
    /// How many run at once.
    let concurrency: Int
    /// How many may fail.
    var mostFailures = 0
    /// Whether a number or share of failures was given: then there is an error for more.
    var hasThreshold = false
    /// The output of each that has ended well.
    var outputs: [Int: JSON] = [:]
    /// The bytes of all outputs: more than a result may have fail the state at once.
    var bytes = 0
    /// Those that failed and were tolerated.
    var tolerated: Set<Int> = []
    /// The next one to start.
    var next = 0
    var running = 0

    var isDone: Bool { outputs.count + tolerated.count == count }
    var result: JSON { .array((0..<count).compactMap { outputs[$0] }) }
}
