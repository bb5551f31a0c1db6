package import EventModel

/// Keeps telemetry records in bounded memory, correlates them, and hands out snapshots. Appending never waits for a
/// reader; a reader never waits for appending.
package final class TelemetryStore: Sendable {
    /// - Parameter capacity: bytes of memory; the oldest chunk is dropped, and counted, when it would be exceeded.
    package init(capacity: Int = 1 << 30) {}

    /// Decodes and appends whole lines (each ends in a newline, but for the last of a source) and rings the doorbell once.
    ///
    /// - Parameters:
    ///   - source: the file's path, `-`, or `pipeline`.
    ///   - firstLine: the number of the first line within its source, counted from 1.
    package func append(_ lines: UnsafeRawBufferPointer, source: String, firstLine: Int, received: Timestamp) {}

    /// Counts lines that a live subscription had to drop before they reached the store.
    package func countMissed(_ lines: Int) {}

    /// What is in the store now; cheap, immutable, and valid for as long as it is held.
    package func snapshot() -> StoreSnapshot { StoreSnapshot() }

    /// Rings whenever something was appended; a slow listener hears one ring for many.
    package func doorbell() -> AsyncStream<Void> { AsyncStream { $0.finish() } }
}

/// The store at one moment.
package struct StoreSnapshot: Sendable {
    package var counters: StoreCounters { StoreCounters() }

    /// Ids of the records held: from the oldest that is not dropped to one past the newest.
    package var ids: Range<Int> { 0..<0 }

    /// One record; nil if it has been dropped.
    package func row(_ id: Int) -> RecordRow? { nil }

    /// The whole line as it came, without its newline; nil if it has been dropped.
    package func raw(_ id: Int) -> [UInt8]? { nil }

    /// Every field of the line; nil if it has been dropped or was no JSON object.
    package func fields(_ id: Int) -> JSON? { nil }

    /// Whether a record matches.
    package func matches(_ id: Int, _ query: Query) -> Bool { true }

    /// Ids within `range` that match, in order of arrival; ends early when the task is cancelled.
    package func matches(_ query: Query, in range: Range<Int>) -> [Int] { [] }

    /// The flow with this correlation id; nil if no record has it.
    package func trace(_ correlationID: String) -> TraceTree? { nil }

    /// The ids of the flow's records in time order.
    package func records(of correlationID: String) -> [Int] { [] }

    /// Flows, best first, at most `limit`, with the number of all that match the query (a flow matches when a record does).
    package func traces(sort: TraceSort, matching query: Query?, limit: Int) -> (flows: [TraceSummary], total: Int) {
        ([], 0)
    }

    /// Statistics of the records from `since` (nil: all), with `buckets` rate buckets that end at `now`.
    package func statistics(since: Timestamp?, now: Timestamp, buckets: Int, bucket: Duration) -> Statistics {
        Statistics()
    }

    /// The metrics on the stream, by namespace, name and dimensions.
    package func metrics() -> [MetricSeries] { [] }
}
