package import Telemetry

/// Which hops of a tree are folded, and how short they must be to be left out. Kept by the hops' keys, so that it outlives the
/// updates of a flow that is still running.
package struct FlowFolding: Hashable, Sendable {
    private var foldsAll = false
    /// Hops that are otherwise than ``foldsAll`` says.
    private var exceptions: Set<UInt64> = []
    /// Hops that last for less than this share of the flow are left out.
    package private(set) var least = Brevity.none

    package init() {}

    /// Whether the children of a hop are hidden.
    package func isFolded(_ hop: TraceHop) -> Bool {
        guard !hop.isLeaf else { return false }
        return exceptions.isEmpty ? foldsAll : exceptions.contains(hop.key) != foldsAll
    }

    /// Hides the children of a hop.
    package mutating func fold(_ hop: TraceHop) { set(hop, folded: true) }
    /// Shows the children of a hop.
    package mutating func unfold(_ hop: TraceHop) { set(hop, folded: false) }

    private mutating func set(_ hop: TraceHop, folded: Bool) {
        if folded == foldsAll { exceptions.remove(hop.key) } else { exceptions.insert(hop.key) }
    }

    /// Leaves nothing but the roots.
    package mutating func foldAll() {
        foldsAll = true
        exceptions = []
    }

    /// Shows every hop that is not too short.
    package mutating func unfoldAll() {
        foldsAll = false
        exceptions = []
    }

    /// Folds everything but the way to some hops.
    package mutating func foldAll(but kept: some Sequence<Int>, in tree: TraceTree) {
        foldAll()
        var opened: Set<Int> = []
        for index in kept {
            var child = index
            // Where the way has been opened before, so has all above it.
            while let parent = tree.parent(of: child), opened.insert(parent).inserted {
                unfold(tree.hops[parent])
                child = parent
            }
        }
    }

    /// Leaves out what lasts for less than the next share.
    package mutating func cycleLeast() { least = least.next }

    /// Unfolds whatever hides a hop; one that is too short comes back with all that are.
    package mutating func reveal(_ index: Int, in tree: TraceTree, _ brevity: [Brevity]) {
        var child = index
        while true {
            if least != .none, brevity[child] != .none, brevity[child] <= least { least = .none }
            guard let parent = tree.parent(of: child) else { return }
            unfold(tree.hops[parent])
            child = parent
        }
    }

    /// The hops that show, as indices in the order of the tree, and how many are too short to.
    ///
    /// One step a hop that shows: pre-order puts a subtree in one piece, and its size says where the next begins.
    package func visible(of tree: TraceTree, _ brevity: [Brevity]) -> (rows: [Int], short: Int) {
        if !foldsAll, exceptions.isEmpty, least == .none { return (Array(tree.hops.indices), 0) }
        var rows: [Int] = []
        var short = 0
        var index = 0
        while index < tree.hops.count {
            let hop = tree.hops[index]
            if least != .none, brevity[index] != .none, brevity[index] <= least {
                short += Int(hop.size)
                index += Int(hop.size)
                continue
            }
            rows.append(index)
            index += isFolded(hop) ? Int(hop.size) : 1
        }
        return (rows, short)
    }
}
