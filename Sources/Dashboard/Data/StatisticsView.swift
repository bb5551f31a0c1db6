package import EventModel
package import Telemetry

/// What the Overview shows of the records: a window, and its last part, so that one can be told from the other.
package struct StatisticsView: Hashable, Sendable {
    /// The last five minutes while records may come, else all.
    package var window: Statistics
    /// The last minute of the window; nil where time does not go on.
    package var recent: Statistics?
    /// The end of the window.
    package var end: Timestamp

    package init(window: Statistics, recent: Statistics? = nil, end: Timestamp) {
        self.window = window
        self.recent = recent
        self.end = end
    }

    static let span = Duration.seconds(300)
    static let buckets = 60

    /// Whether the last minutes are what to look at. They would be empty for a file that is followed and has been quiet for
    /// long; that is looked at as a whole.
    static func isLive(_ store: StoreSnapshot, now: Timestamp) -> Bool {
        store.newest.map { now - $0 < span } ?? true
    }

    init(_ store: StoreSnapshot, live: Bool, now: Timestamp) {
        if live {
            end = now
            window = store.statistics(
                since: now - Self.span,
                now: now,
                buckets: Self.buckets,
                bucket: .seconds(5)
            )
            recent = store.statistics(since: now - .seconds(60), now: now, buckets: 12, bucket: .seconds(5))
            return
        }
        // Files that are read once are looked at as a whole, however long ago they were written.
        let whole = store.statistics(since: nil, now: now, buckets: 1, bucket: .seconds(1))
        guard let from = whole.from, let to = whole.to else {
            window = whole
            end = now
            return
        }
        let bucket = Duration.nanoseconds(max((to - from).nanoseconds / Int64(Self.buckets) + 1, 1_000_000))
        window = store.statistics(since: nil, now: to, buckets: Self.buckets, bucket: bucket)
        end = to
    }
}
