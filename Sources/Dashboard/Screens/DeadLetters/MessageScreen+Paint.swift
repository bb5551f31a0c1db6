import DeadLetters
import EventModel
package import TerminalUI

extension MessageScreen {
    private typealias Piece = (text: String, style: Style)

    /// All above the body. The body's own lines are not put together here: it may have very many.
    func head(width: Int, _ snapshot: Snapshot, _ theme: Theme) -> [[(text: String, style: Style)]] {
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
        if letter.isQuarantined {
            let words =
                "quarantined: redriven \(letter.generation) times and dead again each time; a plan leaves it out"
            lines.append([("\(theme.quarantined) \(words)", theme.error)])
        }
        if let report {
            lines += [[], [("As the message tells it", theme.heading)]]
            lines += report.rows.map {
                [("  \($0.label.leftAligned(to: 14))", theme.dim), (String($0.value.prefix(2_000)), theme.text)]
            }
        }
        lines += lives(snapshot, theme)
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
        return lines
    }

    private func facts(_ snapshot: Snapshot) -> [(String, String)] {
        let now = snapshot.now
        func moment(_ at: Timestamp) -> String { "\(at.rfc3339(digits: 3)) (\(Figures.age(now - at)) ago)" }
        var facts = [("event type", letter.eventType ?? "none"), ("correlation id", letter.correlationID ?? "none")]
        facts.append(("came from", "\(letter.source)"))
        facts.append(("reason", letter.reason))
        if let version = letter.version { facts.append(("version", version)) }
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

    /// Lives before this one that are shown, the last ones.
    private static let mostLives = 20

    /// Every life, the last one first: how it ended, its attempts, and what was logged around them.
    private func lives(_ snapshot: Snapshot, _ theme: Theme) -> [[Piece]] {
        let story = LetterStory(letter: letter, snapshot: snapshot, theme: theme, logLines: 8, nameWidth: 48)
        func indented(_ lines: [[Piece]]) -> [[Piece]] { lines.map { [("  ", theme.text)] + $0 } }
        let now = letter.history.isEmpty ? "Before it died" : "Life \(letter.generation), the last one"
        var lines: [[Piece]] = [[], [(now, theme.heading)]]
        lines += indented(story.lines())
        for life in letter.history.suffix(Self.mostLives).reversed() {
            lines += [[], [("Life \(life.generation)", theme.heading)]]
            lines += indented(story.attempts(life.attempts))
            var end: [Piece] = [
                ("  \(life.died.clock()) ", theme.dim), ("\(theme.dead) dead ", theme.error), (life.reason, theme.text),
            ]
            if life.attempts.isEmpty, let error = life.error {
                end.append((": \(error.type): \(error.message.prefix(300))", theme.dim))
            }
            lines.append(end)
            lines.append([
                ("  \(life.redriven.clock()) ", theme.dim), ("\(theme.redriven) redriven ", theme.warning),
                ("by \(life.actor), task \(life.task)", theme.text),
            ])
        }
        return lines
    }

    package func render(_ snapshot: Snapshot, in area: Rect, on canvas: inout Canvas) {
        let head = head(width: area.width - 2, snapshot, canvas.theme)
        let count = head.count + body.lines.count
        let first = max(0, min(top, count - area.height))
        let note = count > area.height ? "\(min(count, first + area.height)) of \(Figures.count(count)) lines" : ""
        for y in 0..<min(area.height, count - first) {
            let index = first + y
            // The first row ends before the note.
            let noteRoom = y == 0 && !note.isEmpty ? displayWidth(note) + 2 : 0
            let row = Rect(x: area.x, y: area.y + y, width: area.width - noteRoom, height: 1)
            if index < head.count {
                canvas.writeShortened(head[index], x: 1, in: row)
            } else {
                let line = String(body.lines[index - head.count].prefix(4_000))
                canvas.writeShortened([(line, canvas.theme.text)], x: 3, in: row)
            }
        }
        canvas.write(note, x: area.width - displayWidth(note) - 1, in: area, canvas.theme.dim)
    }
}
