/// The way of an execution through its state machine: every state of the definition in its order, and what came of it.
package struct ExecutionPath: Hashable, Sendable {
    package struct State: Hashable, Sendable {
        package enum Mark: String, Hashable, Sendable {
            /// Not entered, at least not yet.
            case ahead
            case current
            case left
            case failed
        }
        package var name: String
        /// `Task`, `Choice`, …
        package var type: String
        package var mark: Mark
        /// How often it was entered.
        package var entered: Int
        /// How often its task was started, retries among them.
        package var attempts: Int
        /// Since when it is, or until when it was, what ``mark`` says.
        package var since: Timestamp?
        /// The name of the error that it last met, and its cause in one line.
        package var error: String?

        package init(
            name: String,
            type: String,
            mark: Mark,
            entered: Int = 0,
            attempts: Int = 0,
            since: Timestamp? = nil,
            error: String? = nil
        ) {
            self.name = name
            self.type = type
            self.mark = mark
            self.entered = entered
            self.attempts = attempts
            self.since = since
            self.error = error
        }
    }

    package var execution: PipelineParts.Execution
    package var states: [State]
    package var input: JSON
    /// Nil unless it has succeeded.
    package var output: JSON?
    package var cause: String?

    package init(
        execution: PipelineParts.Execution,
        states: [State],
        input: JSON,
        output: JSON? = nil,
        cause: String? = nil
    ) {
        self.execution = execution
        self.states = states
        self.input = input
        self.output = output
        self.cause = cause
    }
}
