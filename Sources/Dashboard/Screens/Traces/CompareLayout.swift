import TerminalUI

/// Where the parts of a comparison are: two lines of heading, the columns' titles, the rows, the detail. Wide screens have room
/// for the bars of both flows.
struct CompareLayout: Hashable, Sendable {
    let heading: Rect
    let titles: Rect
    let rows: Rect
    let detail: Rect
    /// Columns within a row, as ranges from the left edge of ``rows``.
    let hop: Range<Int>
    let reference: Range<Int>
    let subject: Range<Int>
    let delta: Range<Int>
    let ratio: Range<Int>
    let bars: Range<Int>

    init(_ area: Rect) {
        let (heading, below) = area.top(2)
        let (titles, rest) = below.top(1)
        let (rows, detail) = rest.bottom(area.height < 16 ? 0 : 4)
        self.heading = heading
        self.titles = titles
        self.rows = rows
        self.detail = detail

        let side = 11, change = 10, times = 7
        let figures = side * 2 + change + times + 4
        let spare = area.width - figures - 2
        let hopWidth = area.width < 110 ? max(16, spare) : max(30, spare / 2)
        var x = 1
        func take(_ width: Int) -> Range<Int> {
            defer { x += width + 1 }
            return x..<x + width
        }
        hop = take(hopWidth)
        reference = take(side)
        subject = take(side)
        delta = take(change)
        ratio = take(times)
        bars = x + 1..<max(x + 1, area.width - 1)
    }

    func part(_ columns: Range<Int>, on line: Rect, y: Int = 0) -> Rect {
        Rect(
            x: line.x + columns.lowerBound,
            y: line.y + y,
            width: min(columns.count, line.width - columns.lowerBound),
            height: 1
        )
    }
}
