/// A screen's worth of cells, painted whole for each frame and then compared with the frame before.
package struct Buffer: Equatable, Sendable {
    package let size: Size
    /// Row by row from the top left.
    package private(set) var cells: [Cell]
    /// Glyphs that are more than one scalar; only grows, and not beyond ``clusterLimit``.
    private var clusters: [String] = []
    private var clusterIndexes: [String: Int] = [:]

    /// How many different clusters one frame can hold; later ones are shown as `�`.
    package static let clusterLimit = 1 << 16

    package init(size: Size) {
        self.size = Size(width: max(0, size.width), height: max(0, size.height))
        cells = Array(repeating: Cell(), count: self.size.width * self.size.height)
    }

    /// The cell at a place inside ``size``.
    package subscript(x: Int, y: Int) -> Cell { cells[y * size.width + x] }

    /// The text of a glyph of this buffer.
    package func string(_ glyph: Glyph) -> String {
        if let index = glyph.clusterIndex { return clusters[index] }
        return String(Character(glyph.scalar ?? " "))
    }

    /// Writes text from `at` to the right, clipped to `clip`; answers the columns used. A glyph that does not fit whole
    /// is left out, and what it would have covered is blank. Control characters, and whatever else could drive a
    /// terminal, are shown as visible stand-ins.
    ///
    /// Columns left of the clip count as used, so a caller can go on at `at.x` plus the answer.
    @discardableResult
    package mutating func write(_ text: some StringProtocol, at: Point, _ style: Style = .plain, clip: Rect) -> Int {
        let clip = clipped(clip)
        guard at.y >= clip.y, at.y < clip.maxY, at.x < clip.maxX else { return 0 }
        var x = at.x
        GlyphScan.forEach(in: text) { glyph, width, _ in
            if x >= clip.maxX { return false }
            if x >= clip.x && x + width <= clip.maxX {
                put(glyph, width, x, at.y, style)
            } else {
                // Too wide for one of the edges: whichever of its columns are inside stay blank.
                for column in max(x, clip.x)..<max(max(x, clip.x), min(x + width, clip.maxX)) {
                    place(Cell(.space, style), column, at.y)
                }
            }
            x += width
            return true
        }
        return min(x, clip.maxX) - at.x
    }

    /// Writes text from `at` to the right, clipped to the buffer.
    @discardableResult
    package mutating func write(_ text: some StringProtocol, at: Point, _ style: Style = .plain) -> Int {
        write(text, at: at, style, clip: Rect(size))
    }

    /// Fills an area with one glyph. Of a wide one as many as fit stand side by side.
    package mutating func fill(_ area: Rect, with glyph: Character = " ", _ style: Style = .plain) {
        let area = clipped(area)
        guard !area.isEmpty else { return }
        var text = TextGlyph.scalar(" ")
        var width = 1
        GlyphScan.forEach(in: String(glyph)) { first, columns, _ in
            text = first
            width = columns
            return false
        }
        for y in area.y..<area.maxY {
            var x = area.x
            while x + width <= area.maxX {
                put(text, width, x, y, style)
                x += width
            }
            while x < area.maxX {
                place(Cell(.space, style), x, y)
                x += 1
            }
        }
    }

    /// Changes how an area looks and leaves its text.
    package mutating func restyle(_ area: Rect, _ change: (inout Style) -> Void) {
        let area = clipped(area)
        for y in area.y..<area.maxY {
            for x in area.x..<area.maxX { change(&cells[y * size.width + x].style) }
        }
    }

    package static func == (a: Buffer, b: Buffer) -> Bool {
        guard a.size == b.size else { return false }
        if a.clusters == b.clusters { return a.cells == b.cells }
        return a.cells.indices.allSatisfy { a.same(a.cells[$0], b.cells[$0], in: b) }
    }

    /// Whether two cells look the same; indexes of clusters mean nothing across buffers, their text does.
    func same(_ mine: Cell, _ theirs: Cell, in other: Buffer) -> Bool {
        guard let i = mine.glyph.clusterIndex else { return mine == theirs }
        guard let k = theirs.glyph.clusterIndex else { return false }
        return mine.style == theirs.style && mine.width == theirs.width && clusters[i] == other.clusters[k]
    }

    private func clipped(_ area: Rect) -> Rect {
        let x = min(max(0, area.x), size.width), y = min(max(0, area.y), size.height)
        return Rect(x: x, y: y, width: min(area.maxX, size.width) - x, height: min(area.maxY, size.height) - y)
    }

    @inline(__always)
    private mutating func put(_ glyph: TextGlyph, _ width: Int, _ x: Int, _ y: Int, _ style: Style) {
        let cell: Cell
        switch glyph {
        case .scalar(let scalar): cell = Cell(Glyph(scalar), style, width: UInt8(width))
        case .cluster(let text): cell = Cell(intern(text), style, width: UInt8(width))
        }
        place(cell, x, y)
    }

    private mutating func intern(_ text: String) -> Glyph {
        if let index = clusterIndexes[text] { return Glyph(cluster: index) }
        guard clusters.count < Buffer.clusterLimit else { return .replacement }
        clusterIndexes[text] = clusters.count
        clusters.append(text)
        return Glyph(cluster: clusters.count - 1)
    }

    /// Puts a cell where it is known to fit, and blanks the other half of wide glyphs that it covers in part.
    @inline(__always)
    private mutating func place(_ cell: Cell, _ x: Int, _ y: Int) {
        let i = y * size.width + x
        let last = i + Int(cell.width) - 1
        if cells[i].width != 1 || cells[last].width != 1 { separate(i, last) }
        cells[i] = cell
        if cell.width == 2 { cells[last] = Cell(.space, cell.style, width: 0) }
    }

    private mutating func separate(_ first: Int, _ last: Int) {
        if cells[first].width == 0 { cells[first - 1] = Cell(.space, cells[first - 1].style) }
        if cells[last].width == 2 { cells[last + 1] = Cell(.space, cells[last + 1].style) }
    }
}
