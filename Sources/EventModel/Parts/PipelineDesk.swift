/// Where an operator sees the parts of a pipeline and acts on them; the other of the two seams between those who show and those who do,
/// beside ``DeadLetterBroker``.
package protocol PipelineDesk: Sendable {
    /// Nothing is changed from here.
    var isReadOnly: Bool { get }

    /// What the pipeline is made of, and what each part does now.
    ///
    /// - Throws: Where its data cannot be read; the error's description is for an operator.
    func parts() async throws -> PipelineParts

    /// An execution with its states, as they are now; nil if there is none.
    func execution(_ id: String) async throws -> ExecutionPath?

    /// Does what it says, or nothing; durable when it returns. Answers in a sentence what was done.
    ///
    /// - Throws: Why it was not done; the error's description is for an operator.
    func perform(_ command: PipelineCommand) async throws -> String
}
