import DeadLetters
import EventModel

/// A group of any size, in pages around the selection.
extension DeadLettersScreen {
    /// Learns where pages begin from those that have come, and asks for those around the selection.
    mutating func settleWindows(_ snapshot: Snapshot) {
        guard let queue else { return }
        windows = windows.filter { open.contains($0.key) }
        let pages = snapshot.deadLetters.pages
        for group in open { windows[group, default: LetterWindow()].learn(queue, group, order, from: pages) }
        guard let id = place.anchor.flatMap({ $0.hasPrefix("message ") ? String($0.dropFirst(8)) : nil }) else {
            return
        }
        for group in open {
            guard let stretch = loaded(group, of: queue, snapshot) else { continue }
            windows[group]?.follow(id, in: stretch)
        }
    }

    /// The row to select when the rows have come that the selection was waiting for: the first of them.
    func stepOverEdge(_ outline: DeadLetterRows, _ view: ListPlace.View) -> Int? {
        guard let edge, !outline.rows.isEmpty else { return nil }
        switch outline.rows[view.selected] {
        case .more, .earlier: break
        case .group, .message: return nil
        }
        guard let at = outline.rows.firstIndex(of: .message(edge.id)), outline.rows.indices.contains(at + edge.step),
            case .message = outline.rows[at + edge.step]
        else { return nil }
        return at + edge.step
    }

    /// Where a move ends: what is not loaded yet is not jumped over, unless to the first row or the last.
    func stoppedAtEdge(_ target: Int, _ action: Action, _ view: ListPlace.View, _ outline: DeadLetterRows) -> Int {
        let rows = outline.rows
        let target = min(max(0, target), max(0, rows.count - 1))
        guard action != .top, action != .bottom, target != view.selected, !rows.isEmpty else { return target }
        if case .more = rows[view.selected], edge != nil, target > view.selected { return view.selected }
        if case .earlier = rows[view.selected], edge != nil, target < view.selected { return view.selected }
        let step = target > view.selected ? 1 : -1
        for index in stride(from: view.selected + step, to: target, by: step) {
            switch (rows[index], step) {
            case (.more, 1), (.earlier, -1): return index
            default: break
            }
        }
        return target
    }

    /// The selection has walked into what is not loaded: the next page is asked for, or the one before.
    mutating func turnPage(at row: DeadLetterRows.Row, _ index: Int, _ outline: DeadLetterRows) {
        switch row {
        case .more(let group, _):
            guard edge == nil || !isAtEdge(outline, index - 1) else { break }
            windows[group, default: LetterWindow()].turn(1)
            if index > 0, case .message(let id) = outline.rows[index - 1] { edge = (id, 1) }
        case .earlier(let group, _):
            guard edge == nil || !isAtEdge(outline, index + 1) else { break }
            windows[group, default: LetterWindow()].turn(-1)
            let next = index + 1
            if next < outline.rows.count, case .message(let id) = outline.rows[next] { edge = (id, -1) }
        case .group, .message: edge = nil
        }
    }

    /// A page was turned for this place already.
    private func isAtEdge(_ outline: DeadLetterRows, _ index: Int) -> Bool {
        outline.rows.indices.contains(index) && outline.rows[index] == edge.map { .message($0.id) }
    }

    /// Sorts by when messages died, or by when they expire.
    mutating func cycleOrder() {
        order = order == .died ? .expires : .died
        windows = [:]
        edge = nil
    }
}
