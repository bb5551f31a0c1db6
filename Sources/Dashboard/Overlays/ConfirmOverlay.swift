package import TerminalUI

/// Asks before something that cannot be taken back. Nothing happens unless it is confirmed: by `y` for one, by typing the
/// number and then Enter for more. Enter alone cancels.
package struct ConfirmOverlay: Screen {
    private let heading: String
    private let lines: [String]
    private let verb: String
    private let count: Int
    private let effects: [Effect]
    /// What takes its place when it is confirmed.
    private let next: TaskOverlay?
    private var field = TextField("", limit: 12)
    private var wrong = false

    /// - Parameters:
    ///   - title: what is asked: `Discard 7 from payments-dlq`.
    ///   - lines: what to know before answering.
    ///   - verb: what confirming does: `discard`.
    ///   - count: how many it concerns; more than one must be typed.
    ///   - effects: asked for when it is confirmed.
    ///   - next: what takes its place then; nil: what is below it.
    package init(
        title: String,
        lines: [String],
        verb: String,
        count: Int,
        effects: [Effect],
        next: TaskOverlay? = nil
    ) {
        heading = title
        self.lines = lines
        self.verb = verb
        self.count = count
        self.effects = effects
        self.next = next
    }

    private var confirmed: Reaction { next.map { .replace($0, effects) } ?? .pop(effects) }

    package var title: String { "Confirm" }
    package var isOverlay: Bool { true }
    package var keymap: Keymap {
        count > 1
            ? Keymap([Binding(.enter, .open, verb, footer: true), Binding(.escape, .back, "cancel", footer: true)])
            : Keymap([
                Binding("y", .confirm, verb, footer: true),
                Binding([.escape, .enter, .character("n"), .character("q")], .back, "cancel", footer: true),
            ])
    }

    package mutating func update(_ action: Action, _ snapshot: Snapshot) -> Reaction {
        switch action {
        case .confirm:
            return confirmed
        case .open:
            if field.isEmpty { return .pop() }
            if field.text == String(count) { return confirmed }
            wrong = true
            return .handled()
        case .back:
            return .pop()
        default:
            return .ignored
        }
    }

    package mutating func type(_ key: Key, _ snapshot: Snapshot) -> Reaction {
        guard count > 1 else { return .handled() }
        if case .character(let c) = key, !c.isASCII || !c.isNumber { return .handled() }
        if field.handle(key) { wrong = false }
        return .handled()
    }

    package func render(_ snapshot: Snapshot, in area: Rect, on canvas: inout Canvas) {
        let theme = canvas.theme
        let longest = ([heading] + lines).map { displayWidth($0) }.max() ?? 0
        let size = Size(width: min(area.width - 4, max(50, longest + 6)), height: lines.count + 6)
        let inside = canvas.box(area.centred(size), title: heading)
        for (y, line) in lines.enumerated() {
            canvas.write(line.truncated(to: inside.width), y: y, in: inside)
        }
        let y = lines.count + 1
        guard count > 1 else {
            canvas.write("y to \(verb), Enter or Esc to cancel", y: y, in: inside, theme.strong)
            return
        }
        let asked = "Type \(count) and Enter to \(verb): "
        let x = canvas.write(asked, y: y, in: inside, theme.strong)
        let line = Rect(x: inside.x + x, y: inside.y + y, width: inside.width - x, height: 1)
        canvas.cursor = field.draw(in: line, to: &canvas.buffer, theme.accent)
        let below = wrong ? "\(theme.failed) not \(count)" : "Esc cancels"
        canvas.write(below, y: y + 1, in: inside, wrong ? theme.error : theme.dim)
    }
}
