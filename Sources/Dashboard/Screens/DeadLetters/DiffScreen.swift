package import DeadLetters
package import EventModel
package import TerminalUI

/// What an edit makes of each message, before anything is sent: one message at a time, its attributes and its body line by line.
/// From here the way leads to the plan.
package struct DiffScreen: Screen {
    package let plan: RedrivePlan
    package let changes: [MessageChange]
    private let request: PlanRequest
    private let what: String
    /// The message that was edited by hand, to be edited again.
    private let letter: DeadLetter?
    /// A dialog is open below, and this is only a look.
    private let isLook: Bool
    private var index = 0
    private var top = 0
    private var lines: [DiffLine] = []
    private var errand = Errand()

    /// - Parameters:
    ///   - request: what the plan was made of.
    ///   - what: the selection in words.
    ///   - letter: the message that was edited by hand; nil: none, or many.
    ///   - isLook: a dialog is open below; going back leads to it.
    package init(
        _ plan: RedrivePlan,
        _ request: PlanRequest,
        _ changes: [MessageChange],
        what: String,
        letter: DeadLetter? = nil,
        isLook: Bool = false
    ) {
        self.plan = plan
        self.request = request
        self.changes = changes
        self.what = what
        self.letter = letter
        self.isLook = isLook
        show(0)
    }

    package var title: String { "Changes" }

    package var keymap: Keymap {
        var bindings = [
            Binding("R", .redrive, isLook ? "back to the plan" : "plan\u{2026}", footer: true),
            Binding(.enter, .open, isLook ? "back to the plan" : "plan\u{2026}"),
            Binding("n", .nextMessage, "next message", pair: "n/p", "message"),
            Binding("p", .previousMessage, "previous message"),
        ]
        if letter != nil { bindings.append(Binding("E", .edit, "edit again", footer: true)) }
        bindings.append(Binding("y", .copy, "copy the new body", footer: true))
        return Keymap(bindings) + .moving
    }

    private mutating func show(_ new: Int) {
        index = min(max(0, new), changes.count - 1)
        top = 0
        lines = changes.indices.contains(index) ? changes[index].diff() : []
    }

    package mutating func update(_ action: Action, _ snapshot: Snapshot) -> Reaction {
        let height = max(1, snapshot.body.height - Self.head)
        let view = ListPlace.View(selected: top, offset: top, count: lines.count, height: height)
        if let target = ListPlace.target(action, in: view) {
            top = max(0, min(target, lines.count - height))
            return .handled()
        }
        switch action {
        case .nextMessage: show(index + 1)
        case .previousMessage: show(index - 1)
        case .copy:
            guard changes.indices.contains(index) else { break }
            return .handled([.copy(String(decoding: changes[index].after, as: UTF8.self))])
        case .edit:
            guard let letter else { break }
            return errand.edit(letter, body: plan.options.edits[letter.id]?.body)
        case .redrive where isLook: return .pop()
        case .redrive, .open: return .replace(PlanDialog(plan, request, what: what, purpose: .redrive, from: self))
        default: return .ignored
        }
        return .handled()
    }

    package mutating func receive(_ answer: Answer, _ snapshot: Snapshot) -> Reaction {
        guard let reaction = errand.receive(answer, snapshot) else { return .ignored }
        // The message edited again takes the place of what it was.
        if case .push(let screen) = reaction, screen is DiffScreen { return .replace(screen) }
        return reaction
    }

    // MARK: Painting

    /// Rows above the lines: what is changed, which message.
    private static let head = 3

    package func render(_ snapshot: Snapshot, in area: Rect, on canvas: inout Canvas) {
        let theme = canvas.theme
        let count = Figures.count(plan.ids.count)
        let broken = changes.count { $0.problem != nil }
        var heading: [(text: String, style: Style)] = [
            ("Changes ", theme.heading), ("in \(count) from \(plan.queue)", theme.text),
        ]
        if broken > 0 {
            heading.append(("   \(theme.raised) \(Figures.count(broken)) can not be changed so", theme.warning))
        }
        let objected = changes.count { $0.objection != nil }
        if objected > 0 {
            heading.append(("   \(theme.raised) \(Figures.count(objected)) would break their contract", theme.warning))
        }
        heading.append(("   \(what)", theme.dim))
        canvas.write(heading, x: 1, in: area)
        guard changes.indices.contains(index) else {
            canvas.write("No message is changed, and none would break.", x: 1, y: 2, in: area, theme.dim)
            return
        }
        let change = changes[index]
        let more = plan.ids.count > changes.count && changes.count >= 50 ? ", the first of them" : ""
        var which: [(text: String, style: Style)] = [
            ("\(Figures.count(index + 1)) of \(Figures.count(changes.count))\(more)   ", theme.strong),
            (change.id, theme.id),
        ]
        if let problem = change.problem {
            which.append(("   \(theme.raised) \(problem)", theme.warning))
        } else {
            let sizes = "   \(Figures.bytes(change.before.count)) before, \(Figures.bytes(change.after.count)) after"
            which.append((sizes, theme.dim))
        }
        canvas.write(which, x: 1, y: 1, in: area)
        if let objection = change.objection {
            let why = "\(theme.raised) would break \(objection)".truncated(to: area.width - 2)
            canvas.write(why, x: 1, y: 2, in: area, theme.warning)
        }
        let list = area.top(Self.head).1
        if lines.isEmpty {
            canvas.write(
                change.problem == nil ? "It is sent as it is, byte for byte." : "It stays as it is, and is not sent.",
                x: 1,
                in: list,
                theme.dim
            )
        }
        let first = max(0, min(top, lines.count - list.height))
        for (y, line) in lines.dropFirst(first).prefix(list.height).enumerated() {
            canvas.write(String(line.description.prefix(2_000)), x: 1, y: y, in: list, Self.style(line.kind, theme))
        }
        if lines.count > list.height {
            let note = "\(min(lines.count, first + list.height)) of \(Figures.count(lines.count)) lines"
            canvas.write(note, x: area.width - displayWidth(note) - 1, y: 1, in: area, theme.dim)
        }
    }

    private static func style(_ kind: DiffLine.Kind, _ theme: Theme) -> Style {
        switch kind {
        case .same: theme.text
        case .removed: theme.error
        case .added: theme.accent
        case .place: theme.dim
        }
    }
}
