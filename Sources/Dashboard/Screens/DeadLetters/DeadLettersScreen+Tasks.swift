import DeadLetters
import EventModel
import TerminalUI

/// From a selection to a plan, and what is heard of it.
extension DeadLettersScreen {
    /// What R and D act on: in the queues' pane the whole queue, else the marked messages, else the group or the message of the row.
    func selection(_ row: DeadLetterRows.Row?, _ outline: DeadLetterRows) -> (
        PlanRequest.Selection, what: String
    )? {
        let filter = filter.text
        if pane == .queues {
            return filter.isEmpty
                ? (.all, "everything in the queue") : (.query(filter), "what matches \(filter.prefix(60))")
        }
        if !marks.isEmpty {
            return (.ids(marks.sorted()), marks.count == 1 ? "the marked message" : "the marked messages")
        }
        switch row {
        case .message(let id): return (.ids([id]), "one message")
        case .group(let group), .more(let group, _), .earlier(let group, _):
            // Under a filter what shows is meant, not what it hides.
            if !filter.isEmpty {
                let ids = outline.letters(of: group).map(\.id)
                return ids.isEmpty ? nil : (.ids(ids), "what matches \(filter.prefix(40)) of one group")
            }
            return (.group(group), "group \(outline.group(group)?.error.truncated(to: 60) ?? "")")
        case nil: return nil
        }
    }

    /// Asks for a plan; the dialog opens when it has come.
    mutating func plan(
        _ purpose: PlanDialog.Purpose,
        _ row: DeadLetterRows.Row?,
        _ outline: DeadLetterRows,
        _ snapshot: Snapshot
    ) -> Reaction {
        guard let queue, summary(snapshot)?.queue.depth ?? 0 > 0, let (selection, what) = selection(row, outline) else {
            return .handled([.notice(Notice(.information, "no dead letter here"))])
        }
        return errand.plan(PlanRequest(queue: queue, selection: selection), for: purpose, what: what)
    }

    /// Edits one message in an editor; of a group, of the marked and of a queue it asks what to set in each.
    mutating func edit(_ row: DeadLetterRows.Row?, _ outline: DeadLetterRows, _ snapshot: Snapshot) -> Reaction {
        guard let queue, summary(snapshot)?.queue.depth ?? 0 > 0, let (selection, what) = selection(row, outline) else {
            return .handled([.notice(Notice(.information, "no dead letter here"))])
        }
        if case .ids(let ids) = selection, ids.count == 1, let letter = outline.letter(ids[0]) {
            return errand.edit(letter)
        }
        changing = (PlanRequest(queue: queue, selection: selection), what)
        return .push(ChangeBar(what: what))
    }

    /// The line that says what to set has come.
    mutating func change(_ text: String) -> Reaction {
        guard let (asked, what) = changing, let change = try? ChangeBar.change(text) else { return .handled() }
        changing = nil
        var request = asked
        request.options.changes = [change]
        return errand.plan(request, for: .redrive, what: what)
    }

    /// Parks the marked, or what is about to expire.
    mutating func park(_ snapshot: Snapshot) -> Reaction {
        guard let queue else { return .handled() }
        if !marks.isEmpty {
            let request = PlanRequest(queue: queue, selection: .ids(marks.sorted()))
            return errand.plan(
                request,
                for: .park,
                what: marks.count == 1 ? "the marked message" : "the marked messages"
            )
        }
        guard snapshot.deadLetters.expiring[queue] != nil else {
            let words = "nothing in \(queue) expires within a day; P parks what is marked, too"
            return .handled([.notice(Notice(.information, words))])
        }
        return errand.plan(
            PlanRequest(queue: queue, selection: .expiring),
            for: .park,
            what: "what expires within a day"
        )
    }

    /// Asks before the whole queue is emptied.
    func purge(_ snapshot: Snapshot) -> Reaction {
        guard let queue = summary(snapshot)?.queue, queue.depth > 0 else {
            return .handled([.notice(Notice(.information, "no dead letter here"))])
        }
        return .push(ConfirmOverlay(purging: queue, snapshot))
    }

    /// Takes the last task of this queue back that did something.
    mutating func undo(_ snapshot: Snapshot) -> Reaction {
        let mine = snapshot.tasks.filter { $0.queue == queue }
        guard let last = mine.last(where: \.canUndo) else {
            let words =
                mine.contains(where: \.state.isRunning)
                ? "its task still runs: c shows it and stops it" : "nothing was done to this queue that could be undone"
            return .handled([.notice(Notice(.information, words))])
        }
        return errand.undo(last)
    }

    package mutating func receive(_ answer: Answer, _ snapshot: Snapshot) -> Reaction {
        if let reaction = errand.receive(answer, snapshot) { return reaction }
        guard case .progress(let progress) = answer, !progress.state.isRunning else { return .ignored }
        // What is done is no longer marked.
        if progress.queue == queue { marks = [] }
        return .handled()
    }
}
