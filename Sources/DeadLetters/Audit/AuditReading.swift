/// The audit log as it was read, and whether it is whole.
package struct AuditReading: Hashable, Sendable {
    /// Where the chain breaks, and what differs there.
    package struct Break: Hashable, Sendable, CustomStringConvertible {
        /// Counts from 1.
        package var line: Int
        package var reason: String
        package init(line: Int, reason: String) {
            self.line = line
            self.reason = reason
        }
        package var description: String { "line \(line): \(reason)" }
    }
    /// What could be read, oldest first, behind the break too.
    package var entries: [AuditEntry]
    /// The first place where the chain does not hold; nil: nothing was changed since it was written.
    package var problem: Break?
    /// The last line was not written to its end: the process ended at that moment. It was never acted on.
    package var isTorn: Bool
    package var isWhole: Bool { problem == nil }

    package init(entries: [AuditEntry] = [], problem: Break? = nil, isTorn: Bool = false) {
        self.entries = entries
        self.problem = problem
        self.isTorn = isTorn
    }
}
