package import EventModel

/// How a replay holds its rate: a batch at a time, and the next when the batch is paid for.
package struct ReplayPace: Hashable, Sendable {
    /// Events a second; nil: as fast as it goes.
    package var rate: Double?

    package static let rates = 0.001...100_000.0
    private static let most = 500
    /// What was late is made up for, but for no more than so long: no rush follows a pause.
    private static let slack = Duration.milliseconds(200)

    package init(_ rate: Double?) { self.rate = rate }

    /// Events of a batch: a tenth of a second's worth.
    package var batch: Int {
        guard let rate else { return Self.most }
        return max(1, min(Int(rate / 10), Self.most))
    }

    /// When the next batch is due, after one of `sent` events that was due at `due`.
    package func next(after due: Timestamp, sent: Int, at now: Timestamp) -> Timestamp {
        guard let rate, sent > 0 else { return now }
        return max(due, now - Self.slack) + .nanoseconds(Int64(Double(sent) / rate * 1e9))
    }
}
