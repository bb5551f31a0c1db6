import EventModel

/// The chain of causes that ends last: what would have to be faster for the flow to end sooner.
enum CriticalPath {
    /// Marks the path's nodes and sums the time on it, apart as waiting and as work.
    static func mark(_ tree: inout TraceTree) {
        guard !tree.nodes.isEmpty else { return }
        // Parents stand before their children, so backwards every subtree is done before its root.
        var ends = tree.nodes.map { $0.end.nanoseconds }
        for n in tree.nodes.indices.reversed() {
            if let parent = tree.nodes[n].parent, tree.nodes[n].kind != .log {
                ends[parent] = max(ends[parent], ends[n])
            }
        }
        let roots = tree.roots
        let hops = roots.filter { tree.nodes[$0].kind != .log }
        guard let root = (hops.isEmpty ? roots : hops).max(by: { ends[$0] < ends[$1] }) else { return }
        var path = [root]
        var here = root
        while true {
            var next: Int?
            for child in tree.nodes[here].children
            where tree.nodes[child].kind != .log && ends[here] <= ends[child]
                && (next.map { ends[$0] <= ends[child] } ?? true)
            {
                next = child
            }
            guard let next else { break }
            path += attempts(before: next, in: tree)
            path.append(next)
            here = next
        }
        var cursor = tree.nodes[root].start
        for (i, n) in path.enumerated() {
            tree.nodes[n].critical = true
            let node = tree.nodes[n]
            if node.start > cursor {
                tree.criticalWait += node.start - cursor
                cursor = node.start
            }
            let until = i + 1 < path.count ? min(node.end, max(tree.nodes[path[i + 1]].start, cursor)) : node.end
            guard until > cursor else { continue }
            switch node.kind {
            case .invoke, .state, .span, .log: tree.criticalWork += until - cursor
            default: tree.criticalWait += until - cursor
            }
            cursor = until
        }
    }

    /// The failed attempts that a retry or a dead letter had to wait for: siblings by their cause, but before it in time.
    private static func attempts(before next: Int, in tree: TraceTree) -> [Int] {
        let node = tree.nodes[next]
        guard let parent = node.parent, node.kind == .deadletter || node.kind == .invoke && node.attempt ?? 1 > 1 else {
            return []
        }
        return tree.nodes[parent].children.filter {
            let sibling = tree.nodes[$0]
            return $0 != next && sibling.kind == .invoke && sibling.end <= node.start
                && (node.kind == .deadletter || sibling.name == node.name)
        }
    }
}
