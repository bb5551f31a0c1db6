import Synchronization

/// Which records of a store match a query: a list of millions by position, at one bit a record or less.
///
/// A map is extended chunk by chunk, from the newest record back, and shows what it has so far; what was searched once is not
/// searched again, as records do not change. A copy shares its bits.
///
/// ```
/// var map = MatchMap(query)
/// while !map.isComplete, !Task.isCancelled { map.search(snapshot) { deadline has passed }; show(map) }
/// …
/// map.search(newerSnapshot)   // only what has arrived since
/// map[map.count - 1]          // the newest match
/// ```
package struct MatchMap: Sendable {
    package let query: Query
    /// Matches found so far.
    package private(set) var count = 0
    /// Ids that the store held when the map was last brought up to date.
    package private(set) var available: Range<Int> = 0..<0
    /// How many of them have been searched.
    package private(set) var searched = 0

    /// What is known of one chunk: its records up to some id.
    private struct Part {
        /// Ids of the chunk's records that the snapshot held.
        var available: Range<Int>
        /// A range at the start of `available`.
        var found: MatchBits
        var isComplete: Bool { found.range.upperBound == available.upperBound }
    }

    /// One a chunk, the oldest first.
    private var parts: [Part] = []
    /// Matches before each part.
    private var offsets: [Int] = []

    package init(_ query: Query) { self.query = query }

    /// It has seen a snapshot, and all of that has been searched.
    package var isComplete: Bool { !parts.isEmpty && searched == available.count }

    /// How much has been searched, 0 to 1.
    package var progress: Double {
        available.isEmpty ? (isComplete ? 1 : 0) : Double(searched) / Double(available.count)
    }

    /// Bytes it takes.
    package var bytes: Int { parts.reduce(0) { $0 + $1.found.bytes + MemoryLayout<Part>.stride + 8 } }

    // MARK: - Reading

    /// The id at a position, counted from the oldest match found; there is one for each number below ``count``.
    package subscript(position: Int) -> Int {
        precondition((0..<count).contains(position))
        let part = lastPart { offsets[$0] <= position }
        return parts[part].found[position - offsets[part]]
    }

    /// The ids at some positions.
    package func ids(at positions: Range<Int>) -> [Int] { positions.clamped(to: 0..<count).map { self[$0] } }

    /// How many matches are older than `id`; the position of `id` itself, if it matches.
    package func rank(of id: Int) -> Int {
        guard let first = parts.first, id > first.available.lowerBound else { return 0 }
        let part = lastPart { parts[$0].available.lowerBound <= id }
        return offsets[part] + parts[part].found.rank(of: id)
    }

    package func contains(_ id: Int) -> Bool {
        guard available.contains(id), !parts.isEmpty else { return false }
        return parts[lastPart { parts[$0].available.lowerBound <= id }].found.contains(id)
    }

    /// The first match at or after an id, or the last at or before it; nil if none was found there.
    package func next(from id: Int, backwards: Bool = false) -> Int? {
        if contains(id) { return id }
        let rank = rank(of: id)
        if backwards { return rank > 0 ? self[rank - 1] : nil }
        return rank < count ? self[rank] : nil
    }

    /// How many matches there are among the records of a range.
    package func count(in range: Range<Int>) -> Int { rank(of: range.upperBound) - rank(of: range.lowerBound) }

    /// The last part that a test holds for, where it holds for all before; the first if for none.
    private func lastPart(_ test: (Int) -> Bool) -> Int {
        var low = 0
        var high = parts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if test(middle) { low = middle } else { high = middle }
        }
        return low
    }

    // MARK: - Searching

    /// Takes note of what a snapshot holds: lets go of what has been dropped, adds what is new as yet to be searched.
    ///
    /// The snapshot is of the same store; one that is older than the last changes nothing.
    package mutating func hold(_ snapshot: StoreSnapshot) {
        guard snapshot.ids.upperBound >= available.upperBound, snapshot.ids.lowerBound >= available.lowerBound else {
            return
        }
        available = snapshot.ids
        parts.removeAll { $0.available.upperBound <= available.lowerBound }
        let known = parts.last?.available.lowerBound ?? -1
        for (index, chunk) in snapshot.chunks.enumerated() where chunk.first >= known {
            let held = chunk.first..<chunk.first + snapshot.count(index)
            if chunk.first == known {
                parts[parts.count - 1].available = held
            } else {
                parts.append(Part(available: held, found: MatchBits(all: held.lowerBound..<held.lowerBound)))
            }
        }
        if query.matchesEverything {
            for n in parts.indices { parts[n].found = MatchBits(all: parts[n].available) }
        }
        settle()
    }

    /// Searches what has not been searched yet, the newest records first, on all cores, until everything is, `stop` says so
    /// (it is asked after each chunk, from any thread), or the task is cancelled. What was found till then is kept.
    package mutating func search(_ snapshot: StoreSnapshot, until stop: @Sendable () -> Bool = { false }) {
        hold(snapshot)
        guard available == snapshot.ids else { return }
        let missing = parts.indices.reversed().filter { !parts[$0].isComplete }
        guard let oldest = missing.last else { return }
        // Parts are the snapshot's chunks, one for one.
        let stretches = missing.map { part in
            let from = parts[part].available.lowerBound
            return ChunkStretch(
                chunk: part,
                rows: parts[part].found.range.upperBound - from..<parts[part].available.count
            )
        }
        let found = Mutex<[(part: Int, bits: MatchBits)]>([])
        snapshot.search(query, stretches) { n, bits in
            found.withLock { $0.append((missing[n], bits)) }
            return !stop()
        }
        for (part, bits) in found.withLock({ $0 }) { parts[part].found.append(bits) }
        settle(from: oldest)
    }

    private mutating func settle(from first: Int = 0) {
        offsets.removeSubrange(min(first, offsets.count)...)
        var before = offsets.last.map { $0 + parts[offsets.count - 1].found.count } ?? 0
        for part in parts[offsets.count...] {
            offsets.append(before)
            before += part.found.count
        }
        count = before
        searched = parts.reduce(0) { $0 + $1.found.range.count }
    }
}
