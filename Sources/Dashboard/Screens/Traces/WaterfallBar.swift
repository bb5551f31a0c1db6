package import EventModel
package import Telemetry

/// The columns of one node on the waterfall: where it waited and where it worked. Both may be empty; what lies outside the window is
/// cut, and said by ``before`` and ``after``.
package struct WaterfallBar: Hashable, Sendable {
    package var wait: Range<Int>
    package var work: Range<Int>
    /// Part of it lies left of the window.
    package var before: Bool
    /// Part of it lies right of the window.
    package var after: Bool

    /// - Parameter now: how far the bar of a node reaches that has not ended.
    package init(_ node: TraceNode, in window: TimeWindow, width: Int, now: Timestamp) {
        let end =
            if let duration = node.duration {
                node.start + duration
            } else if node.isUnderWay {
                max(node.start, now)
            } else {
                node.start
            }
        let waited = node.start - max(.zero, node.wait ?? .zero)
        let from = window.column(of: waited, width: width)
        let start = window.column(of: node.start, width: width)
        let last = window.column(of: max(end, node.start), width: width)
        before = from < 0
        after = last >= width
        let limit = max(0, width)
        func clamp(_ column: Int) -> Int { min(max(column, 0), limit) }
        wait = clamp(from)..<clamp(max(from, start))
        // Something always shows while its moment lies in the window, however short it was.
        work =
            last < 0 || start >= limit ? clamp(start)..<clamp(start) : clamp(start)..<max(clamp(start), clamp(last + 1))
    }
}
