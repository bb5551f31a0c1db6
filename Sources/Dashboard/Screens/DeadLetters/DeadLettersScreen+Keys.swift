import DeadLetters
import EventModel
import TerminalUI

extension DeadLettersScreen {
    package mutating func update(_ action: Action, _ snapshot: Snapshot) -> Reaction {
        if case .show(.deadLetters(let name)) = action {
            if let name { select(name) }
            pane = .messages
            return .handled()
        }
        guard hasBroker else {
            return action == .open ? .go(.logs(query: "hop=deadletter")) : .ignored
        }
        let outline = outline(snapshot)
        let view = view(outline, layout(snapshot, snapshot.body))
        if move(action, outline, view, snapshot) { return .handled() }
        let row = outline.rows.isEmpty ? nil : outline.rows[view.selected]
        switch action {
        case .nextPane: pane = pane == .queues ? .messages : pane == .messages ? .body : .queues
        case .previousPane: pane = pane == .queues ? .body : pane == .messages ? .queues : .messages
        case .back:
            if pane != .messages {
                pane = .messages
            } else if !marks.isEmpty {
                marks = []
            } else {
                filter.keep("", now: snapshot.now)
            }
        case .editFilter: return .push(FilterBar(filter.text))
        case .previewFilter(let text): filter.preview(text, now: snapshot.now)
        case .dropPreview: filter.preview(nil, now: snapshot.now)
        case .applyFilter(let text): filter.keep(text, now: snapshot.now)
        case .fold, .unfold, .foldAll, .unfoldAll:
            if let row { fold(action, outline.group(of: row)?.fingerprint, outline, view) }
        case .open:
            guard let row else { return .handled() }
            return open(row, outline, view)
        case .mark:
            mark(row, outline)
            if let next = ListPlace.target(.down, in: view) {
                place.select(next, id: { outline.rows[$0].anchor }, in: view)
            }
        case .markAll:
            let all = Set(outline.letters.map(\.id))
            marks = marks.isSuperset(of: all) ? [] : marks.union(all)
            if !marks.isEmpty, all.count < outline.count {
                let marked = Figures.count(marks.count)
                let words = "marked what is loaded, \(marked); R on a group or on a queue takes all of it"
                return .handled([.notice(Notice(.information, words))])
            }
        case .openFlow:
            guard let id = shown?.correlationID else {
                return .handled([.notice(Notice(.information, "this message has no correlation id"))])
            }
            return .go(.trace(id))
        case .copy:
            return .handled(shown.map { [.copy($0.correlationID ?? $0.id)] } ?? [])
        case .cycleSort:
            cycleOrder()
            let words = order == .died ? "sorted by death, the oldest first" : "sorted by expiry, the soonest first"
            return .handled([.notice(Notice(.information, words))])
        case .redrive, .discard:
            return plan(action == .redrive ? .redrive : .discard, row, outline, snapshot)
        case .edit: return edit(row, outline, snapshot)
        case .answer(let text): return change(text)
        case .park: return park(snapshot)
        case .purge: return purge(snapshot)
        case .undo: return undo(snapshot)
        case .cancelTask:
            guard let task = snapshot.tasks.last(where: { $0.state.isRunning }) else {
                return .handled([.notice(Notice(.information, "no task is running; H lists those that have ended"))])
            }
            return .push(TaskOverlay(following: task))
        default: return .ignored
        }
        return .handled()
    }

    /// Moving, in the pane that has the keys.
    private mutating func move(
        _ action: Action,
        _ outline: DeadLetterRows,
        _ view: ListPlace.View,
        _ snapshot: Snapshot
    ) -> Bool {
        switch pane {
        case .queues:
            let queues = snapshot.deadLetters.queues
            let index = queues.firstIndex { $0.queue.name == queue } ?? 0
            let height = layout(snapshot, snapshot.body).queues.height
            let list = ListPlace.View(selected: index, offset: 0, count: queues.count, height: height)
            guard let target = ListPlace.target(action, in: list) else { return false }
            if !queues.isEmpty {
                let name = queues[min(max(0, target), queues.count - 1)].queue.name
                if name != queue { select(name) }
            }
        case .messages:
            guard let target = ListPlace.target(action, in: view) else { return false }
            if action == .top { windows = [:] }
            let index = stoppedAtEdge(target, action, view, outline)
            place.select(index, id: { outline.rows[$0].anchor }, in: view)
            if outline.rows.indices.contains(index) { turnPage(at: outline.rows[index], index, outline) }
        case .body:
            let height = max(1, layout(snapshot, snapshot.body).body.height - 1)
            let text = ListPlace.View(selected: bodyTop, offset: bodyTop, count: body.lines.count, height: height)
            guard let target = ListPlace.target(action, in: text) else { return false }
            bodyTop = max(0, min(target, body.lines.count - height))
        }
        return true
    }

    private mutating func fold(_ action: Action, _ group: String?, _ outline: DeadLetterRows, _ view: ListPlace.View) {
        foldedByHand = true
        switch action {
        case .foldAll: open = []
        case .unfoldAll: open = Set(groups.map(\.fingerprint))
        case .fold: group.map { _ = open.remove($0) }
        default: group.map { _ = open.insert($0) }
        }
        // A message that is hidden now leaves the selection to its group.
        guard let group, !open.contains(group) else { return }
        if let index = outline.rows.firstIndex(of: .group(group)) {
            place.select(index, id: { outline.rows[$0].anchor }, in: view)
        }
    }

    private mutating func open(_ row: DeadLetterRows.Row, _ outline: DeadLetterRows, _ view: ListPlace.View)
        -> Reaction
    {
        if pane == .queues {
            pane = .messages
            return .handled()
        }
        // Beside the body Enter is about the message whose body that is, also where a group is selected.
        if pane == .body, let shown { return .push(MessageScreen(shown)) }
        switch row {
        case .group(let group):
            fold(open.contains(group) ? .fold : .unfold, group, outline, view)
            return .handled()
        case .more, .earlier:
            turnPage(at: row, view.selected, outline)
            return .handled()
        case .message(let id):
            return outline.letter(id).map { .push(MessageScreen($0)) } ?? .handled()
        }
    }

    private mutating func mark(_ row: DeadLetterRows.Row?, _ outline: DeadLetterRows) {
        switch row {
        case .message(let id):
            if marks.remove(id) == nil { marks.insert(id) }
        case .group(let group):
            // What is loaded of it; R on the group takes all of it without marks.
            let ids = Set(outline.letters(of: group).map(\.id))
            marks = marks.isSuperset(of: ids) ? marks.subtracting(ids) : marks.union(ids)
        case .more, .earlier, nil: break
        }
    }
}
