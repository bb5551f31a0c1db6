package import EventModel
import Synchronization

extension StoreSnapshot {
    /// Whether a record matches.
    package func matches(_ id: Int, _ query: Query) -> Bool {
        guard let (chunk, row) = place(id) else { return false }
        if query.matchesEverything { return true }
        return ColumnQuery(query, names) { false }.matches(chunk, isSealed: chunk !== open, row)
    }

    /// Ids within `range` that match, in order of arrival; ends early when the task is cancelled.
    package func matches(_ query: Query, in range: Range<Int>) -> [Int] {
        var found: [Int] = []
        forEachMatch(query, in: range) { chunk, row in found.append(chunk.first + row) }
        return found
    }

    /// How many records of `range` match; too few when the task is cancelled.
    package func matchCount(_ query: Query, in range: Range<Int>) -> Int {
        if query.matchesEverything { return range.clamped(to: ids).count }
        let count = Atomic(0)
        search(query, stretches(range)) { _, bits in
            count.wrappingAdd(bits.count, ordering: .relaxed)
            return true
        }
        return count.load(ordering: .relaxed)
    }

    /// The first match at or after `id`, or the last at or before it going back; nil if there is none or the task is
    /// cancelled.
    ///
    /// Looks near `id` first, as what is looked for mostly is, then through ever longer stretches and on all cores.
    package func nextMatch(_ query: Query, from id: Int, backwards: Bool = false) -> Int? {
        guard !ids.isEmpty else { return nil }
        let id = min(max(id, ids.lowerBound), ids.upperBound - 1)
        if query.matchesEverything { return id }
        var length = 512
        var left = backwards ? ids.lowerBound..<id + 1 : id..<ids.upperBound
        while !left.isEmpty, !Task.isCancelled {
            let near: Range<Int>
            if backwards {
                near = max(left.lowerBound, left.upperBound - length)..<left.upperBound
                left = left.lowerBound..<near.lowerBound
            } else {
                near = left.lowerBound..<min(left.upperBound, left.lowerBound + length)
                left = near.upperBound..<left.upperBound
            }
            let found = matching(query, stretches(near)).filter { ($0?.count ?? 0) > 0 }
            if let hit = backwards ? found.last : found.first, let hit {
                return backwards ? hit.last : hit.first
            }
            length = min(length * 4, 1 << 19)
        }
        return nil
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
        let stretches = stretches(range)
        guard let query, !query.matchesEverything else {
            for stretch in stretches {
                if Task.isCancelled { return }
                for row in stretch.rows { body(chunks[stretch.chunk], row) }
            }
            return
        }
        for (stretch, found) in zip(stretches, matching(query, stretches)) {
            // A stretch without an answer is where the search was cancelled.
            guard let found else { return }
            let chunk = chunks[stretch.chunk]
            found.forEach { body(chunk, $0 - chunk.first) }
        }
    }
}

/// Rows of one chunk of a snapshot.
struct ChunkStretch {
    /// Its place among the snapshot's chunks.
    var chunk: Int
    var rows: Range<Int>
}

extension StoreSnapshot {
    /// The parts of a range of ids, a chunk each.
    func stretches(_ range: Range<Int>) -> [ChunkStretch] {
        let range = range.clamped(to: ids)
        return chunks.indices.compactMap { index in
            let low = max(range.lowerBound - chunks[index].first, 0)
            let high = min(range.upperBound - chunks[index].first, count(index))
            return low < high ? ChunkStretch(chunk: index, rows: low..<high) : nil
        }
    }

    /// What matches in one stretch; nil when the task was cancelled.
    private func matching(_ bound: ColumnQuery, _ stretch: ChunkStretch) -> MatchBits? {
        let chunk = chunks[stretch.chunk]
        return bound.matches(chunk, isSealed: stretch.chunk < chunks.count - 1, stretch.rows) { bits in
            MatchBits(bits, stretch.rows, first: chunk.first)
        }
    }

    /// What matches in each stretch, searched on all cores; nil for those that were not done when the task was cancelled.
    func matching(_ query: Query, _ stretches: [ChunkStretch]) -> [MatchBits?] {
        let found = Mutex([MatchBits?](repeating: nil, count: stretches.count))
        search(query, stretches) { n, bits in
            found.withLock { $0[n] = bits }
            return true
        }
        return found.withLock { $0 }
    }

    /// Searches stretches on all cores and reports each, in any order and from any thread, until `report` returns false or
    /// the task is cancelled.
    func search(_ query: Query, _ stretches: [ChunkStretch], report: @Sendable (Int, MatchBits) -> Bool) {
        // Two threads do not pay for a few rows.
        let isLong = stretches.reduce(0) { $0 + $1.rows.count } > 1 << 14
        ParallelScan.run(items: stretches.count, threads: isLong ? Cores.threads : 1) { isCancelled in
            ColumnQuery(query, names, isCancelled: isCancelled)
        } item: { bound, n in
            guard let bits = matching(bound, stretches[n]) else { return false }
            return report(n, bits)
        }
    }
}
