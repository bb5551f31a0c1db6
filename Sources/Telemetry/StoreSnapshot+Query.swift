package import EventModel

extension StoreSnapshot {
    /// Whether a record matches.
    package func matches(_ id: Int, _ query: Query) -> Bool {
        guard let (chunk, row) = place(id) else { return false }
        if query.matchesEverything { return true }
        var bound = ColumnQuery(query, self)
        return DecoderPool.shared.with { bound.matches(chunk, row, $0) }
    }

    /// Ids within `range` that match, in order of arrival; ends early when the task is cancelled.
    package func matches(_ query: Query, in range: Range<Int>) -> [Int] {
        var found: [Int] = []
        forEachMatch(query, in: range) { chunk, row in found.append(chunk.first + row) }
        return found
    }

    /// The first match at or after `id`, or the last at or before it going back; nil if there is none or the task is cancelled.
    package func nextMatch(_ query: Query, from id: Int, backwards: Bool = false) -> Int? {
        var bound = ColumnQuery(query, self)
        return DecoderPool.shared.with { decoder in
            var id = min(max(id, ids.lowerBound), ids.upperBound - 1)
            if ids.isEmpty { return nil }
            while ids.contains(id), let (chunk, row) = place(id) {
                if bound.matches(chunk, row, decoder) { return id }
                if id % 1024 == 0, Task.isCancelled { return nil }
                id += backwards ? -1 : 1
            }
            return nil
        }
    }

    /// Ids of the records that match, by time; of equal times, by arrival.
    ///
    /// - Parameters:
    ///   - since: leaves out earlier records; `until` the later ones.
    ///   - limit: keeps only the last so many.
    package func idsInTimeOrder(
        matching query: Query? = nil,
        since: Timestamp? = nil,
        until: Timestamp? = nil,
        limit: Int? = nil
    ) -> [Int] {
        var found: [(when: Int64, id: Int)] = []
        var sorted = true
        let (from, to) = (since?.nanoseconds ?? Int64.min, until?.nanoseconds ?? Int64.max)
        forEachMatch(query, in: ids) { chunk, row in
            let when = chunk.when(row)
            guard when >= from, when <= to else { return }
            if let last = found.last, last.when > when { sorted = false }
            found.append((when, chunk.first + row))
        }
        if !sorted { found.sort { ($0.when, $0.id) < ($1.when, $1.id) } }
        if let limit, found.count > limit { found.removeFirst(found.count - max(limit, 0)) }
        return found.map(\.id)
    }

    /// Calls `body` with each matching row of `range`, in order of arrival; ends early when the task is cancelled.
    func forEachMatch(_ query: Query?, in range: Range<Int>, _ body: (Chunk, Int) -> Void) {
        let range = range.clamped(to: ids)
        let all = query?.matchesEverything ?? true
        var bound = query.map { ColumnQuery($0, self) }
        DecoderPool.shared.with { decoder in
            for (index, chunk) in chunks.enumerated() {
                let low = max(range.lowerBound - chunk.first, 0)
                let rows = low..<max(min(range.upperBound - chunk.first, count(index)), low)
                guard rows.lowerBound < rows.upperBound else { continue }
                for row in rows {
                    if row % 1024 == 0, Task.isCancelled { return }
                    if all || bound?.matches(chunk, row, decoder) ?? true { body(chunk, row) }
                }
            }
        }
    }
}
