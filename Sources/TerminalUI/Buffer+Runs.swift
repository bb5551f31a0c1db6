extension Buffer {
    /// Neighbouring cells of one row that have changed.
    package struct Run: Hashable, Sendable {
        package var y: Int
        package var columns: Range<Int>
    }

    /// What differs from the frame before, row by row; everything if there was none or the size has changed. A run
    /// holds whole glyphs of both frames.
    package func changedRuns(since previous: Buffer?) -> [Run] {
        guard let previous, previous.size == size else {
            return size.width == 0 ? [] : (0..<size.height).map { Run(y: $0, columns: 0..<size.width) }
        }
        var runs: [Run] = []
        for y in 0..<size.height {
            let row = y * size.width
            var x = 0
            while x < size.width {
                if same(cells[row + x], previous.cells[row + x], in: previous) {
                    x += 1
                    continue
                }
                var start = x
                while start > 0 && (cells[row + start].width == 0 || previous.cells[row + start].width == 0) {
                    start -= 1
                }
                x += 1
                while x < size.width
                    && (cells[row + x].width == 0 || previous.cells[row + x].width == 0
                        || !same(cells[row + x], previous.cells[row + x], in: previous))
                {
                    x += 1
                }
                if let last = runs.last, last.y == y, last.columns.upperBound >= start {
                    runs[runs.count - 1].columns = last.columns.lowerBound..<x
                } else {
                    runs.append(Run(y: y, columns: start..<x))
                }
            }
        }
        return runs
    }
}
