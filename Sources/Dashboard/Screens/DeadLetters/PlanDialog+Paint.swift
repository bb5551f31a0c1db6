import DeadLetters
import EventModel
package import TerminalUI

extension PlanDialog {
    private typealias Fact = (name: String, text: String)

    /// Redriven as often as the plan allows, and what that leaves out.
    private var cap: String {
        let left = plan.quarantined
        let those = left == 0 ? "what was" : "\(Figures.count(left))"
        return "\(plan.options.cap): \(those) redriven so often \(left > 1 ? "stay" : "stays") in the queue"
    }

    /// Where the messages go, in words.
    var destination: String {
        if let named = plan.options.destination { return "\(named)" }
        let all = plan.destinations.sorted { ($1.value, $0.key.description) < ($0.value, $1.key.description) }
        if all.count == 1 { return "\(all[0].key)" }
        var words = all.prefix(3).map { "\($0.key) \(Figures.count($0.value))" }
        if all.count > 3 { words.append("\(all.count - 3) more") }
        return words.joined(separator: ", ")
    }

    private func facts(_ now: Timestamp) -> [Fact] {
        var frozen = "\(what), frozen at \(plan.frozen.clock()), \(Figures.bytes(plan.bytes))"
        if !isSingle, plan.largest > 0 { frozen += ", largest \(Figures.bytes(plan.largest))" }
        var facts: [Fact] = []
        switch purpose {
        case .redrive:
            let home =
                plan.options.destination != nil
                ? "" : plan.ids.count == 1 ? " (where it came from)" : " (where they came from)"
            if !plan.ids.isEmpty { facts.append(("to", destination + home)) }
            facts.append(("what", frozen))
            if plan.groups.count > 1 { facts.append(("", causes)) }
            if plan.options.editsAnything { facts.append(("", edited)) }
            facts.append(("headers", headers))
            facts.append(("how", pace))
            facts.append(("stops if", stop))
            facts.append(("cap", cap))
            if let start = start(now) { facts.append(("starts", start)) }
        case .park:
            facts += [
                ("what", frozen),
                ("after", "they rest in the graveyard, where they do not expire so soon; u brings them back"),
            ]
        case .discard, .purge, .undo:
            let after = "nothing is sent; the graveyard keeps them for a while, and u brings them back from there"
            facts += [("what", frozen), ("after", after)]
        }
        if let expires = plan.expires, expires - now < PlanRequest.soon {
            facts.append(("expires", "the first in \(Figures.age(expires - now))"))
        }
        return facts
    }

    private var causes: String {
        var words = plan.groups.prefix(3).map { "\($0.error.truncated(to: 40)) \(Figures.count($0.count))" }
        if plan.groups.count > 3 { words.append("\(plan.groups.count - 3) more causes") }
        return words.joined(separator: ", ")
    }

    private var edited: String {
        let set = plan.options.changes.map { "\($0.path)=\($0.value)" }.joined(separator: ", ")
        let how = set.isEmpty ? "edited by hand" : "edited: \(set.truncated(to: 60))"
        return "\(Figures.count(plan.edited)) \(how) (v to view)"
    }

    private var headers: String {
        switch plan.options.headers {
        case .keep: plan.options.editsAnything ? "as they are, classed where the message is edited" : "as they are"
        case .classed: "those of the death and the broker stay behind, the trace gets a new span (v to view)"
        }
    }

    private var pace: String {
        var words: [String] = []
        if let canary = plan.options.canary { words.append("canary \(Figures.count(canary)), then") }
        switch plan.options.rate {
        case nil: words.append("as fast as the broker goes")
        case let rate? where rate.from == rate.to: words.append("\(PlanField.plain(rate.from))/s")
        case let rate?: words.append("\(PlanField.plain(rate.from))/s rising to \(PlanField.plain(rate.to))/s")
        }
        let order: String =
            switch plan.options.order {
            case .time: "oldest first"
            case .group(let key): "oldest first within each \(key), which is held at its first new failure"
            }
        return words.joined(separator: " ") + ", " + order
    }

