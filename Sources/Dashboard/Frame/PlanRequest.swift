package import DeadLetters

/// A selection to plan a task on.
package struct PlanRequest: Hashable, Sendable {
    package enum Selection: Hashable, Sendable {
        case all
        case ids([String])
        case group(String)
        /// A query of dead letters, read as records.
        case query(String)
        /// What retention deletes within ``PlanRequest/soon``.
        case expiring
    }
    package var queue: String
    package var selection: Selection
    package var options: RedriveOptions

    /// What expires within this is about to be lost.
    package static let soon = Duration.seconds(86_400)

    package init(queue: String, selection: Selection, options: RedriveOptions = RedriveOptions()) {
        self.queue = queue
        self.selection = selection
        self.options = options
    }
}
