package import EventModel
package import Telemetry

/// What a flow's screen needs of a tree as a whole, found in one pass when the tree has changed; rows are formatted only
/// when they are visible.
package struct FlowOutline: Sendable {
    /// The tree itself.
    package let tree: TraceTree
    /// The hops that show, in order.
    package private(set) var visible: [Int]
    /// How many hops are left out because they are too short.
    package private(set) var short: Int
    /// From the first wait to the last end that the records tell.
    private let recorded: TimeWindow
    /// Hops that failed or died, in order, folded ones too.
    package let failures: [Int]
    /// A hop has not ended, so that the extent grows with the clock.
    package let isRunning: Bool
    /// How often any of its messages was redriven.
    package let generation: Int
    /// For each hop how short it is.
    package let brevity: [Brevity]
    /// Nothing but log lines side by side: a line's time is told by the silence before it.
    package let isLog: Bool
    /// How many hops start in each of equal parts of the flow.
    package let density: [Int]
    /// Parts of the flow that ``density`` counts.
    package static let densityColumns = 48
    /// Of a flow of log lines the one that it was silent for longest before.
    package let longestSilence: Int?
    /// Of a flow of log lines the services, in the order in which they first said something.
    private let lanes: [UInt16: Int]

    package init(_ tree: TraceTree, folding: FlowFolding) {
        self.tree = tree
        var first = tree.hops.isEmpty ? tree.summary.started : Timestamp(nanoseconds: .max)
        var last = tree.hops.isEmpty ? tree.summary.ended : Timestamp(nanoseconds: .min)
        var failures: [Int] = []
        var running = false
        var generation: UInt16 = 0
        var logs = 0
        for (index, hop) in tree.hops.enumerated() {
            first = min(first, hop.start - max(.zero, hop.wait ?? .zero))
            last = max(last, hop.end)
            if hop.isUnderWay { running = true }
            if hop.hasFailed { failures.append(index) }
            if hop.kind == .log { logs += 1 }
            generation = max(generation, hop.generation)
        }
        recorded = TimeWindow(from: first, to: last)
        self.failures = failures
        isRunning = running
        self.generation = Int(generation)
        isLog = logs == tree.hops.count
        brevity = isLog ? Array(repeating: .none, count: logs) : Brevity.of(tree, length: last - first)
        var density = [Int](repeating: 0, count: Self.densityColumns)
        var lanes: [UInt16: Int] = [:]
        for hop in tree.hops {
            density[min(max(0, recorded.column(of: hop.start, width: density.count)), density.count - 1)] += 1
            if isLog, lanes[hop.service] == nil { lanes[hop.service] = lanes.count }
        }
        self.density = density
        self.lanes = lanes
        longestSilence =
            isLog
            ? tree.hops.indices.dropFirst().max {
                tree.hops[$0].start - tree.hops[$0 - 1].start < tree.hops[$1].start - tree.hops[$1 - 1].start
            } : nil
        (visible, short) = folding.visible(of: tree, brevity)
    }

    /// Which service's line it is, counted in the order in which they first said something; at most ``lastLane``.
    func lane(of index: Int) -> Int { min(lanes[tree.hops[index].service] ?? 0, Self.lastLane) }
    private static let lastLane = 7

    /// From the first wait to the last end, or to now while a hop is still running.
    package func extent(now: Timestamp) -> TimeWindow {
        isRunning && now > recorded.end ? TimeWindow(from: recorded.start, to: now) : recorded
    }

    /// Applies other folds to the same tree.
    package mutating func refold(_ folding: FlowFolding) { (visible, short) = folding.visible(of: tree, brevity) }

    /// The key of a row's hop as text.
    func id(ofRow row: Int) -> String { String(tree.hops[visible[row]].key, radix: 16) }

    /// The row of a hop; nil if it does not show.
    package func row(of index: Int) -> Int? {
        var low = 0
        var high = visible.count
        while low < high {
            let middle = (low + high) / 2
            if visible[middle] < index { low = middle + 1 } else { high = middle }
        }
        return low < visible.count && visible[low] == index ? low : nil
    }

    /// The failure after (`step` 1) or before (`step` -1) a hop in the order of the tree; goes round at the ends.
    package func failure(from index: Int, step: Int) -> Int? { failures.neighbour(of: index, step: step) }

    /// How long it was silent before a line of a flow that has only lines.
    package func silence(before index: Int) -> Duration? {
        guard isLog, index > 0 else { return nil }
        return tree.hops[index].start - tree.hops[index - 1].start
    }

    /// Where the flow died, or failed last: what its header names.
    package var fatal: TraceNode? {
        guard
            let died = tree.hops.indices.last(where: {
                tree.hops[$0].kind == .deadletter && tree.hops[$0].status == .dead
            })
        else {
            return tree.hops.indices.last { tree.hops[$0].status == .error }.map { tree.node($0) }
        }
        // What failed before the dead letter tells more than the queue that took it.
        var failed = died
        if let parent = tree.parent(of: died) {
            for sibling in tree.children(of: parent) where tree.hops[sibling].status == .error { failed = sibling }
        }
        return tree.node(failed)
    }
}

extension [Int] {
    /// The element of an ascending list after (`step` 1) or before (`step` -1) a number; goes round at the ends.
    func neighbour(of index: Int, step: Int) -> Int? {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if self[middle] < index + (step > 0 ? 1 : 0) { low = middle + 1 } else { high = middle }
        }
        if step > 0 { return low < count ? self[low] : first }
        return low > 0 ? self[low - 1] : last
    }
}
