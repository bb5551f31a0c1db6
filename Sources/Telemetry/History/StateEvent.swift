/// What a record of a state machine's execution tells, by its event type: the names of the field's own history events
/// (https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html).
enum StateEvent: UInt8 {
    case none
    case executionStarted, executionSucceeded, executionFailed, executionTimedOut, executionAborted, executionRedriven
    case entered, exited
    /// A task was handed out, and came back.
    case scheduled, succeeded, failed, timedOut, aborted
    case other

    init(_ type: String) {
        switch type {
        case "ExecutionStarted": self = .executionStarted
        case "ExecutionSucceeded": self = .executionSucceeded
        case "ExecutionFailed": self = .executionFailed
        case "ExecutionTimedOut": self = .executionTimedOut
        case "ExecutionAborted": self = .executionAborted
        case "ExecutionRedriven": self = .executionRedriven
        default:
            let ends: [(String, StateEvent)] = [
                ("StateEntered", .entered), ("StateExited", .exited), ("Scheduled", .scheduled),
                ("Succeeded", .succeeded), ("Failed", .failed), ("TimedOut", .timedOut), ("Aborted", .aborted),
            ]
            self = ends.first { type.hasSuffix($0.0) }?.1 ?? .other
        }
    }

    /// It is about the execution as a whole.
    var isOfExecution: Bool {
        switch self {
        case .executionStarted, .executionSucceeded, .executionFailed, .executionTimedOut, .executionAborted,
            .executionRedriven:
            true
        default: false
        }
    }

    /// It ended the execution, or a try of a state's task, without success.
    var isFailure: Bool {
        switch self {
        case .executionFailed, .executionTimedOut, .executionAborted, .failed, .timedOut, .aborted: true
        default: false
        }
    }
}
