package import TerminalUI

/// Where the parts of a flow's screen are: heading, ruler, rows of tree and waterfall, the critical path's line, the detail of
/// the selected node. Narrow screens give up the service column, low ones the detail.
package struct FlowLayout: Hashable, Sendable {
    package let heading: Rect
    package let ruler: Rect
    package let rows: Rect
    package let critical: Rect
    package let detail: Rect
    /// Columns within a row, as ranges from the left edge of ``rows``.
    package let tree: Range<Int>
    package let service: Range<Int>
    package let waterfall: Range<Int>
    package let status: Range<Int>

    package init(_ area: Rect) {
        let detailHeight = area.height < 14 ? 0 : min(13, max(6, area.height / 3))
        let (heading, below) = area.top(1)
        let (ruler, rest) = below.top(1)
        let (upper, detail) = rest.bottom(detailHeight)
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
        let treeWidth = min(48, max(24, (width - statusWidth - serviceWidth) * 2 / 5))
        tree = 1..<(1 + treeWidth)
        service = (tree.upperBound + 1)..<(tree.upperBound + 1 + serviceWidth)
        status = max(0, width - 1 - statusWidth)..<max(0, width - 1)
        let left = serviceWidth == 0 ? tree.upperBound + 1 : service.upperBound + 1
        waterfall = left..<max(left, status.lowerBound - 1)
    }

    /// A row's part as an area, to clip what is written into it.
    func part(_ columns: Range<Int>, y: Int) -> Rect {
        Rect(
            x: rows.x + columns.lowerBound,
            y: rows.y + y,
            width: min(columns.count, rows.width - columns.lowerBound),
            height: 1
        )
    }
}
