/// A fault that an operator injects: a share of a function's invocations fails before its handler is run.
package struct FaultInjection: Hashable, Sendable {
    package var function: String
    /// Of the invocations, 0 to 1.
    package var share: Double
    /// What the invocations fail with; `ServiceException` is a failure of the service, and not of the function.
    package var error: ErrorInfo

    package init(
        function: String,
        share: Double = 1,
        error: ErrorInfo = ErrorInfo(type: "InjectedFault", message: "a fault that an operator injected")
    ) {
        self.function = function
        self.share = share
        self.error = error
    }
}
