import Synchronization
import Telemetry

/// Keeps the outline of the tree that was painted last, so that a key or a tick on an unchanged flow costs only the rows that
/// show. Nothing but a memory: without it the same frames are painted.
final class FlowMemory: Sendable {
    private struct Entry {
        var outline: FlowOutline
        var folding: FlowFolding
    }
    private let entry = Mutex<Entry?>(nil)

    /// The outline of a tree under these folds. Equal arrays that share their storage are compared in no time.
    func outline(_ tree: TraceTree, _ folding: FlowFolding) -> FlowOutline {
        if let known = entry.withLock({ $0 }), known.outline.tree == tree {
            if known.folding == folding { return known.outline }
            var outline = known.outline
            outline.refold(folding)
            entry.withLock { [outline] in $0 = Entry(outline: outline, folding: folding) }
            return outline
        }
        let outline = FlowOutline(tree, folding: folding)
        entry.withLock { $0 = Entry(outline: outline, folding: folding) }
        return outline
    }
}
