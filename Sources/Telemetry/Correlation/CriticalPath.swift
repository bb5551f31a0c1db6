import EventModel

/// The chain of causes that ends last: what would have to be faster for the flow to end sooner.
enum CriticalPath {
    /// Marks the path's hops and sums the time on it, apart as waiting and as work.
    static func mark(_ tree: inout TraceTree) {
        guard !tree.hops.isEmpty else { return }
        // Parents stand before their children, so backwards every subtree is done before its root.
        var ends = tree.hops.map(\.end.nanoseconds)
        for n in tree.hops.indices.reversed() where tree.hops[n].parent >= 0 && tree.hops[n].kind != .log {
            let parent = Int(tree.hops[n].parent)
            ends[parent] = max(ends[parent], ends[n])
        }
        let path = walk(tree, ends)
        guard let root = path.first else { return }
        var cursor = tree.hops[root].start
        for (i, n) in path.enumerated() {
            tree.hops[n].critical = true
            let hop = tree.hops[n]
            if hop.start > cursor {
                tree.criticalWait += hop.start - cursor
                cursor = hop.start
            }
            let until = i + 1 < path.count ? min(hop.end, max(tree.hops[path[i + 1]].start, cursor)) : hop.end
            guard until > cursor else { continue }
            switch hop.kind {
            case .invoke, .state, .span, .log: tree.criticalWork += until - cursor
            default: tree.criticalWait += until - cursor
            }
            cursor = until
        }
    }

    /// - Parameter ends: of each hop the end of its subtree.
    private static func walk(_ tree: TraceTree, _ ends: [Int64]) -> [Int] {
        var root: Int?
        var rootIsHop = false
        for n in tree.roots {
            let isHop = tree.hops[n].kind != .log
            // A line that is only logged leads the path where there is nothing else.
            if root == nil || isHop && !rootIsHop || isHop == rootIsHop && root.map({ ends[$0] < ends[n] }) == true {
                (root, rootIsHop) = (n, isHop)
            }
        }
        guard var here = root else { return [] }
        var path = [here]
        while true {
            var next: Int?
            for child in tree.children(of: here)
            where tree.hops[child].kind != .log && ends[here] <= ends[child]
                && (next.map { ends[$0] <= ends[child] } ?? true)
            {
                next = child
            }
            guard let next else { return path }
            path += attempts(before: next, of: here, in: tree)
            path.append(next)
            here = next
        }
    }

    /// The failed attempts that a retry or a dead letter had to wait for: siblings by their cause, but before it in time.
    private static func attempts(before next: Int, of parent: Int, in tree: TraceTree) -> [Int] {
        let hop = tree.hops[next]
        guard hop.kind == .deadletter || hop.kind == .invoke && hop.attempt > 1 else { return [] }
        return tree.children(of: parent).filter {
            let sibling = tree.hops[$0]
            return $0 != next && sibling.kind == .invoke && sibling.end <= hop.start
                && (hop.kind == .deadletter || sibling.name == hop.name)
        }
    }
}
