package import EventModel

/// What can happen to an execution.
package enum Stimulus: Sendable, Equatable {
    /// Whoever runs the task has begun; only for the history.
    case taskStarted(token: String)
    case taskSucceeded(token: String, output: JSON)
    case taskFailed(token: String, error: String, cause: String?)
    /// The task is alive: its heartbeat's time begins anew.
    case heartbeat(token: String)
    case timerFired(Int)
    /// Someone stops it.
    case stop(error: String?, cause: String?)
    /// Someone starts a failed one again where it failed; see ``Execution/redriveRefusal(at:)``.
    case redrive
}
