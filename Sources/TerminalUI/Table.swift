/// How columns share a width. Pure layout: what stands in the cells is the screen's.
package struct Table: Hashable, Sendable {
    package enum Alignment: Sendable { case left, right }

    package struct Column: Hashable, Sendable {
        package var title: String
        /// Columns it has at least; what does not fit is cut.
        package var minimum: Int
        /// Its part of what is left over; 0 keeps it at `minimum`.
        package var share: Int
        /// Where there is no room for all, the columns of the highest number go first; 0 stays to the end.
        package var priority: Int
        package var alignment: Alignment

        package init(_ title: String, _ minimum: Int, share: Int = 0, priority: Int = 0, _ alignment: Alignment = .left)
        {
            self.title = title
            self.minimum = minimum
            self.share = share
            self.priority = priority
            self.alignment = alignment
        }
    }

    /// A column that has its place.
    package struct Placed: Hashable, Sendable {
        /// Its index among the table's columns.
        package var column: Int
        package var x: Int
        package var width: Int
    }

    package var columns: [Column]
    /// Spaces between two columns.
    package var gap: Int

    package init(_ columns: [Column], gap: Int = 1) {
        self.columns = columns
        self.gap = gap
    }

    /// Where each column is within so many columns of screen, from the left; those without room are missing.
    package func layout(_ width: Int) -> [Placed] {
        var kept = Array(columns.indices)
        func needed() -> Int { kept.reduce(0) { $0 + columns[$1].minimum } + gap * max(0, kept.count - 1) }
        while kept.count > 1, needed() > width {
            // Of equal priority the rightmost goes first.
            guard let out = kept.indices.max(by: { columns[kept[$0]].priority <= columns[kept[$1]].priority }) else {
                break
            }
            kept.remove(at: out)
        }
        var spare = max(0, width - needed())
        var shares = kept.reduce(0) { $0 + columns[$1].share }
        var x = 0
        return kept.map { index in
            let column = columns[index]
            var size = column.minimum
            if column.share > 0 {
                // The last one with a share takes what rounding has left.
                let part = spare * column.share / shares
                size += part
                spare -= part
                shares -= column.share
            }
            let placed = Placed(column: index, x: x, width: max(0, min(size, width - x)))
            x += size + gap
            return placed
        }
    }

    /// Writes one row's texts into their columns; `text` is asked only for columns that have a place.
    package func write(
        _ placed: [Placed],
        at: Point,
        to buffer: inout Buffer,
        clip: Rect,
        _ text: (Int) -> (String, Style)
    ) {
        for place in placed {
            let (content, style) = text(place.column)
            let cut = content.truncated(to: place.width)
            let indent = columns[place.column].alignment == .right ? max(0, place.width - displayWidth(cut)) : 0
            buffer.write(cut, at: Point(x: at.x + place.x + indent, y: at.y), style, clip: clip)
        }
    }

    /// Writes the titles.
    package func writeTitles(_ placed: [Placed], at: Point, to buffer: inout Buffer, clip: Rect, _ style: Style) {
        write(placed, at: at, to: &buffer, clip: clip) { (columns[$0].title, style) }
    }
}
