import EventModel
package import Telemetry

/// How short a hop is beside its flow: below which share of the flow's length it may be left out.
package enum Brevity: UInt8, Hashable, Comparable, Sendable, CaseIterable {
    /// Nothing is left out; of a hop: it never is.
    case none
    case fivePercent, onePercent, perMille

    package static func < (a: Brevity, b: Brevity) -> Bool {
        // The shorter a hop, the smaller the share from which on it is left out.
        a.share < b.share
    }

    /// Of the flow's length.
    package var share: Double {
        switch self {
        case .none: 0
        case .perMille: 0.001
        case .onePercent: 0.01
        case .fivePercent: 0.05
        }
    }

    package var words: String {
        switch self {
        case .none: ""
        case .perMille: "0.1 %"
        case .onePercent: "1 %"
        case .fivePercent: "5 %"
        }
    }

    /// 0, 0.1 %, 1 %, 5 %, and 0 again.
    var next: Brevity {
        switch self {
        case .none: .perMille
        case .perMille: .onePercent
        case .onePercent: .fivePercent
        case .fivePercent: .none
        }
    }

    /// For each hop the smallest share from which on it, with all it caused, is left out. Never left out are roots, what
    /// failed, died, was redriven or still runs, what lies on the critical path, and whatever leads to one of these.
    static func of(_ tree: TraceTree, length: Duration) -> [Brevity] {
        let hops = tree.hops
        var all = [Brevity](repeating: .none, count: hops.count)
        var from = hops.map { ($0.start - ($0.wait ?? .zero)).nanoseconds }
        var to = hops.map(\.end.nanoseconds)
        var kept = hops.map { $0.parent < 0 || $0.critical || $0.hasFailed || $0.isTold }
        let length = Double(max(1, length.nanoseconds))
        // Children stand behind their parents: backwards, a subtree is complete before its root.
        for i in hops.indices.reversed() {
            if !kept[i] {
                let part = Double(to[i] &- from[i]) / length
                all[i] =
                    part < Brevity.perMille.share
                    ? .perMille
                    : part < Brevity.onePercent.share
                        ? .onePercent : part < Brevity.fivePercent.share ? .fivePercent : .none
            }
            guard hops[i].parent >= 0 else { continue }
            let parent = Int(hops[i].parent)
            from[parent] = min(from[parent], from[i])
            to[parent] = max(to[parent], to[i])
            if kept[i] { kept[parent] = true }
        }
        return all
    }
}

extension TraceHop {
    /// It failed itself. What is dead because of what it caused is only on the way there.
    package var hasFailed: Bool { kind == .deadletter || status == .error || status == .dead && isLeaf }

    /// It has begun and may still end; not when its end is known to be missing.
    package var isUnderWay: Bool {
        duration == nil && status == .running && !labels.contains(TraceLabels(.incomplete))
    }

    /// Worth telling however short it was.
    fileprivate var isTold: Bool { kind == .redrive || status == .running || awaitsRetry || !labels.isEmpty }
}
