/// What an import has done.
package struct ImportReport: Hashable, Sendable {
    /// A line that was not taken, and why.
    package struct Refusal: Hashable, Sendable {
        /// Counts from 1.
        package var line: Int
        package var reason: String
        package init(line: Int, reason: String) {
            self.line = line
            self.reason = reason
        }
    }
    /// The task, as the audit log names it.
    package var task: String
    /// Lines read, empty ones left out.
    package var lines = 0
    /// Put into the queue.
    package var added = 0
    /// Not put in, because the queue has a message of that id.
    package var present = 0
    /// Lines that could not be taken.
    package var refused = 0
    /// The first of them, at most ``mostRefusals``.
    package var refusals: [Refusal] = []

    package static let mostRefusals = 1_000

    package init(task: String) { self.task = task }
}
