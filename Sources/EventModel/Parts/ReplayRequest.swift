/// Which archived events to put on their bus again.
package struct ReplayRequest: Hashable, Sendable {
    package var archive: String
    /// The first event's time.
    package var from: Timestamp?
    /// Events of this time and later are left out.
    package var to: Timestamp?
    /// Only those that match an event pattern.
    package var pattern: JSON?
    /// Only those whose archived record matches a query of the logs.
    package var query: String?
    /// Only to these rules; empty: to all that match.
    package var rules: [String]
    /// Events a second; nil: as fast as they are taken.
    package var rate: Double?

    package init(
        archive: String,
        from: Timestamp? = nil,
        to: Timestamp? = nil,
        pattern: JSON? = nil,
        query: String? = nil,
        rules: [String] = [],
        rate: Double? = nil
    ) {
        self.archive = archive
        self.from = from
        self.to = to
        self.pattern = pattern
        self.query = query
        self.rules = rules
        self.rate = rate
    }
}
