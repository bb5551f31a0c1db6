/// Where a list is scrolled and what is selected, held by the row's id: rows that come and go above it move neither the
/// selection nor what is on the screen around it.
package struct ListPlace: Hashable, Sendable {
    /// The id of the selected row; nil while the list follows its top.
    package private(set) var anchor: String?
    /// Rows between the top of the view and the selection.
    private var row = 0
    /// The index of the selection when it was last moved: where to stand if its row is gone.
    private var index = 0

    package init() {}

    /// How many rows a list must have for the place to be found again, as far as is known.
    package var reach: Int { index + 1 }

    /// A list's rows at one moment, and the part of it that shows.
    package struct View: Hashable, Sendable {
        package var selected: Int
        package var offset: Int
        package var count: Int
        package var height: Int
        /// The selected row is the one that was selected before.
        package var holds = true
        /// Indices of the rows that show.
        package var shown: Range<Int> { offset..<min(count, offset + max(0, height)) }
    }

    /// Finds the place again among the rows of now.
    package func view(count: Int, height: Int, find: (String) -> Int?) -> View {
        let last = max(0, count - 1), height = max(1, height)
        let found = anchor.flatMap(find)
        let selected = min(max(0, found ?? index), last)
        // Below a short list that has grown there may be room left: filling it would move every row.
        let offset = max(0, selected - min(row, height - 1))
        return View(
            selected: selected,
            offset: offset,
            count: count,
            height: height,
            holds: found != nil || anchor == nil
        )
    }

    /// Selects a row; scrolls no further than needed to show it.
    package mutating func select(_ new: Int, id: (Int) -> String, in view: View) {
        guard view.count > 0 else { return follow() }
        let new = min(max(0, new), view.count - 1)
        var offset = min(view.offset, max(0, view.count - view.height))
        if new < offset { offset = new } else if new >= offset + view.height { offset = new - view.height + 1 }
        anchor = id(new)
        index = new
        row = new - offset
    }

    /// Takes note of where the selection is now. If its row is gone, the one that has come to its place is selected.
    package mutating func settle(in view: View, id: (Int) -> String) {
        guard anchor != nil, view.count > 0 else { return }
        index = view.selected
        row = view.selected - view.offset
        if !view.holds { anchor = id(view.selected) }
    }

    /// Selects a row by its id before it is known where it is.
    package mutating func select(id: String) {
        anchor = id
        row = 0
    }

    /// Goes to the top and stays there, whatever comes.
    package mutating func follow() { self = ListPlace() }

    /// The row an action of moving leads to; nil for other actions.
    package static func target(_ action: Action, in view: View) -> Int? {
        switch action {
        case .up: view.selected - 1
        case .down: view.selected + 1
        case .pageUp: view.selected - view.height
        case .pageDown: view.selected + view.height
        case .halfPageUp: view.selected - max(1, view.height / 2)
        case .halfPageDown: view.selected + max(1, view.height / 2)
        case .top: 0
        case .bottom: view.count - 1
        default: nil
        }
    }
}
