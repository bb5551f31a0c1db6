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
        guard extend(to: snapshot) else { return nil }
        return state.withLock { state in
            let ids = snapshot.ids
            state.parts.removeAll { $0.end <= ids.lowerBound }
            var parts = state.parts.filter { $0.end <= snapshot.open.first }.map(\.part)
            parts.append(state.fold.part(snapshot.open, count: snapshot.openCount, of: snapshot, keeps: false))
            return TopologyTally(parts, state.fold.keys, snapshot.names).finish(shape)
        }
    }

    /// Goes through the sealed chunks it has not seen, one at a time, so that another reader need not wait for all.
    ///
    /// - Returns: false if the task was cancelled.
    private func extend(to snapshot: StoreSnapshot) -> Bool {
        for chunk in snapshot.sealed {
            if Task.isCancelled { return false }
            state.withLock { state in
                guard chunk.first >= state.end else { return }
                state.fold.reserve(snapshot.ids.count)
                state.end = chunk.first + chunk.count
                state.parts.append((state.end, state.fold.part(chunk, count: chunk.count, of: snapshot, keeps: true)))
            }
        }
        return true
    }

    /// The records from an instant on: only the chunks that have any are gone through. Nil if the task was cancelled.
    func topology(of snapshot: StoreSnapshot, since: Int64, _ shape: TopologyTally.Shape) -> Topology? {
        guard extend(to: snapshot) else { return nil }
        return state.withLock { state in
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
