import DeadLetters
import EventModel
import TerminalUI

/// From a selection to a plan, and what is heard of it.
extension DeadLettersScreen {
    /// What R and D act on: in the queues' pane the whole queue, else the marked messages, else the group or the message of the row.
    func selection(_ row: DeadLetterOutline.Row?, _ outline: DeadLetterOutline) -> (
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
        case .group(let group), .more(let group, _):
            // Under a filter what shows is meant, not what it hides.
            if !filter.isEmpty {
                let ids = outline.letters(of: group).map(\.id)
                return ids.isEmpty ? nil : (.ids(ids), "what matches \(filter.prefix(40)) of one group")
            }
            return (.group(group), "group \(outline.group(group)?.error.prefix(60) ?? "")")
        case nil: return nil
        }
    }

    /// Asks for a plan; the dialog opens when it has come.
    mutating func plan(
        _ purpose: PlanDialog.Purpose,
        _ row: DeadLetterOutline.Row?,
        _ outline: DeadLetterOutline,
        _ snapshot: Snapshot
    ) -> Reaction {
        guard let queue, summary(snapshot)?.queue.depth ?? 0 > 0, let (selection, what) = selection(row, outline) else {
            return .handled([.notice(Notice(.information, "no dead letter here"))])
        }
        let request = PlanRequest(queue: queue, selection: selection)
        planning = Planning(request: request, purpose: purpose, what: what)
        return .handled([.plan(request)])
    }

    package mutating func receive(_ answer: Answer, _ snapshot: Snapshot) -> Reaction {
        switch answer {
        case .planned(let request, let plan):
            guard let asked = planning, asked.request == request else { return .ignored }
            planning = nil
            if plan.ids.isEmpty {
                let why = plan.warnings.first ?? "they are gone, or another task has them"
                return .handled([.notice(Notice(.warning, "nothing to do: \(why)"))])
            }
            return .push(PlanDialog(plan, what: asked.what, purpose: asked.purpose))
        case .refused(let request, let why):
            guard planning?.request == request else { return .ignored }
            planning = nil
            return .handled([.notice(Notice(.error, why))])
        case .progress(let progress) where !progress.state.isRunning:
            // What is done is no longer marked.
            if progress.queue == queue { marks = [] }
            return .handled()
        default:
            return .ignored
        }
    }
}

extension RedriveProgress {
    /// What became of a task that has ended, in one line.
    var notice: Notice {
        var parts: [String] = []
        if sent > 0 { parts.append("\(Figures.count(sent)) \(kind == .redrive ? "redriven" : "discarded")") }
        if failed > 0 { parts.append("\(Figures.count(failed)) failed") }
        if skipped > 0 { parts.append("\(Figures.count(skipped)) skipped") }
        if uncertain > 0 { parts.append("\(Figures.count(uncertain)) uncertain") }
        if remaining > 0 { parts.append("\(Figures.count(remaining)) not touched") }
        let text = "\(queue): \(parts.isEmpty ? "nothing done" : parts.joined(separator: ", "))"
        switch state {
        case .completed where failed == 0 && uncertain == 0: return Notice(skipped == 0 ? .success : .information, text)
        case .cancelled: return Notice(.information, "cancelled; \(text)")
        case .failed: return Notice(.error, "stopped; \(text)\(notes.first.map { ": \($0)" } ?? "")")
        default: return Notice(.warning, text)
        }
    }
}
