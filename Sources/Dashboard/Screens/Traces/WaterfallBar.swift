package import EventModel
package import Telemetry

/// The columns of one hop on the waterfall: where it waited and where it worked. Both may be empty; what lies outside the window is
/// cut, and said by ``before`` and ``after``.
package struct WaterfallBar: Hashable, Sendable {
    package var wait: Range<Int>
    package var work: Range<Int>
    /// Eighths of the last column of ``work`` that it fills, 1 to 8.
    package var tail: Int
    /// Part of it lies left of the window.
    package var before: Bool
    /// Part of it lies right of the window.
    package var after: Bool

    /// - Parameters:
    ///   - silence: stands for the wait of what tells none.
    ///   - now: how far the bar of a hop reaches that has not ended.
    package init(_ hop: TraceHop, silence: Duration? = nil, in window: TimeWindow, width: Int, now: Timestamp) {
        let width = max(0, width)
        let end =
            if let duration = hop.duration {
                hop.start + max(.zero, duration)
            } else if hop.isUnderWay {
                max(hop.start, now)
            } else {
                hop.start
            }
        let waited = hop.start - max(.zero, hop.wait ?? silence ?? .zero)
        let from = window.column(of: waited, width: width)
        let start = window.column(of: hop.start, width: width)
        before = from < 0
        after = window.column(of: end, width: width) >= width
        func clamp(_ column: Int) -> Int { min(max(column, 0), width) }
        wait = clamp(from)..<clamp(max(from, start))

        // In eighths of a column: a column is too coarse for most hops of a long flow.
        let first = window.column(of: hop.start, width: width * 8)
        let reach = window.column(of: end, width: width * 8)
        // Something always shows while its moment lies in the window, however short it was.
        let last = end >= window.end ? width * 8 - 1 : max(reach - 1, first)
        guard last >= 0, first < width * 8, width > 0 else {
            work = clamp(start)..<clamp(start)
            tail = 8
            return
        }
        let lastColumn = min(last / 8, width - 1)
        work = clamp(start)..<max(clamp(start), lastColumn + 1)
        tail = after ? 8 : work.count == 1 && first >= 0 ? last - first + 1 : last % 8 + 1
    }
}
