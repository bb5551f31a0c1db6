/// Dead letters that died of the same cause.
package struct DeadLetterGroup: Hashable, Sendable, Identifiable {
    /// ``Fingerprint/id`` of the cause.
    package var fingerprint: String
    /// `TYPE: normalised message`, with what varies replaced by `#`.
    package var error: String
    package var count: Int
    /// When the first and the last of them died.
    package var first: Timestamp
    package var last: Timestamp
    /// Deaths over time from `first` of the queue to now, in equal buckets, oldest first.
    package var trend: [Int]
    package var id: String { fingerprint }

    package init(fingerprint: String, error: String, count: Int, first: Timestamp, last: Timestamp, trend: [Int]) {
        self.fingerprint = fingerprint
        self.error = error
        self.count = count
        self.first = first
        self.last = last
        self.trend = trend
    }
}
