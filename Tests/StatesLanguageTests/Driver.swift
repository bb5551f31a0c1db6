import EventModel
import StatesLanguage

/// An execution and everything that it asked for. Between any two steps it is stored and read back.
struct Driver {
    let machine: StateMachine
    private(set) var execution: Execution
    private(set) var actions: [Action]
    private var random: UInt64 = 1

    init(_ definition: JSON, _ input: JSON = [:]) throws {
        machine = try StateMachine(definition)
        (execution, actions) = Execution.start(.simulated, of: machine, input: input, at: Run.start, random: 0)
    }

    mutating func apply(_ stimulus: Stimulus, at now: Timestamp = Run.start) {
        do {
            let text = execution.snapshot.utf8
            execution = try Execution(snapshot: try JSON(parsing: text))
        } catch {
            fatalError("\(error)")
        }
        actions += execution.apply(stimulus, of: machine, at: now, random: random)
        random += 1
    }

    var requests: [TaskRequest] {
        actions.compactMap { if case .runTask(let request) = $0 { request } else { nil } }
    }
    var timers: [(id: Int, at: Timestamp)] {
        actions.compactMap { if case .startTimer(let id, let at) = $0 { (id, at) } else { nil } }
    }
    var events: [HistoryEvent] {
        actions.compactMap { if case .record(let event) = $0 { event } else { nil } }
    }
}
