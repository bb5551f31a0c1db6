package import EventModel

/// What is to be replayed, and how.
package struct ReplayRequest: Hashable, Sendable {
    package var archive: String
    /// The first instant whose events are in it; nil: from the archive's beginning.
    package var start: Timestamp?
    /// The first instant whose events are not; nil: up to the last that it holds.
    package var end: Timestamp?
    /// Only events that match.
    package var pattern: JSON?
    /// Only events whose archived record matches, in the query language of the logs.
    package var query: String?
    /// Only to these rules; empty: to all of the bus.
    package var rules: [String]
    /// Events a second; nil: as fast as it goes.
    package var rate: Double?

    package init(
        archive: String,
        from start: Timestamp? = nil,
        to end: Timestamp? = nil,
        pattern: JSON? = nil,
        query: String? = nil,
        rules: [String] = [],
        rate: Double? = nil
    ) {
        self.archive = archive
        self.start = start
        self.end = end
        self.pattern = pattern
        self.query = query
        self.rules = rules
        self.rate = rate
    }
}
