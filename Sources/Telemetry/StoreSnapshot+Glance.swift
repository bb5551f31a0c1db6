package import EventModel

/// What the columns say of one record, without its line.
extension StoreSnapshot {
    /// The time to show and to sort by; nil if the record has been dropped.
    package func time(of id: Int) -> Timestamp? {
        place(id).map { chunk, row in Timestamp(nanoseconds: chunk.when(row)) }
    }

    /// The time its line says; nil if it says none, or the record has been dropped.
    package func timestamp(of id: Int) -> Timestamp? {
        guard let (chunk, row) = place(id), chunk.time[row] != Chunk.none else { return nil }
        return Timestamp(nanoseconds: chunk.time[row])
    }

    /// Whether the record carries metrics.
    package func hasMetrics(_ id: Int) -> Bool {
        place(id).map { chunk, row in chunk.flags[row].contains(.metrics) } ?? false
    }
}
