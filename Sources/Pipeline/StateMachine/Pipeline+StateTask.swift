import EventModel
import StatesLanguage

extension Pipeline {
    /// Runs a task of an execution; its place is reserved. The function's request id is the task's token, the same if the task is run again
    /// after a crash: by it a handler knows what it has done already.
    func start(_ task: StateTask) {
        guard let function = wiring.functions[task.function] else { return }
        let token = begin(function)
        let record = Invocation.Record(
            eventID: task.token,
            cause: task.cause,
            correlationID: task.correlationID,
            eventType: "Task",
            attempt: task.attempt,
            waited: clock.now() - task.due,
            generation: 0
        )
        let invocation = Invocation(
            requestID: task.token,
            function: function,
            payload: JSON(column: task.payload),
            records: [record]
        )
        Task {
            let outcome = await execute(invocation, token: token)
            writeEnd(invocation, outcome) { _ in outcome.error }
            do {
                // What the pipeline's own stop ended is run again by the next run.
                if invocation.state.isInterrupted { throw CancellationError() }
                let lines = try await journal.write { [wiring] db in
                    var lines = TelemetryLines()
                    try wiring.settle(task, outcome.result, in: db, at: outcome.ended, &lines)
                    return lines
                }
                telemetry.write(lines)
            } catch is CancellationError {
            } catch {
                report(error)
            }
            scheduler.end(token)
        }
    }
}
