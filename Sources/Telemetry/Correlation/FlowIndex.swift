import Synchronization

/// The flows of all sealed chunks, kept between snapshots and extended by the reader that first needs more. The writer
/// never touches it, so readers cannot slow the writer down.
final class FlowIndex: Sendable {
    struct Table {
        /// Id of the first record covered, and one past the last.
        var from = 0
        var to = 0
        var flows: [FlowPart] = []
        var places: [UInt64: Int32] = [:]

        mutating func add(_ parts: [FlowPart]) {
            for part in parts {
                if let place = places[part.hash] {
                    flows[Int(place)].add(part)
                } else {
                    places[part.hash] = Int32(flows.count)
                    flows.append(part)
                }
            }
        }
    }

    private let cached = Mutex(Table())

    /// The flows of these sealed chunks, which follow one another.
    func table(of chunks: ArraySlice<Chunk>) -> Table {
        guard let first = chunks.first, let last = chunks.last else { return Table() }
        let end = last.first + last.count
        // Taken out while it grows, so that it is extended in place; another reader meanwhile builds its own.
        var table = cached.withLock { (kept: inout Table) -> Table in
            guard kept.from == first.first, kept.to <= end else { return Table(from: first.first, to: first.first) }
            if kept.to == end { return kept }
            let taken = kept
            kept = Table()
            return taken
        }
        guard table.to < end else { return table }
        for chunk in chunks where chunk.first >= table.to { table.add(chunk.parts.of(chunk)) }
        table.to = end
        let done = table
        cached.withLock { if $0.to <= done.to { $0 = done } }
        return done
    }
}
