import Synchronization

/// The sums of the sketches last asked for. A window of time that moves on loses a sketch and gains one, and only those
/// are taken away and added.
final class StatisticsCache: Sendable {
    /// As many as a screen asks for at once: two windows that end now, and everything.
    private static let most = 3

    private struct Entry {
        var sketches: [Int: ChunkSketch] = [:]
        var sum = StatisticsSum()
    }

    /// The last used at the end.
    private let entries = Mutex<[Entry]>([])

    /// The sum of these sketches, by the id of their first record.
    func sum(of sketches: [Int: ChunkSketch]) -> StatisticsSum {
        entries.withLock { entries in
            var best: (index: Int, changes: Int)?
            for (index, entry) in entries.enumerated() {
                let shared = sketches.keys.reduce(0) { $0 + (entry.sketches[$1] == nil ? 0 : 1) }
                let changes = sketches.count + entry.sketches.count - 2 * shared
                if changes < best?.changes ?? sketches.count { best = (index, changes) }
            }
            var entry = best.map { entries.remove(at: $0.index) } ?? Entry()
            for (id, sketch) in entry.sketches where sketches[id] == nil {
                entry.sum.add(sketch, times: -1)
            }
            for (id, sketch) in sketches where entry.sketches[id] == nil { entry.sum.add(sketch, times: 1) }
            entry.sketches = sketches
            if entries.count == Self.most { entries.removeFirst() }
            entries.append(entry)
            return entry.sum
        }
    }
}
