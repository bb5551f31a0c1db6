package import EventModel

/// The parts of a pipeline as they were when its desk was last asked.
package struct PipelineView: Hashable, Sendable {
    /// There is a desk to ask. False where only files are watched.
    package var available = false
    /// The desk has answered at least once.
    package var loaded = false
    /// Why it did not answer the last time.
    package var failure: String?
    /// Nothing may be changed here.
    package var isReadOnly = false
    package var parts = PipelineParts()
    package var trend = PipelineTrend()
    /// The execution that was asked for; nil while it is being looked up, or when ``missingExecution`` names it.
    package var execution: ExecutionPath?
    /// The id that was asked for and that no execution has.
    package var missingExecution: String?

    package init() {}
}

extension PipelineView {
    /// How to see something fail, for where nothing does; nil where nothing may be done.
    var invitation: String? {
        available && !isReadOnly ? "Press 7 to inject a fault and see: I on a function." : nil
    }
}
