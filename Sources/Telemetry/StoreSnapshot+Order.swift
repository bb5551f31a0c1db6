package import EventModel

extension StoreSnapshot {
    /// The records of these ids by time; of equal times, in the order given.
    ///
    /// - Parameters:
    ///   - since: leaves out earlier records; `until` this one and later ones.
    package func inTimeOrder(_ ids: [Int], since: Timestamp? = nil, until: Timestamp? = nil) -> [Int] {
        var found: [(when: Int64, id: Int)] = []
        found.reserveCapacity(ids.count)
        var sorted = true
        for id in ids {
            guard let (chunk, row) = place(id) else { continue }
            let when = chunk.when(row)
            if let since, when < since.nanoseconds { continue }
            if let until, when >= until.nanoseconds { continue }
            if let last = found.last, last.when > when { sorted = false }
            found.append((when, id))
        }
        // The standard library's sort is stable in fact but not by promise.
        if !sorted { found.sort { ($0.when, $0.id) < ($1.when, $1.id) } }
        return found.map(\.id)
    }
}
