/// Why a state failed: an error's name and, in words, its cause.
package struct StateFailure: Error, Hashable, Sendable {
    /// Names that the language itself reports (https://states-language.net/spec.html#appendix-a).
    package enum Name: String, Sendable {
        case all = "States.ALL"
        case branchFailed = "States.BranchFailed"
        case dataLimitExceeded = "States.DataLimitExceeded"
        case exceedToleratedFailureThreshold = "States.ExceedToleratedFailureThreshold"
        case heartbeatTimeout = "States.HeartbeatTimeout"
        case intrinsicFailure = "States.IntrinsicFailure"
        case noChoiceMatched = "States.NoChoiceMatched"
        case resultPathMatchFailure = "States.ResultPathMatchFailure"
        case runtime = "States.Runtime"
        case taskFailed = "States.TaskFailed"
        case timeout = "States.Timeout"
    }

    /// Nil only for a Fail state that names no error.
    package var error: String?
    package var cause: String?

    package init(error: String?, cause: String?) {
        self.error = error
        self.cause = cause
    }

    init(_ name: Name, _ cause: String) {
        error = name.rawValue
        self.cause = cause
    }

    static func runtime(_ cause: String) -> StateFailure { StateFailure(.runtime, cause) }

    /// Whether `ErrorEquals` with these names takes this failure. `States.ALL` takes every error, `States.TaskFailed` every one but a
    /// timeout; `States.Runtime` is taken by neither, nor by its own name: it always ends the execution. (The service's guide says the
    /// same of `States.DataLimitExceeded`, but its recorded executions have `States.ALL` take it.)
    /// (https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html).
    func isTaken(by names: [String]) -> Bool {
        guard error != Name.runtime.rawValue else { return false }
        let isTimeout = error == Name.timeout.rawValue || error == Name.heartbeatTimeout.rawValue
        return names.contains { name in
            switch name {
            case Name.all.rawValue: true
            case Name.taskFailed.rawValue: !isTimeout
            case Name.timeout.rawValue: isTimeout
            default: name == error
            }
        }
    }
}
