package import EventModel

/// Why nothing was appended: somebody else was first. Whoever meets it reads the aggregate anew and decides again.
package struct ConcurrencyConflict: Error, Hashable, Sendable, CustomStringConvertible {
    package var aggregate: AggregateName
    /// The version that the caller had read.
    package var expected: Int
    /// The version that it has.
    package var actual: Int

    package var description: String {
        "\(aggregate) is at version \(actual), not \(expected): read it again"
    }

    /// As a handler's error.
    package var info: ErrorInfo { ErrorInfo(type: "ConcurrencyConflict", message: description) }
}