    private var stop: String {
        plan.options.stopAbove.map { "more than \(PlanField.plain($0 * 100)) % die again" } ?? "never by itself"
    }

    private func start(_ now: Timestamp) -> String? {
        switch plan.options.start {
        case .now: nil
        case .at(let at): "at \(at.rfc3339(digits: 0)), in \(Figures.age(at - now)), while a dashboard runs"
        case .after(let type): "after the next \(type), while a dashboard runs"
        }
    }

    /// What to know before it starts, the gravest first.
    private var warnings: [String] {
        purpose == .redrive ? plan.warnings : plan.warnings.filter { $0.contains("locked") }
    }

    package func render(_ snapshot: Snapshot, in area: Rect, on canvas: inout Canvas) {
        let theme = canvas.theme
        let width = min(area.width - 2, 76)
        let inner = width - 4
        var lines: [[(text: String, style: Style)]] = []
        for fact in facts(snapshot.now) {
            for (row, line) in WrappedText(fact.text, width: inner - 10, limit: 2).lines.enumerated() {
                lines.append([((row == 0 ? fact.name : "").leftAligned(to: 10), theme.dim), (line, theme.text)])
            }
        }
        // The question has to stay on the screen, whatever there is to warn of.
        lines = Array(lines.prefix(max(1, area.height - 5)))
        var room = max(0, area.height - 5 - lines.count)
        for warning in warnings where room > 0 {
            for (row, line) in WrappedText(warning, width: inner - 2, limit: min(2, room)).lines.enumerated() {
                lines.append([((row == 0 ? "\(theme.raised) " : "  "), theme.warning), (line, theme.warning)])
                room -= 1
            }
        }
        lines.append([])
        let height = min(area.height, lines.count + 4)
        let box = canvas.box(
            area.centred(Size(width: width, height: height)),
            title: "\(title) \(Figures.count(plan.ids.count)) from \(plan.queue)"
        )
        for (y, line) in lines.enumerated() { canvas.write(line, y: y, in: box) }
        let y = box.height - 2
        if let complaint {
            canvas.write(complaint.truncated(to: inner), y: y + 1, in: box, theme.error)
        } else {
            canvas.write(hint(theme).truncated(to: inner), y: y + 1, in: box, theme.dim)
        }
        if let field {
            paint(field, y: y, in: box, on: &canvas)
        } else {
            paintQuestion(y: y, in: box, on: &canvas)
        }
    }

    private func paint(_ field: PlanField, y: Int, in box: Rect, on canvas: inout Canvas) {
        let end = canvas.write(field.question.truncated(to: box.width - 8), y: y, in: box, canvas.theme.strong)
        let line = Rect(x: box.x + end, y: box.y + y, width: max(1, box.width - end), height: 1)
        canvas.cursor = input.draw(in: line, to: &canvas.buffer, canvas.theme.accent)
    }

    private func hint(_ theme: Theme) -> String {
        if field != nil { return "Enter takes it, Esc leaves it as it was" }
        guard purpose == .redrive else { return "Esc cancels" }
        return "c canary  r rate  o order  s stop  w when  g cap  h headers  v view  Esc"
    }

    private func paintQuestion(y: Int, in box: Rect, on canvas: inout Canvas) {
        let theme = canvas.theme
        if plan.ids.isEmpty {
            canvas.write("Nothing would be sent. g raises the cap.", y: y, in: box, theme.strong)
        } else if isSingle {
            var selected = theme.strong
            theme.select(&selected)
            var x = canvas.write("[ Cancel ]", y: y, in: box, onVerb ? theme.text : selected) + 2
            x += canvas.write("[ \(title) ]", x: x, y: y, in: box, onVerb ? selected : theme.text) + 3
            canvas.write("y \(purpose.verb)s it", x: x, y: y, in: box, theme.dim)
        } else {
            let end = canvas.write("Type \(plan.ids.count) and Enter to start: ", y: y, in: box, theme.strong)
            let line = Rect(x: box.x + end, y: box.y + y, width: 12, height: 1)
            canvas.cursor = count.draw(in: line, to: &canvas.buffer, theme.accent)
        }
    }
}
