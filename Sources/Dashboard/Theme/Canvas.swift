package import TerminalUI

/// What a screen paints on: cells, a theme, and the place of the text cursor if a field is being typed in.
package struct Canvas: Sendable {
    package var buffer: Buffer
    package let theme: Theme
    package var cursor: Point?

    package init(size: Size, theme: Theme) {
        buffer = Buffer(size: size)
        self.theme = theme
    }

    /// Writes on row `y` of an area (counted from its top) from column `x` (from its left) on, clipped to the area; answers
    /// the columns used.
    @discardableResult
    package mutating func write(
        _ text: some StringProtocol,
        x: Int = 0,
        y: Int = 0,
        in area: Rect,
        _ style: Style = .plain
    ) -> Int {
        guard y >= 0, y < area.height, x < area.width else { return 0 }
        return buffer.write(text, at: Point(x: area.x + x, y: area.y + y), style, clip: area)
    }

    /// One glyph, clipped to the area.
    @discardableResult
    package mutating func write(
        _ glyph: Character,
        x: Int = 0,
        y: Int = 0,
        in area: Rect,
        _ style: Style = .plain
    ) -> Int {
        write(String(glyph), x: x, y: y, in: area, style)
    }

    /// Pieces of text after one another, each in its own style; answers the columns used.
    @discardableResult
    package mutating func write(
        _ pieces: [(text: String, style: Style)],
        x: Int = 0,
        y: Int = 0,
        in area: Rect
    ) -> Int {
        var used = 0
        for piece in pieces { used += write(piece.text, x: x + used, y: y, in: area, piece.style) }
        return used
    }

    /// Pieces of text after one another, the last one that has room cut with an ellipsis where not all of them have.
    package mutating func writeShortened(
        _ pieces: [(text: String, style: Style)],
        x: Int = 0,
        y: Int = 0,
        in area: Rect
    ) {
        var left = area.width - x
        for (i, piece) in pieces.enumerated() where left > 0 {
            // Where nothing but the ellipsis would be left of the next piece, it belongs to this one.
            let isLast = pieces[(i + 1)...].allSatisfy(\.text.isEmpty)
            let fits = isLast || displayWidth(piece.text) < left
            let text = fits ? piece.text : piece.text + theme.ellipsis
            left -= write(text.truncated(to: left), x: area.width - left, y: y, in: area, piece.style)
            if !fits { return }
        }
    }

    /// Empties an area.
    package mutating func clear(_ area: Rect) { buffer.fill(area) }

    /// A rule across row `y` of an area, with a title in it if one is given.
    package mutating func rule(y: Int, in area: Rect, title: String = "") {
        guard y >= 0, y < area.height else { return }
        let row = Rect(x: area.x, y: area.y + y, width: area.width, height: 1)
        buffer.fill(row, with: theme.horizontal, theme.rule)
        if !title.isEmpty { write(" \(title) ", x: 2, in: row, theme.heading) }
    }

    /// A box around an area, emptied, with a title in its upper edge; answers the area inside, a column free at each side.
    package mutating func box(_ area: Rect, title: String) -> Rect {
        guard area.width >= 4, area.height >= 3 else { return Rect(x: area.x, y: area.y, width: 0, height: 0) }
        clear(area)
        let t = theme
        buffer.fill(Rect(x: area.x, y: area.y, width: area.width, height: 1), with: t.horizontal, t.rule)
        buffer.fill(Rect(x: area.x, y: area.maxY - 1, width: area.width, height: 1), with: t.horizontal, t.rule)
        buffer.fill(Rect(x: area.x, y: area.y, width: 1, height: area.height), with: t.vertical, t.rule)
        buffer.fill(Rect(x: area.maxX - 1, y: area.y, width: 1, height: area.height), with: t.vertical, t.rule)
        write(t.cornerTopLeft, in: area, t.rule)
        write(t.cornerTopRight, x: area.width - 1, in: area, t.rule)
        write(t.cornerBottomLeft, y: area.height - 1, in: area, t.rule)
        write(t.cornerBottomRight, x: area.width - 1, y: area.height - 1, in: area, t.rule)
        if !title.isEmpty {
            write(" \(title) ", x: 1, in: Rect(x: area.x, y: area.y, width: area.width - 1, height: 1), t.heading)
        }
        return area.inset(2, 1)
    }

    /// Replaces whatever is not ASCII, for terminals that can show nothing else; columns stay where they are.
    mutating func reduceToASCII() {
        for y in 0..<buffer.size.height {
            var x = 0
            while x < buffer.size.width {
                let cell = buffer[x, y]
                let width = max(1, Int(cell.width))
                if cell.glyph.scalar.map({ $0.value >= 0x80 }) ?? true {
                    let place = Rect(x: x, y: y, width: width, height: 1)
                    buffer.fill(place, with: Self.asciiTwin(of: cell.glyph.scalar), cell.style)
                }
                x += width
            }
        }
    }

    private static func asciiTwin(of scalar: Unicode.Scalar?) -> Character {
        switch scalar {
        case "…": "."
        case "–", "—", "─": "-"
        case "×": "x"
        case "·": "."
        case "µ": "u"
        default: "?"
        }
    }

    /// Takes a row of an area back behind the others.
    package mutating func dim(row y: Int, in area: Rect) {
        guard y >= 0, y < area.height else { return }
        let dim = theme.dim
        buffer.restyle(Rect(x: area.x, y: area.y + y, width: area.width, height: 1)) { $0 = dim }
    }

    /// Shows which row of an area keys act on.
    package mutating func select(row y: Int, in area: Rect) {
        guard y >= 0, y < area.height else { return }
        let theme = theme
        buffer.restyle(Rect(x: area.x, y: area.y + y, width: area.width, height: 1)) { theme.select(&$0) }
    }
}
