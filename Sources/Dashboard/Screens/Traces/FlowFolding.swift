package import Telemetry

/// Which nodes of a tree are folded. Kept by node id, so that it outlives the updates of a flow that is still running.
package struct FlowFolding: Hashable, Sendable {
    private var foldsAll = false
    /// Nodes that are otherwise than ``foldsAll`` says.
    private var exceptions: Set<String> = []

    package init() {}

    /// Whether the children of a node are hidden.
    package func isFolded(_ node: TraceNode) -> Bool {
        guard !node.children.isEmpty else { return false }
        return exceptions.isEmpty ? foldsAll : exceptions.contains(node.id) != foldsAll
    }

    /// Hides the children of a node.
    package mutating func fold(_ node: TraceNode) { set(node, folded: true) }
    /// Shows the children of a node.
    package mutating func unfold(_ node: TraceNode) { set(node, folded: false) }

    private mutating func set(_ node: TraceNode, folded: Bool) {
        if folded == foldsAll { exceptions.remove(node.id) } else { exceptions.insert(node.id) }
    }

    /// Leaves nothing but the roots.
    package mutating func foldAll() { self = FlowFolding(foldsAll: true) }
    /// Shows every node.
    package mutating func unfoldAll() { self = FlowFolding(foldsAll: false) }

    private init(foldsAll: Bool) { self.foldsAll = foldsAll }

    /// Unfolds whatever hides a node.
    package mutating func reveal(_ index: Int, in tree: TraceTree) {
        var child = index
        // Pre-order: a parent stands before its child. Whatever claims otherwise would never end.
        while let parent = tree.nodes[child].parent, parent < child {
            unfold(tree.nodes[parent])
            child = parent
        }
    }

    /// The nodes that are not hidden, as indices in the order of the tree. One pass: pre-order puts a subtree in one piece.
    package func visibleNodes(of tree: TraceTree) -> [Int] {
        if !foldsAll, exceptions.isEmpty { return Array(tree.nodes.indices) }
        var visible: [Int] = []
        visible.reserveCapacity(min(tree.nodes.count, 1 << 12))
        var hiddenBelow = Int.max
        for (index, node) in tree.nodes.enumerated() {
            if node.depth > hiddenBelow { continue }
            hiddenBelow = isFolded(node) ? node.depth : Int.max
            visible.append(index)
        }
        return visible
    }
}
