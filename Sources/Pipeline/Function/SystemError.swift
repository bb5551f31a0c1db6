package import EventModel

/// What kept the service from running a function, and is no fault of it: a status of the 500s, where a function error comes with 200
/// (https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html#API_Invoke_Errors). An asynchronous invocation that meets one spends no
/// attempt and is tried again until it is too old.
package struct SystemError: Error, Hashable, Sendable {
    /// The service's name for it, which telemetry and dead letters show.
    package static let type = "ServiceException"

    package var message: String
    package init(_ message: String) { self.message = message }

    package var info: ErrorInfo { ErrorInfo(type: Self.type, message: message) }
}
