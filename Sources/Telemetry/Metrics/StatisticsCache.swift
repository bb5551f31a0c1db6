import Synchronization

/// The sums of the runs of chunks last asked for. A window of time that moves on loses a chunk and gains one, and only
/// those are taken away and added.
final class StatisticsCache: Sendable {
    /// As many as a screen asks for at once: two windows that end now, and everything.
    private static let most = 3

    private struct Entry {
        var chunks: [Int: ChunkSketch] = [:]
        var sum = StatisticsSum()
    }

    /// The last used at the end.
    private let entries = Mutex<[Entry]>([])

    /// The sum of these chunks, by the id of their first record.
    func sum(of chunks: [Int: ChunkSketch]) -> StatisticsSum {
        entries.withLock { entries in
            var best: (index: Int, changes: Int)?
            for (index, entry) in entries.enumerated() {
                let shared = chunks.keys.reduce(0) { $0 + (entry.chunks[$1] == nil ? 0 : 1) }
                let changes = chunks.count + entry.chunks.count - 2 * shared
                if changes < best?.changes ?? chunks.count { best = (index, changes) }
            }
            var entry = best.map { entries.remove(at: $0.index) } ?? Entry()
            for (id, sketch) in entry.chunks where chunks[id] == nil {
                entry.sum.add(sketch, times: -1)
            }
            for (id, sketch) in chunks where entry.chunks[id] == nil { entry.sum.add(sketch, times: 1) }
            entry.chunks = chunks
            if entries.count == Self.most { entries.removeFirst() }
            entries.append(entry)
            return entry.sum
        }
    }
}
