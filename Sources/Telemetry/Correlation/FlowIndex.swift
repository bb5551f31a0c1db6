import Synchronization

/// The flows of the store, kept between snapshots and extended by the reader that needs more. The writer never touches
/// it, so readers cannot slow the writer down; readers wait for one another only while one chunk is taken in.
///
/// It is of the newest snapshot that asked. Under an older one the lists of flows are those of now; records, and trees
/// made of them, are always those of the snapshot.
final class FlowIndex: Sendable {
    private struct State: ~Copyable {
        var table = FlowTable()
        /// Probes of chunks that the table does not cover yet, since it was last extended.
        var probes = 0
    }

    private let state = Mutex(State())

    /// A chunk is taken in for about the price of so many probes of its own index.
    private static let probesPerChunk = 256

    /// Bytes of memory it holds.
    var bytes: Int { state.withLock { $0.table.bytes } }

    /// Runs `body` with a table that covers a snapshot.
    func with<R: Sendable>(_ snapshot: StoreSnapshot, _ body: (inout FlowTable) -> R) -> R {
        // A chunk at a time, so that others have their turn while a large store is taken in.
        while state.withLock({ $0.table.extend(snapshot) }) {}
        return state.withLock { state in
            _ = state.table.extend(snapshot)
            state.probes = 0
            return body(&state.table)
        }
    }

    /// Where the records of the flow with this key are; empty if no record has it.
    ///
    /// Whoever asks but a few times does not pay for the table: what it does not cover is probed chunk by chunk, as long
    /// as no ties have to be known.
    func parts(of hash: UInt64, in snapshot: StoreSnapshot) -> [FlowPart] {
        if hash == 0 { return [] }
        let probed: [FlowPart]? = state.withLock { state in
            let covered = state.table.covered
            let ids = snapshot.ids
            let known: [FlowPart]
            if let key = state.table.find(hash) { known = state.table.parts(with: key) } else { known = [] }
            // An older snapshot may hold records that the table has forgotten.
            if covered.upperBound >= ids.upperBound {
                guard ids.lowerBound < covered.lowerBound, known.count < 2 else { return known }
                return [FlowPart(hash: hash, first: ids.lowerBound, last: known.first?.last ?? ids.upperBound - 1)]
            }
            guard state.table.joins.isEmpty else { return nil }
            var chunks = 0
            for chunk in snapshot.chunks.reversed() {
                if chunk.first + chunk.capacity <= covered.upperBound { break }
                if !chunk.ties.isEmpty { return nil }
                chunks += 1
            }
            state.probes += chunks
            guard state.probes <= chunks * Self.probesPerChunk else { return nil }
            let first = known.first?.first ?? max(covered.upperBound, ids.lowerBound)
            return [FlowPart(hash: hash, first: first, last: ids.upperBound - 1)]
        }
        return probed ?? with(snapshot) { table in table.find(hash).map { table.parts(with: $0) } ?? [] }
    }
}
