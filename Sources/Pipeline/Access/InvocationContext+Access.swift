import EventModel

extension InvocationContext {
    /// Whether the invocation still counts, and its function may do this.
    ///
    /// - Throws: `CancellationError`; ``ErrorInfo`` `AccessDeniedException`, which is in the telemetry too.
    func check(_ action: AccessAction, _ resource: @autoclosure () -> String) throws {
        if invocation.state.isDiscarded { throw CancellationError() }
        guard let policy = invocation.function.policy else { return }
        let resource = resource()
        guard !policy.allows(action, resource) else { return }
        throw deny(action, resource)
    }

    /// Tells of what was denied.
    func deny(_ action: AccessAction, _ resource: String) -> ErrorInfo {
        let error = AccessPolicy.refusal(of: functionName, action, resource)
        log(
            .error,
            "AccessDenied",
            error.message,
            [
                JSON.Member("action", .string(action.rawValue)), JSON.Member("denied_resource", .string(resource)),
                JSON.Member("error", error.json),
            ]
        )
        return error
    }
}
