import EventModel

extension Pipeline {
    /// The executions of this pipeline's state machines.
    package var executionDesk: ExecutionDesk { ExecutionDesk(self) }
}

extension InvocationContext {
    func startExecution(of machine: String, _ input: JSON, name: String?) async throws -> String {
        try check(.startExecution, machine)
        return try await pipeline.executionDesk.start(
            machine,
            input,
            name: name,
            correlationID: correlationID,
            causationID: invocation.records[index].eventID,
            flow: invocation.flow
        )
    }
}
