/// Which row of a list is selected and which are on screen. Keeps its place when rows come and go.
package struct Scroll: Hashable, Sendable {
    /// The selected row; meaningless while `count` is 0.
    package private(set) var selection: Int
    /// The first row on screen.
    package private(set) var offset: Int
    package private(set) var count: Int
    /// Rows on screen at once.
    package private(set) var height: Int

    package init(count: Int = 0, height: Int = 0, selection: Int = 0) {
        self.count = max(0, count)
        self.height = max(0, height)
        self.selection = selection
        offset = 0
        settle()
    }

    /// The rows on screen.
    package var visible: Range<Int> { offset..<min(count, offset + height) }
    package var isAtEnd: Bool { selection >= count - 1 }
    package var isAtStart: Bool { selection <= 0 }

    /// Tells how many rows there are and how many fit. The selected row stays selected, and where it is on screen if it
    /// can.
    package mutating func update(count: Int, height: Int) {
        self.count = max(0, count)
        self.height = max(0, height)
        settle()
    }

    /// `n` rows were put in before row `index`: what is selected and seen stays the same.
    package mutating func inserted(_ n: Int, at index: Int = 0) {
        count += n
        if selection >= index && count > n { selection += n }
        if offset >= index && offset > 0 { offset += n }
        settle()
    }

    /// `n` rows from `index` on were taken out. If the selected one is gone the next takes its place.
    package mutating func removed(_ n: Int, at index: Int = 0) {
        let n = min(n, max(0, count - index))
        count -= n
        selection = moved(selection, n, index)
        offset = moved(offset, n, index)
        settle()
    }

    package mutating func move(by rows: Int) { select(selection + rows) }
    package mutating func pageDown() { page(max(1, height - 1)) }
    package mutating func pageUp() { page(-max(1, height - 1)) }
    package mutating func halfPageDown() { page(max(1, height / 2)) }
    package mutating func halfPageUp() { page(-max(1, height / 2)) }
    package mutating func home() { select(0) }
    package mutating func end() { select(count - 1) }

    /// Selects a row, and scrolls as little as brings it on screen.
    package mutating func select(_ row: Int) {
        selection = row
        settle()
    }

    /// Selects a row and brings it to the middle of the screen.
    package mutating func centre(on row: Int) {
        selection = row
        offset = row - height / 2
        settle()
    }

    private mutating func page(_ rows: Int) {
        selection += rows
        offset += rows
        settle()
    }

    private func moved(_ row: Int, _ n: Int, _ index: Int) -> Int {
        row < index ? row : max(index, row - n)
    }

    private mutating func settle() {
        selection = min(max(0, selection), max(0, count - 1))
        if selection < offset { offset = selection }
        if height > 0 && selection >= offset + height { offset = selection - height + 1 }
        offset = min(max(0, offset), max(0, count - height))
    }
}
