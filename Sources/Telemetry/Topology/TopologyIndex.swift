import Synchronization

/// The topology of all sealed chunks, kept between snapshots and extended by the reader that first needs more. The writer
/// never touches it.
final class TopologyIndex: Sendable {
    private struct State {
        var fold = TopologyFold()
        /// Of each chunk that is folded: the id after its last record, and what it adds.
        var parts: [(end: Int, part: TopologyPart)] = []
        var end = 0
    }

    private let state = Mutex(State())

    /// The whole of a snapshot, put together from parts. Nil if the task was cancelled.
    func topology(of snapshot: StoreSnapshot, _ shape: TopologyTally.Shape) -> Topology? {
        for chunk in snapshot.sealed {
            if Task.isCancelled { return nil }
            // One chunk at a time, so that another reader need not wait for all.
            state.withLock { Self.extend(&$0, by: chunk, of: snapshot) }
        }
        return state.withLock { state in
            let ids = snapshot.ids
            state.parts.removeAll { $0.end <= ids.lowerBound }
            var parts = state.parts.filter { $0.end <= snapshot.open.first }.map(\.part)
            parts.append(state.fold.part(snapshot.open, count: snapshot.openCount, of: snapshot, keeps: false))
            return TopologyTally(parts, state.fold.keys, snapshot.names).finish(shape)
        }
    }

    private static func extend(_ state: inout State, by chunk: Chunk, of snapshot: StoreSnapshot) {
        guard chunk.first >= state.end else { return }
        state.fold.reserve(snapshot.ids.count)
        state.end = chunk.first + chunk.count
        state.parts.append((state.end, state.fold.part(chunk, count: chunk.count, of: snapshot, keeps: true)))
    }

    /// The records from an instant on. Goes through the chunks that have any; causes before them are found as far as the
    /// index has come.
    func topology(of snapshot: StoreSnapshot, since: Int64, _ shape: TopologyTally.Shape) -> Topology {
        state.withLock { state in
            let scope = TopologyFold.Scope(since: since)
            var parts: [TopologyPart] = []
            for (index, chunk) in snapshot.chunks.enumerated() {
                let isOpen = index == snapshot.chunks.count - 1
                if !isOpen, chunk.latest < since { continue }
                let count = snapshot.count(index)
                parts.append(state.fold.part(chunk, count: count, of: snapshot, scope: scope, keeps: false))
            }
            return TopologyTally(parts, state.fold.keys, snapshot.names).finish(shape)
        }
    }
}
