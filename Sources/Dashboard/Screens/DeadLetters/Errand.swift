package import DeadLetters
package import EventModel
import TerminalUI

/// What a screen has asked for about dead letters and waits to hear of: from the key, over a plan, an editor or the fate of a
/// task, to the dialog that it ends in. Nothing is changed by any of it.
package struct Errand: Sendable {
    private enum Wait: Hashable {
        case plan(PlanRequest)
        case changes(PlanRequest, RedrivePlan)
        case editor(EditRequest, DeadLetter)
        case outcome(RedriveProgress)
    }
    private var wait: Wait?
    private var purpose = RedriveProgress.Kind.redrive
    private var what = ""
    /// The message that was edited by hand.
    private var letter: DeadLetter?

    package init() {}

    /// A plan is being made.
    package var isPlanning: Bool {
        switch wait {
        case .plan, .changes: true
        case .editor, .outcome, nil: false
        }
    }

    /// Asks for a plan; its dialog opens when it has come. One that edits shows what it changes first.
    ///
    /// - Parameter what: the selection in words.
    package mutating func plan(_ request: PlanRequest, for purpose: RedriveProgress.Kind, what: String) -> Reaction {
        var request = request
        // What is discarded or parked may have been redriven as often as it likes.
        if purpose != .redrive { request.options.cap = .max }
        (wait, self.purpose, self.what, letter) = (.plan(request), purpose, what, nil)
        return .handled([.plan(request)])
    }

    /// Opens a body in the operator's editor; a plan with the edit follows.
    ///
    /// - Parameters:
    ///   - body: nil: the message's own; otherwise one that was edited before.
    ///   - view: nil: the one in which most of it can be read.
    package mutating func edit(_ letter: DeadLetter, body: [UInt8]? = nil, as view: BodyView? = nil) -> Reaction {
        let body = body ?? letter.body
        var chosen = view ?? BodyView.fitting(body)
        if chosen == .json || chosen == .text, (try? chosen.editable(body)) == nil { chosen = BodyView.fitting(body) }
        let request = EditRequest(queue: letter.queue, id: letter.id, body: body, view: chosen)
        (wait, purpose, what) = (.editor(request, letter), .redrive, "one message, edited")
        return .handled([.edit(request)])
    }

    /// Asks what can still be taken back of a task; the question follows.
    package mutating func undo(_ task: RedriveProgress) -> Reaction {
        wait = .outcome(task)
        return .handled([.outcome(task)])
    }

    /// What an answer leads to; nil if it is not waited for.
    package mutating func receive(_ answer: Answer, _ snapshot: Snapshot) -> Reaction? {
        switch (wait, answer) {
        case (.plan(let asked), .planned(let request, let plan)) where asked == request:
            return planned(request, plan)
        case (.plan(let asked), .refused(let request, let why)) where asked == request:
            return stop(.error, why)
        case (.changes(_, let asked), .noChanges(let plan, let why)) where plan == asked.id:
            return stop(.error, why)
        case (.changes(let request, let plan), .changes(let id, let changes)) where id == plan.id:
            wait = nil
            guard changes.contains(where: { $0.before != $0.after || $0.problem != nil }) else {
                return stop(.information, "that changes nothing: the value is there already")
            }
            return .push(DiffScreen(plan, request, changes, what: what, letter: letter))
        case (.editor(let asked, let letter), .edited(let request, let body)) where asked == request:
            wait = nil
            guard let body else { return .handled() }
            var options = RedriveOptions()
            options.edits = [letter.id: RedriveOrder.Edit(body: body, attributes: MessageEdit(letter).attributes)]
            let selection = PlanRequest.Selection.ids([letter.id])
            let reaction = plan(
                PlanRequest(queue: letter.queue, selection: selection, options: options),
                for: .redrive,
                what: what
            )
            self.letter = letter
            return reaction
        case (.outcome(let asked), .outcome(let task)) where asked.id == task.id:
            wait = nil
            if task.kind == .redrive, task.unsettled == 0 {
                let ended = "\(Figures.count(task.completed)) completed and \(Figures.count(task.diedAgain)) died again"
                return stop(.information, "nothing can be taken back any more: \(ended)")
            }
            return .push(ConfirmOverlay(undoing: task, snapshot))
        default:
            return nil
        }
    }

    private mutating func planned(_ request: PlanRequest, _ plan: RedrivePlan) -> Reaction {
        // A selection that is quarantined as a whole still has a dialog: the cap can be raised there.
        if plan.ids.isEmpty && plan.quarantined == 0 {
            return stop(.warning, "nothing to do: \(plan.warnings.first ?? "they are gone, or another task has them")")
        }
        if plan.ids.isEmpty || !plan.options.editsAnything {
            wait = nil
            return .push(PlanDialog(plan, request, what: what, purpose: purpose))
        }
        wait = .changes(request, plan)
        return .handled([.changes(plan)])
    }

    private mutating func stop(_ kind: Notice.Kind, _ text: String) -> Reaction {
        wait = nil
        return .handled([.notice(Notice(kind, text))])
    }
}
