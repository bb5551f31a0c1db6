package import EventModel

/// What an execution wants done, in this order. Store the execution's snapshot and these in one transaction: then nothing is lost and
/// nothing happens twice.
package enum Action: Sendable, Equatable {
    case runTask(TaskRequest)
    /// The result of this task will not be taken any more.
    case cancelTask(token: String)
    /// Say ``Stimulus/timerFired(_:)`` at this instant or later.
    case startTimer(id: Int, at: Timestamp)
    case cancelTimer(id: Int)
    case record(HistoryEvent)
    /// The execution has ended; its status, output or failure stand in it.
    case finished
}

/// A task to be run.
package struct TaskRequest: Sendable, Equatable {
    /// Names this attempt, and no other of any execution.
    package let token: String
    package let state: String
    package let resource: TaskResource
    package let input: JSON
    /// From 0.
    package let retry: Int
    /// The event with which its state was entered.
    package let entered: HistoryEvent.Place
}
