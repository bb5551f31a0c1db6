import DeadLetters
import EventModel
import Telemetry
import TerminalUI

/// The lower part of the dead-letter page: why the selected message died, its body, and the hops of its flow before.
struct DeadLetterWhy {
    typealias Piece = (text: String, style: Style)

    let screen: DeadLettersScreen
    let outline: DeadLetterOutline
    let snapshot: Snapshot

    func paint(_ layout: DeadLettersLayout, on canvas: inout Canvas) {
        guard let letter = screen.shown else { return }
        let theme = canvas.theme
        paint("Why", why(letter, width: layout.why.width - 3, theme), in: layout.why, on: &canvas)
        let lines = screen.body.lines.dropFirst(screen.bodyTop).prefix(layout.body.height)
        let note = screen.body.form == .json ? "" : "   \(screen.body.note(letter.body.count))"
        let body = lines.map { [(text: String($0.prefix(1_000)), style: theme.text)] }
        paint(screen.body.isDetail ? "Body: detail" : "Body\(note)", body, in: layout.body, on: &canvas)
        if screen.pane == .body { canvas.write(theme.cursor, in: layout.body, theme.accent) }
        if layout.before.width > 0 {
            paint("Before it died", before(letter, theme), in: layout.before, on: &canvas)
        }
    }

    private func paint(_ title: String, _ lines: [[Piece]], in area: Rect, on canvas: inout Canvas) {
        // A column stays free between two panes.
        let area = Rect(x: area.x, y: area.y, width: area.width - 1, height: area.height)
        canvas.write(title, x: 1, in: area, canvas.theme.heading)
        for (y, line) in lines.prefix(area.height - 1).enumerated() { canvas.write(line, x: 1, y: 1 + y, in: area) }
    }

    private func why(_ letter: DeadLetter, width: Int, _ theme: Theme) -> [[Piece]] {
        var lines: [[Piece]] = []
        if let error = letter.error {
            lines += WrappedText("\(error.type): \(error.message)", width: width, limit: 2).lines.map {
                [($0, theme.error)]
            }
            lines += (error.stack ?? "").split(separator: "\n").prefix(2).map { [("at \($0.prefix(300))", theme.dim)] }
        }
        let attempts = letter.receiveCount
        lines.append([
            ("\(letter.reason) after \(Figures.count(attempts)) attempt\(attempts == 1 ? "" : "s")", theme.text)
        ])
        let group = screen.shownGroup
        if let group, group.count > 1 {
            let others = group.count - 1
            let words =
                "same cause as \(Figures.count(others)) other\(others == 1 ? "" : "s") since \(group.first.clock())"
            lines.append([(words, theme.text)])
        }
        if letter.generation > 0 {
            let times = letter.generation == 1 ? "once" : "\(letter.generation) times"
            lines.append([("\(theme.redriven) redriven \(times) before, and died again", theme.warning)])
        }
        if let task = letter.lockedBy { lines.append([("locked by \(task)", theme.warning)]) }
        return lines
    }

    /// The way from the flow's start to the dead letter; without the flow, what the broker kept of the attempts.
    private func before(_ letter: DeadLetter, _ theme: Theme) -> [[Piece]] {
        guard let tree = snapshot.trace, tree.summary.correlationID == letter.correlationID,
            let dead = tree.index(of: TraceTree.key(ofEvent: "dead:\(letter.id)"))
        else {
            return letter.attempts.map { attempt in
                [
                    ("\(attempt.at.clock()) ", theme.dim),
                    ("\(theme.failed) \(attempt.number) ", theme.error),
                    (attempt.error.type, theme.text),
                ]
            }
        }
        var indices = [dead]
        if let parent = tree.parent(of: dead) {
            // The attempts that led to it.
            indices += tree.children(of: parent).filter {
                $0 != dead && tree.hops[$0].start <= tree.hops[dead].start
            }.suffix(48)
        }
        var child = dead
        while let parent = tree.parent(of: child), indices.count < 64 {
            indices.append(parent)
            child = parent
        }
        return indices.sorted().map { index in
            let row = FlowRow(index, in: tree, folded: false, theme: theme)
            return [
                ("\(tree.hops[index].start.clock()) ", theme.dim),
                ("\(tree.node(index).name.truncated(to: 22)) ", theme.style(row.tone)),
                (row.status, theme.style(row.statusTone)),
            ]
        }
    }
}
