package import DeadLetters
import EventModel
package import TerminalUI

/// Says what a redrive or a discard will do, and starts it only when it is confirmed: by the number of messages, typed, or, for a
/// single one, by `y` or the button that is not the default. The key that asked confirms nothing.
package struct PlanDialog: Screen {
    /// What the plan is for.
    package typealias Purpose = RedriveProgress.Kind

    /// The frozen selection; its rate may be changed before it starts.
    package let plan: RedrivePlan
    /// Whether it sends the messages on or removes them.
    package let purpose: Purpose
    private let what: String
    private var count = TextField(limit: 12)
    private var rate: TextField
    private var editsRate = false
    /// Of a single message: the button that Enter presses; Cancel at first.
    private var onVerb = false
    private var complaint: String?

    /// - Parameter what: the selection in words.
    package init(_ plan: RedrivePlan, what: String, purpose: Purpose) {
        self.plan = plan
        self.what = what
        self.purpose = purpose
        rate = TextField(PlanDialog.text(plan.rate), limit: 8)
    }

    package var title: String { purpose == .redrive ? "Redrive" : "Discard" }
    package var isOverlay: Bool { true }
    private var isSingle: Bool { plan.ids.count == 1 }

    package var keymap: Keymap {
        if editsRate {
            return Keymap([
                Binding([.enter, .tab], .open, "take this rate", footer: true),
                Binding(.escape, .back, "as it was", footer: true),
            ])
        }
        var bindings: [Binding] = []
        if isSingle {
            bindings += [
                Binding("y", .confirm, title.lowercased(), footer: true),
                Binding([.left, .right, .tab, .backTab], .nextPane, "other button", footer: true),
                Binding(.enter, .open, onVerb ? title.lowercased() : "cancel", footer: true),
            ]
        } else {
            bindings.append(Binding(.enter, .open, "start, once the number is typed", footer: true))
        }
        if purpose == .redrive { bindings.append(Binding("r", .cycleSort, "change the rate", footer: true)) }
        bindings.append(Binding([.escape, .character("n"), .character("q")], .back, "cancel", footer: true))
        return Keymap(bindings)
    }

    package mutating func update(_ action: Action, _ snapshot: Snapshot) -> Reaction {
        switch action {
        case .back where editsRate:
            rate.text = PlanDialog.text(plan.rate)
            (editsRate, complaint) = (false, nil)
        case .back: return .pop()
        case .open where editsRate:
            guard rate.isEmpty || chosenRate != nil else {
                complaint = "A rate is messages a second, from 0.1 to 10000; empty: as fast as the broker goes."
                break
            }
            (editsRate, complaint) = (false, nil)
        case .open where isSingle: return onVerb ? start(snapshot) : .pop()
        case .open:
            if count.text == String(plan.ids.count) { return start(snapshot) }
            complaint = "Not started: type \(plan.ids.count), the number of messages."
        case .confirm where isSingle: return start(snapshot)
        case .nextPane: onVerb.toggle()
        case .cycleSort: editsRate = true
        default: return .ignored
        }
        return .handled()
    }

    package mutating func type(_ key: Key, _ snapshot: Snapshot) -> Reaction {
        complaint = nil
        if case .character(let character) = key,
            !(character.isASCII && (character.isNumber || editsRate && character == "."))
        {
            return .handled()
        }
        if editsRate { _ = rate.handle(key) } else if !isSingle { _ = count.handle(key) }
        return .handled()
    }

    private static func text(_ rate: Double?) -> String {
        guard let rate, rate.isFinite, rate < 1e9 else { return "" }
        return rate == rate.rounded() ? String(Int(rate)) : String(rate)
    }

    /// Nil: as fast as the broker goes, or not a rate.
    private var chosenRate: Double? { Double(rate.text).flatMap { $0 >= 0.1 && $0 <= 10_000 ? $0 : nil } }

    private func start(_ snapshot: Snapshot) -> Reaction {
        switch purpose {
        case .redrive:
            var plan = plan
            plan.rate = chosenRate
            return .replace(TaskOverlay(redriving: plan, to: destination), [.redrive(plan)])
        case .discard:
            let known = Set(snapshot.tasks.map(\.id))
            return .replace(
                TaskOverlay(discarding: plan.ids.count, from: plan.queue, known: known),
                [.discard(queue: plan.queue, ids: plan.ids)]
            )
        }
    }

    // MARK: Painting

    private var destination: String {
        if let named = plan.override { return "\(named)" }
        let all = plan.destinations.sorted { ($1.value, $0.key.description) < ($0.value, $1.key.description) }
        if all.count == 1 { return "\(all[0].key)" }
        var words = all.prefix(3).map { "\($0.key) \(Figures.count($0.value))" }
        if all.count > 3 { words.append("\(all.count - 3) more") }
        return words.joined(separator: ", ")
    }

    private func facts() -> [(name: String, text: String)] {
        let frozen = "\(what), frozen at \(plan.frozen.clock()), \(Figures.bytes(plan.bytes))"
        guard purpose == .redrive else {
            return [
                ("what", frozen), ("after", "they are gone for good: nothing is sent, and nothing brings them back"),
            ]
        }
        let home = plan.override != nil ? "" : plan.ids.count == 1 ? " (where it came from)" : " (where they came from)"
        let pace =
            chosenRate.map { "at most \(Figures.decimal($0)) a second, oldest first" }
            ?? "as fast as the broker goes, oldest first"
        return [("to", destination + home), ("what", frozen), ("how", pace)]
    }

    package func render(_ snapshot: Snapshot, in area: Rect, on canvas: inout Canvas) {
        let theme = canvas.theme
        let width = min(area.width - 2, 76)
        let inner = width - 4
        var lines: [[(text: String, style: Style)]] = []
        for fact in facts() {
            for (row, line) in WrappedText(fact.text, width: inner - 8, limit: 3).lines.enumerated() {
                lines.append([((row == 0 ? fact.name : "").leftAligned(to: 8), theme.dim), (line, theme.text)])
            }
        }
        let rateRow = lines.count - 1
        // The question has to stay on the screen, whatever there is to warn of.
        var room = max(1, area.height - 7 - lines.count)
        for warning in purpose == .redrive ? plan.warnings : [] where room > 0 {
            for (row, line) in WrappedText(warning, width: inner - 2, limit: min(3, room)).lines.enumerated() {
                lines.append([((row == 0 ? "\(theme.raised) " : "  "), theme.warning), (line, theme.warning)])
                room -= 1
            }
        }
        lines.append([])
        let height = min(area.height, lines.count + 2 + (complaint == nil ? 1 : 2))
        let number = Figures.count(plan.ids.count)
        let box = canvas.box(
            area.centred(Size(width: width, height: height)),
            title: "\(title) \(number) from \(plan.queue)"
        )
        for (y, line) in lines.enumerated() { canvas.write(line, y: y, in: box) }
        if let complaint { canvas.write(complaint.truncated(to: inner), y: lines.count, in: box, theme.error) }
        let y = box.height - 1
        if editsRate {
            canvas.clear(Rect(x: box.x + 8, y: box.y + rateRow, width: inner - 8, height: 1))
            let end = canvas.write("messages a second: ", x: 8, y: rateRow, in: box, theme.text) + 8
            let field = Rect(x: box.x + end, y: box.y + rateRow, width: 9, height: 1)
            canvas.cursor = rate.draw(in: field, to: &canvas.buffer, theme.accent)
            canvas.write("Enter takes it, Esc leaves it as it was; empty is no limit.", y: y, in: box, theme.dim)
        } else {
            paintQuestion(y: y, in: box, on: &canvas)
        }
    }

    private func paintQuestion(y: Int, in box: Rect, on canvas: inout Canvas) {
        let theme = canvas.theme
        let cancel = "Esc cancels"
        if isSingle {
            var selected = theme.strong
            theme.select(&selected)
            var x = canvas.write("[ Cancel ]", y: y, in: box, onVerb ? theme.text : selected) + 2
            x += canvas.write("[ \(title) ]", x: x, y: y, in: box, onVerb ? selected : theme.text) + 3
            x += canvas.write("y \(title.lowercased())s it", x: x, y: y, in: box, theme.dim)
        } else {
            let end = canvas.write("Type \(plan.ids.count) and Enter to start: ", y: y, in: box, theme.text)
            let field = Rect(x: box.x + end, y: box.y + y, width: 12, height: 1)
            let place = count.draw(in: field, to: &canvas.buffer, theme.accent)
            canvas.cursor = place
        }
        let note = purpose == .redrive ? "r rate   \(cancel)" : cancel
        canvas.write(note, x: box.width - displayWidth(note), y: y, in: box, theme.dim)
    }
}
