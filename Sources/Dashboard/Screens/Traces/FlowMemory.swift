import Synchronization
import Telemetry

/// Keeps what was found of the tree that was painted last, so that a key or a tick on an unchanged flow costs only the rows
/// that show. Nothing but a memory: without it the same frames are painted.
final class FlowMemory: Sendable {
    private struct Entry {
        var outline: FlowOutline
        var folding: FlowFolding
        /// Where a key was found last.
        var found: (key: UInt64, index: Int)?
        var matches: (of: FlowMatches, hops: [Int])?
    }
    private let entry = Mutex<Entry?>(nil)

    /// The outline of a tree under these folds. Equal arrays that share their storage are compared in no time.
    func outline(_ tree: TraceTree, _ folding: FlowFolding) -> FlowOutline {
        if let known = entry.withLock({ $0 }), known.outline.tree == tree {
            if known.folding == folding { return known.outline }
            var outline = known.outline
            outline.refold(folding)
            entry.withLock { [outline] in
                $0?.outline = outline
                $0?.folding = folding
            }
            return outline
        }
        let outline = FlowOutline(tree, folding: folding)
        entry.withLock { $0 = Entry(outline: outline, folding: folding) }
        return outline
    }

    /// The hop of a key in the tree of the outline given last.
    func index(of key: UInt64, in outline: FlowOutline) -> Int? {
        if let found = entry.withLock({ $0?.found }), found.key == key, found.index < outline.tree.hops.count,
            outline.tree.hops[found.index].key == key
        {
            return found.index
        }
        guard let index = outline.tree.index(of: key) else { return nil }
        entry.withLock { $0?.found = (key, index) }
        return index
    }

    /// The hops that a search has found, in order.
    func hops(of matches: FlowMatches, in outline: FlowOutline) -> [Int] {
        if let known = entry.withLock({ $0?.matches }), known.of == matches { return known.hops }
        let tree = outline.tree
        let hops = tree.hops.indices.filter { tree.records(of: $0).contains { matches.records.contains($0) } }
        entry.withLock { $0?.matches = (matches, hops) }
        return hops
    }
}
