package import EventModel

/// A compiled query: `level>=warn service=orders,payments type~"^Order" duration>250ms "card declined" not cold_start=true`.
package struct Query: Sendable {
    /// As it was written.
    package let text: String

    /// Compiles a query; the empty text matches everything.
    ///
    /// - Throws: ``QueryError`` with the place of the mistake.
    package init(_ text: String, now: Timestamp = .now()) throws(QueryError) {
        self.text = text
    }

    /// Whether a JSON object matches, read as a log record would be; for dead letters.
    package func matches(_ record: JSON) -> Bool { true }
}

/// A mistake in a query: where, and what to write instead.
package struct QueryError: Error, Hashable, Sendable, CustomStringConvertible {
    /// In characters of the query, from 0.
    package var offset: Int
    package var message: String
    package init(offset: Int, message: String) {
        self.offset = offset
        self.message = message
    }
    package var description: String { "query, character \(offset + 1): \(message)" }
}
