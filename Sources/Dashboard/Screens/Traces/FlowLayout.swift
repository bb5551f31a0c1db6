package import TerminalUI

/// Where the parts of a flow's screen are: heading, ruler, rows of tree and waterfall, the critical path's line, the detail of
/// the selected node. Narrow screens give up the service column, low ones the detail.
package struct FlowLayout: Hashable, Sendable {
    package let heading: Rect
    /// Which step of its past is shown; empty while it is shown as it is.
    package let travel: Rect
    package let ruler: Rect
    package let rows: Rect
    package let critical: Rect
    package let detail: Rect
    /// Columns within a row, as ranges from the left edge of ``rows``.
    package let tree: Range<Int>
    package let service: Range<Int>
    package let waterfall: Range<Int>
    package let status: Range<Int>

    /// - Parameters:
    ///   - isLog: nothing but log lines: what they say needs more room than when they came.
    ///   - travels: a step of its past is shown: the pane has more to tell.
    package init(_ area: Rect, isLog: Bool = false, travels: Bool = false) {
        let share = !travels ? area.height / 3 : area.width < 110 ? area.height / 2 : area.height * 2 / 5
        let detailHeight = area.height < 14 ? 0 : min(travels ? 15 : 13, max(6, share))
        let (heading, lower) = area.top(1)
        let (travel, below) = lower.top(travels ? 1 : 0)
        self.travel = travel
        let (ruler, middle) = below.top(1)
        let (upper, detail) = middle.bottom(detailHeight)
        let (rows, critical) = upper.bottom(1)
        self.heading = heading
        self.ruler = ruler
        self.rows = rows
        self.critical = critical
        self.detail = detail

        let width = area.width
        let statusWidth = 13
        let serviceWidth = width < 100 ? 0 : 18
        // The waterfall is what the screen is for: the tree gets a third, and no more than it can use.
        let rest = width - statusWidth - serviceWidth
        let treeWidth = isLog ? max(24, rest * 3 / 5) : min(48, max(24, rest * 2 / 5))
        tree = 1..<(1 + treeWidth)
        service = (tree.upperBound + 1)..<(tree.upperBound + 1 + serviceWidth)
        status = max(0, width - 1 - statusWidth)..<max(0, width - 1)
        let left = serviceWidth == 0 ? tree.upperBound + 1 : service.upperBound + 1
        waterfall = left..<max(left, status.lowerBound - 1)
    }

    /// A row's part as an area, to clip what is written into it.
    func part(_ columns: Range<Int>, y: Int) -> Rect {
        part(columns, on: Rect(x: rows.x, y: rows.y + y, width: rows.width, height: 1))
    }

    /// The same part of the ruler, or of any line as wide as a row.
    func part(_ columns: Range<Int>, on line: Rect) -> Rect {
        Rect(
            x: line.x + columns.lowerBound,
            y: line.y,
            width: min(columns.count, line.width - columns.lowerBound),
            height: line.height
        )
    }
}
