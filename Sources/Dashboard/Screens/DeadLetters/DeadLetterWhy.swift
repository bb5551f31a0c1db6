import DeadLetters
import EventModel
import Telemetry
import TerminalUI

/// The lower part of the dead-letter page: why the selected message died, its body, and the hops of its flow before.
struct DeadLetterWhy {
    typealias Piece = (text: String, style: Style)

    let screen: DeadLettersScreen
    let snapshot: Snapshot

    func paint(_ layout: DeadLettersLayout, on canvas: inout Canvas) {
        guard let letter = screen.shown else { return }
        let theme = canvas.theme
        paint(
            "Why",
            why(letter, Size(width: layout.why.width - 3, height: layout.why.height - 1), theme),
            in: layout.why,
            on: &canvas
        )
        let lines = screen.body.lines.dropFirst(screen.bodyTop).prefix(layout.body.height)
        let note = screen.body.form == .json ? "" : "   \(screen.body.note(letter.body.count))"
        let body = lines.map { [(text: String($0.prefix(1_000)), style: theme.text)] }
        paint(screen.body.isDetail ? "Body: detail" : "Body\(note)", body, in: layout.body, on: &canvas)
        if screen.pane == .body { canvas.write(theme.cursor, in: layout.body, theme.accent) }
        if layout.before.width > 0 {
            let story = LetterStory(letter: letter, snapshot: snapshot, theme: theme)
            paint("Before it died", story.lines(limit: layout.before.height), in: layout.before, on: &canvas)
        }
    }

    private func paint(_ title: String, _ lines: [[Piece]], in area: Rect, on canvas: inout Canvas) {
        // A column stays free between two panes.
        let area = Rect(x: area.x, y: area.y, width: area.width - 1, height: area.height)
        canvas.write(title, x: 1, in: area, canvas.theme.heading)
        for (y, line) in lines.prefix(area.height - 1).enumerated() {
            canvas.writeShortened(line, x: 1, y: 1 + y, in: area)
        }
    }

    /// The error takes what room the rest leaves, at least two lines; where it came from follows if there is still some.
    private func why(_ letter: DeadLetter, _ room: Size, _ theme: Theme) -> [[Piece]] {
        let rest = rest(letter, theme)
        guard let error = letter.error else { return rest }
        let most = max(2, room.height - rest.count)
        let message = WrappedText("\(error.type): \(error.message)", width: room.width, limit: most).lines
        let frames = (error.stack ?? "").split(separator: "\n").prefix(min(2, most - message.count))
        return message.map { [($0, theme.error)] } + frames.map { [("at \($0.prefix(300))", theme.dim)] } + rest
    }

    private func rest(_ letter: DeadLetter, _ theme: Theme) -> [[Piece]] {
        var lines: [[Piece]] = []
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
        if letter.isQuarantined {
            let words = "quarantined: redriven \(letter.generation) times, R leaves it out"
            lines.append([("\(theme.quarantined) \(words)", theme.error)])
        } else if letter.generation > 0 {
            let times = letter.generation == 1 ? "once" : "\(letter.generation) times"
            let last =
                letter.history.last.map { ", last by \($0.actor) \(Figures.age(snapshot.now - $0.redriven)) ago" } ?? ""
            lines.append([("\(theme.redriven) redriven \(times) before\(last), and died again", theme.warning)])
        }
        if let task = letter.lockedBy { lines.append([("locked by \(task)", theme.warning)]) }
        if let expires = letter.expires, expires - snapshot.now < PlanRequest.soon {
            let left = Figures.age(max(.zero, expires - snapshot.now))
            lines.append([("\(theme.raised) expires in \(left); P parks what is about to", theme.warning)])
        }
        // What the message tells of its own death, in the words of who moved it.
        for fact in screen.report?.rows ?? [] {
            lines.append([("\(fact.label) ", theme.dim), (String(fact.value.prefix(300)), theme.text)])
        }
        return lines
    }
}
