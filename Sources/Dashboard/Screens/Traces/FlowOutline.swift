package import EventModel
package import Telemetry

/// What a flow's screen needs of a tree as a whole, found in one pass when the tree has changed; rows are formatted only
/// when they are visible.
package struct FlowOutline: Sendable {
    /// The tree itself.
    package let tree: TraceTree
    /// The nodes that no fold hides, in order.
    package private(set) var visible: [Int]
    /// From the first wait to the last end that the records tell.
    private let recorded: TimeWindow
    /// Nodes that failed or died, in order, folded ones too.
    package let failures: [Int]
    /// The highest attempt among the siblings of one name, for those that were tried again.
    private let attempts: [Siblings: Int]
    /// A node has not ended, so that the extent grows with the clock.
    package let isRunning: Bool
    /// How often any of its messages was redriven.
    package let generation: Int

    private struct Siblings: Hashable { var parent: Int?, name: String }

    package init(_ tree: TraceTree, folding: FlowFolding) {
        self.tree = tree
        visible = folding.visibleNodes(of: tree)
        var first = Timestamp(nanoseconds: .max), last = Timestamp(nanoseconds: .min)
        var failures: [Int] = []
        var attempts: [Siblings: Int] = [:]
        var running = false
        var generation = 0
        for (index, node) in tree.nodes.enumerated() {
            first = min(first, node.start - max(.zero, node.wait ?? .zero))
            last = max(last, node.end)
            if node.isUnderWay { running = true }
            if node.hasFailed { failures.append(index) }
            generation = max(generation, node.generation)
            if let attempt = node.attempt, attempt > 1 {
                attempts[Siblings(parent: node.parent, name: node.name), default: 0].formMax(attempt)
            }
        }
        if tree.nodes.isEmpty { (first, last) = (tree.summary.started, tree.summary.ended) }
        recorded = TimeWindow(from: first, to: last)
        self.failures = failures
        self.attempts = attempts
        isRunning = running
        self.generation = generation
    }

    /// From the first wait to the last end, or to now while a node is still running.
    package func extent(now: Timestamp) -> TimeWindow {
        isRunning && now > recorded.end ? TimeWindow(from: recorded.start, to: now) : recorded
    }

    /// Applies other folds to the same tree.
    package mutating func refold(_ folding: FlowFolding) { visible = folding.visibleNodes(of: tree) }

    /// How often a node's work was tried in all; nil if once.
    package func attempts(of node: TraceNode) -> Int? {
        attempts.isEmpty ? nil : attempts[Siblings(parent: node.parent, name: node.name)]
    }

    /// The failure after (`step` 1) or before (`step` -1) a node in the order of the tree; goes round at the ends.
    package func failure(from index: Int, step: Int) -> Int? {
        if failures.isEmpty { return nil }
        if step > 0 { return failures.first { $0 > index } ?? failures.first }
        return failures.last { $0 < index } ?? failures.last
    }

    /// Where the flow died, or failed last: what its header names.
    package var fatal: TraceNode? {
        guard let died = tree.nodes.last(where: { $0.kind == .deadletter && $0.status == .dead }) else {
            return tree.nodes.last { $0.status == .error }
        }
        // What failed before the dead letter tells more than the queue that took it.
        let siblings = died.parent.map { tree.nodes[$0].children } ?? []
        return siblings.last { tree.nodes[$0].status == .error }.map { tree.nodes[$0] } ?? died
    }
}

extension TraceNode {
    /// It failed itself. What is dead because of what it caused is only on the way there.
    var hasFailed: Bool { kind == .deadletter || status == .error || status == .dead && children.isEmpty }

    /// It has begun and may still end; not when its end is known to be missing.
    var isUnderWay: Bool { duration == nil && status == .running && !labels.contains(.incomplete) }
}

extension Int {
    fileprivate mutating func formMax(_ other: Int) { self = Swift.max(self, other) }
}
