package import TerminalUI

/// Where the parts of the Pipeline page are: heading, sections, the list of one section, and below it what is known of the selected
/// part. A narrow screen has the sections in one line above the list; a low one has no lower part, and Enter shows it whole.
package struct PipelineLayout: Hashable, Sendable {
    package let heading: Rect
    package let sections: Rect
    /// The upright rule between sections and list; empty where the sections are a line.
    package let divider: Rect
    package let titles: Rect
    package let rows: Rect
    /// With its rule as the first row; empty where there is no room.
    package let lower: Rect

    /// Columns of the sections where they are a list.
    private static let sectionWidth = 28

    package init(_ area: Rect) {
        let lowerHeight = area.height < 14 ? 0 : min(15, area.height * 2 / 5)
        let (heading, rest) = area.top(1)
        let (upper, lower) = rest.bottom(lowerHeight)
        let list: Rect
        if area.width >= 100 {
            let (sections, right) = upper.left(Self.sectionWidth)
            let (divider, beside) = right.left(1)
            (self.sections, self.divider, list) = (sections, divider, beside)
        } else {
            let (sections, below) = upper.top(1)
            (self.sections, list) = (sections, below)
            divider = Rect(x: area.x, y: area.y, width: 0, height: 0)
        }
        self.heading = heading
        self.lower = lower
        (titles, rows) = list.top(1)
    }

    /// The sections are one line above the list.
    package var isStacked: Bool { divider.isEmpty }
}
