import DeadLetters
package import EventModel
package import TerminalUI

/// One dead letter whole: what is known of its death, every attempt with its wait and its error, its attributes, its body.
package struct MessageScreen: Screen {
    /// The message as it was when it was opened.
    package let letter: DeadLetter
    private let body: MessageBody
    private var top = 0
    private var planning: (request: PlanRequest, purpose: PlanDialog.Purpose)?

    package init(_ letter: DeadLetter) {
        self.letter = letter
        body = MessageBody(letter.body)
    }

    package var title: String { "Message" }

    package var keymap: Keymap {
        Keymap([
            Binding("R", .redrive, "redrive\u{2026}", footer: true),
            Binding("D", .discard, "discard\u{2026}", footer: true),
            Binding("t", .openFlow, "flow", footer: true),
            Binding("y", .copy, "copy body", footer: true),
        ]) + .moving
    }

    package mutating func update(_ action: Action, _ snapshot: Snapshot) -> Reaction {
        let height = max(1, snapshot.body.height)
        let count = lines(width: snapshot.body.width - 2, snapshot, Theme()).count
        let view = ListPlace.View(selected: top, offset: top, count: count, height: height)
        if let target = ListPlace.target(action, in: view) {
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
        case .redrive, .discard:
            let request = PlanRequest(queue: letter.queue, selection: .ids([letter.id]))
            planning = (request, action == .redrive ? .redrive : .discard)
            return .handled([.plan(request)])
        default:
            return .ignored
        }
    }

    package mutating func receive(_ answer: Answer, _ snapshot: Snapshot) -> Reaction {
        switch answer {
        case .planned(let request, let plan):
            guard let asked = planning, asked.request == request else { return .ignored }
            planning = nil
            if plan.ids.isEmpty {
                return .handled([
                    .notice(Notice(.warning, "this message is not in \(letter.queue) any more, or another task has it"))
                ])
            }
            return .push(PlanDialog(plan, what: "one message", purpose: asked.purpose))
        case .refused(let request, let why):
            guard planning?.request == request else { return .ignored }
            planning = nil
            return .handled([.notice(Notice(.error, why))])
        default:
            return .ignored
        }
    }

    // MARK: Painting

    private typealias Piece = (text: String, style: Style)

    private func lines(width: Int, _ snapshot: Snapshot, _ theme: Theme) -> [[Piece]] {
        var lines: [[Piece]] = [
            [("Message ", theme.heading), (letter.id, theme.id), (" in \(letter.queue)", theme.heading)], [],
        ]
        if let error = letter.error {
            lines += WrappedText("\(error.type): \(error.message)", width: width, limit: 6).lines.map {
                [($0, theme.error)]
            }
            lines += (error.stack ?? "").split(separator: "\n").prefix(200).map {
                [("  \($0.prefix(2_000))", theme.dim)]
            }
            lines.append([])
        }
        for (name, value) in facts(snapshot) {
            lines.append([
                (name.leftAligned(to: 16), theme.dim), (value, name == "correlation id" ? theme.id : theme.text),
            ])
        }
        if !letter.attempts.isEmpty {
            lines += [[], [("Attempts", theme.heading)]]
            var previous: Timestamp?
            for attempt in letter.attempts {
                let wait = previous.map { "after \(Figures.duration(attempt.at - $0))" } ?? ""
                previous = attempt.at
                lines.append([
                    ("  \(attempt.number)".leftAligned(to: 5), theme.text),
                    (attempt.at.clock(digits: 3), theme.dim),
                    ("  \(wait.leftAligned(to: 14))", theme.dim),
                    ("\(theme.failed) \(attempt.error.type): ", theme.error),
                    (String(attempt.error.message.prefix(2_000)), theme.text),
                ])
                if let request = attempt.requestID {
                    lines.append([("       request ", theme.dim), (request, theme.id)])
                }
            }
        }
        if !letter.attributes.isEmpty {
            lines += [[], [("Attributes", theme.heading)]]
            let names = min(32, letter.attributes.keys.map { displayWidth($0) }.max() ?? 0)
            for (name, value) in letter.attributes.sorted(by: { $0.key < $1.key }) {
                lines.append([
                    ("  \(name.leftAligned(to: names))  ", theme.dim), (String(value.prefix(4_000)), theme.text),
                ])
            }
        }
        lines += [[], [("Body ", theme.heading), (body.note(letter.body.count), theme.dim)]]
        lines += body.lines.map { [("  \($0.prefix(4_000))", theme.text)] }
        return lines
    }

    private func facts(_ snapshot: Snapshot) -> [(String, String)] {
        let now = snapshot.now
        func moment(_ at: Timestamp) -> String { "\(at.rfc3339(digits: 3)) (\(Figures.age(now - at)) ago)" }
        var facts = [("event type", letter.eventType ?? "none"), ("correlation id", letter.correlationID ?? "none")]
        facts.append(("came from", "\(letter.source)"))
        facts.append(("reason", letter.reason))
        facts.append(("attempts", Figures.count(letter.receiveCount)))
        facts.append(("generation", letter.generation == 0 ? "0 (never redriven)" : "\(letter.generation)"))
        if let first = letter.firstFailed { facts.append(("first failed", moment(first))) }
        facts.append(("died", moment(letter.died)))
        if let expires = letter.expires {
            facts.append(("expires", "in \(Figures.age(expires - now)), \(expires.rfc3339(digits: 0))"))
        }
        if let task = letter.lockedBy { facts.append(("locked by", "\(task), a task that is at work on it")) }
        return facts
    }

    package func render(_ snapshot: Snapshot, in area: Rect, on canvas: inout Canvas) {
        let lines = lines(width: area.width - 2, snapshot, canvas.theme)
        let first = max(0, min(top, lines.count - area.height))
        for (y, line) in lines.dropFirst(first).prefix(area.height).enumerated() {
            canvas.write(line, x: 1, y: y, in: area)
        }
        if lines.count > area.height {
            let note = "\(min(lines.count, first + area.height)) of \(Figures.count(lines.count)) lines"
            canvas.write(note, x: area.width - displayWidth(note) - 1, in: area, canvas.theme.dim)
        }
    }
}
