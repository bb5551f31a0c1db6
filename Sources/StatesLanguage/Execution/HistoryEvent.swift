package import EventModel

/// One event of an execution's history, named as the service names it
/// (https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html).
package struct HistoryEvent: Sendable, Equatable {
    /// Counts from 1 in each history.
    package let id: Int
    /// The event before it in its own branch; 0 for the first.
    package let previous: Int
    package let at: Timestamp
    /// `ExecutionStarted`, `TaskStateEntered`, `LambdaFunctionFailed`, …
    package let type: String
    /// The state that it is about; nil for the execution.
    package let state: String?
    /// The iteration of a distributed Map state that it belongs to, which has a history of its own; nil for the execution's own.
    package let child: Int?
    package let details: JSON
    /// The event with which its state was entered, and when; nil where it is about no state.
    package let entered: Entered?

    package struct Entered: Sendable, Equatable {
        package let event: Int
        package let at: Timestamp
        /// Where the Parallel or Map state was entered that it is in.
        package let inside: Place?
    }

    /// An event of a history: the execution's own, or a distributed Map's iteration's.
    package struct Place: Sendable, Equatable {
        package let event: Int
        package let child: Int?

        package init(event: Int, child: Int?) {
            self.event = event
            self.child = child
        }
    }

    enum Kind: String {
        case executionStarted, executionSucceeded, executionFailed, executionAborted, executionTimedOut,
            executionRedriven
        case lambdaFunctionScheduled, lambdaFunctionStarted, lambdaFunctionSucceeded, lambdaFunctionFailed
        case lambdaFunctionTimedOut
        case activityScheduled, activityStarted, activitySucceeded, activityFailed, activityTimedOut
        case taskScheduled, taskStarted, taskSucceeded, taskFailed, taskTimedOut
        case parallelStateStarted, parallelStateSucceeded, parallelStateFailed, parallelStateAborted
        case mapStateStarted, mapStateSucceeded, mapStateFailed, mapStateAborted
        case mapIterationStarted, mapIterationSucceeded, mapIterationFailed, mapIterationAborted
        case mapRunStarted, mapRunSucceeded, mapRunFailed, mapRunAborted, mapRunRedriven
        case waitStateAborted, taskStateAborted

        var name: String { rawValue.prefix(1).uppercased() + rawValue.dropFirst() }
    }

    /// As `GetExecutionHistory` prints it.
    package var json: JSON {
        let name =
            type.hasSuffix("StateEntered")
            ? "stateEntered"
            : type.hasSuffix("StateExited") ? "stateExited" : type.prefix(1).lowercased() + type.dropFirst()
        var object = JSON.Object([
            JSON.Member("id", .int(id)), JSON.Member("previousEventId", .int(previous)),
            JSON.Member("timestamp", .string(at.rfc3339())), JSON.Member("type", .string(type)),
        ])
        if let child { object["child"] = .int(child) }
        if case .object(var details) = details, !details.members.isEmpty {
            // The service prints data as text.
            for field in ["input", "output", "parameters"] {
                details[field] = details[field].map { .string($0.description) }
            }
            object[name + "EventDetails"] = .object(details)
        }
        return .object(object)
    }
}
