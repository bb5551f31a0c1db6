extension StoreSnapshot {
    /// The columns whose values are names that many records share.
    package enum NameColumn: CaseIterable, Sendable {
        case service, eventType, resource, errorType
    }

    /// The names in a column, the most frequent first; those that the store keeps in their lines only are left out. Ends early
    /// when the task is cancelled.
    package func names(in column: NameColumn, limit: Int = 200) -> [String] {
        var counts = [Int](repeating: 0, count: Int(UInt16.max) + 1)
        for (index, chunk) in chunks.enumerated() {
            if Task.isCancelled { return [] }
            for row in 0..<count(index) {
                let number =
                    switch column {
                    case .service: chunk.service[row]
                    case .eventType: chunk.eventType[row]
                    case .resource: chunk.resource[row]
                    case .errorType: chunk.errorType[row]
                    }
                counts[Int(number)] += 1
            }
        }
        let used = counts.indices.filter { counts[$0] > 0 }.sorted { (counts[$0], $1) > (counts[$1], $0) }
        return used.lazy.compactMap { names.name(UInt16($0)) }.filter { !$0.isEmpty }.prefix(limit).map { $0 }
    }
}
