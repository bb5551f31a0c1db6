import DequeModule

/// Picks the records around matches out of a log that is read in order, as `grep -A -B` does for lines.
package struct ContextWindow: Sendable {
    package enum Item: Hashable, Sendable {
        case match(Int)
        case context(Int)
        /// Records between the one before and the one after are left out.
        case gap
    }

    private let before: Int
    private let after: Int
    /// The last records that were not picked, the newest last.
    private var held: Deque<Int> = []
    /// Records still to be picked after the last match.
    private var left = 0
    private var hasPicked = false
    private var hasSkipped = false

    /// - Parameters:
    ///   - before: records to pick before each match; `after` those after it.
    package init(before: Int, after: Int) {
        self.before = max(0, before)
        self.after = max(0, after)
    }

    /// Nothing is picked any more until another match comes.
    package var isSpent: Bool { left == 0 }

    /// Takes the next record and hands `body` what is picked now.
    package mutating func take(_ id: Int, isMatch: Bool, _ body: (Item) -> Void) {
        if isMatch {
            if hasPicked && hasSkipped { body(.gap) }
            hasSkipped = false
            hasPicked = true
            while let id = held.popFirst() { body(.context(id)) }
            body(.match(id))
            left = after
        } else if left > 0 {
            left -= 1
            body(.context(id))
        } else {
            held.append(id)
            if held.count > before {
                held.removeFirst()
                hasSkipped = true
            }
        }
    }
}
