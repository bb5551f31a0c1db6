import DeadLetters
package import EventModel
import TerminalUI

/// One dead letter whole: what is known of its death, every attempt of every life with its wait and its error, its attributes, and
/// its body as text, JSON, hexadecimal or base64.
package struct MessageScreen: Screen {
    /// The message as it was when it was opened.
    package let letter: DeadLetter
    let report: DeathReport?
    /// The way in which the body is shown; nil: the one in which most of it can be read.
    private(set) var view: BodyView?
    private(set) var body: MessageBody
    private(set) var top = 0
    private var errand = Errand()

    package init(_ letter: DeadLetter) {
        self.letter = letter
        body = MessageBody(letter.body)
        report = DeathReport(letter: letter)
    }

    package var title: String { "Message" }

    package var keymap: Keymap {
        Keymap([
            Binding("R", .redrive, "redrive\u{2026}", footer: true),
            Binding("E", .edit, "edit\u{2026}", footer: true),
            Binding("D", .discard, "discard\u{2026}", footer: true),
            Binding("t", .openFlow, "flow", footer: true),
            Binding("v", .cycleView, "view the body as text, JSON, hex, base64", footer: true, caption: "view"),
            Binding("P", .park, "park\u{2026}"),
            Binding("y", .copy, "copy body", footer: true),
        ]) + .moving
    }

    package var interest: Interest {
        var interest = Interest()
        interest.trace = letter.correlationID
        return interest
    }

    package mutating func update(_ action: Action, _ snapshot: Snapshot) -> Reaction {
        let height = max(1, snapshot.body.height)
        let before = body.lines.count
        let count = head(width: snapshot.body.width - 2, snapshot, Theme()).count + before
        let place = ListPlace.View(selected: top, offset: top, count: count, height: height)
        if let target = ListPlace.target(action, in: place) {
            top = max(0, min(target, count - height))
            return .handled()
        }
        switch action {
        case .openFlow:
            guard let id = letter.correlationID else {
                return .handled([.notice(Notice(.information, "this message has no correlation id"))])
            }
            return .go(.trace(id))
        case .copy:
            return .handled([.copy(letter.encodedBody.text)])
        case .cycleView:
            let all = BodyView.allCases
            let now = view ?? BodyView.fitting(letter.body)
            let next = all[((all.firstIndex(of: now) ?? 0) + 1) % all.count]
            view = next
            body = MessageBody(letter.body, as: next)
            // The body is what is asked for: it is brought on the screen.
            let lines = count - before + body.lines.count
            if top + height < lines { top = max(0, min(max(top, lines - body.lines.count - 1), lines - height)) }
            return .handled()
        case .edit:
            return errand.edit(letter, as: view)
        case .redrive, .discard, .park:
            let purpose: RedriveProgress.Kind = action == .redrive ? .redrive : action == .park ? .park : .discard
            let request = PlanRequest(queue: letter.queue, selection: .ids([letter.id]))
            return errand.plan(request, for: purpose, what: "one message")
        default:
            return .ignored
        }
    }

    package mutating func receive(_ answer: Answer, _ snapshot: Snapshot) -> Reaction {
        errand.receive(answer, snapshot) ?? .ignored
    }
}
