package import EventModel

/// What the columns say of one record, without its line.
extension StoreSnapshot {
    /// The time to show and to sort by; nil if the record has been dropped.
    package func time(of id: Int) -> Timestamp? {
        place(id).map { chunk, row in Timestamp(nanoseconds: chunk.when(row)) }
    }

    /// Whether the record carries metrics.
    package func hasMetrics(_ id: Int) -> Bool {
        place(id).map { chunk, row in chunk.flags[row].contains(.metrics) } ?? false
    }
}
