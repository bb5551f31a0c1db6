import DeadLetters
import EventModel
import TerminalUI

/// One dead letter for a person.
struct LetterPrinter {
    let paint: Paint
    /// Nil: each body as it reads best.
    let body: BodyView?

    func print(_ letter: DeadLetter) {
        let title = letter.error.map { "\($0.type): \($0.message)" } ?? letter.reason
        Output.print("\(paint(visible(letter.id), .cyan))  \(paint(visible(title), .red))")
        line("event_type", letter.eventType)
        line("correlation_id", letter.correlationID)
        line("source", letter.source.description)
        line("reason", letter.reason)
        line("receive_count", String(letter.receiveCount))
        line("generation", String(letter.generation))
        line("version", letter.version)
        line("locked_by", letter.lockedBy)
        line("first_failed", letter.firstFailed?.rfc3339())
        line("died", letter.died.rfc3339())
        line("expires", letter.expires?.rfc3339())
        attempts(letter.attempts)
        for frame in (letter.error?.stack ?? "").split(separator: "\n") { line("at", String(frame)) }
        for life in letter.history { self.life(life) }
        if let report = DeathReport(letter: letter) {
            for row in report.rows { line(row.label, row.value) }
            for frame in (report.error?.stack ?? "").split(separator: "\n") { line("at", String(frame)) }
        }
        for (name, value) in letter.attributes.sorted(by: { $0.key < $1.key }) { line(name, value) }
        let view = body ?? .fitting(letter.body)
        line("body", letter.body.isEmpty ? "empty" : "\(Figures.bytes(letter.body.count)), \(view.rawValue)")
        for row in view.lines(letter.body) { Output.print("    \(visible(row))") }
        Output.print("")
    }

    private func line(_ name: String, _ value: String?) {
        guard let value else { return }
        Output.print("  \(paint(visible(name).leftAligned(to: 16), .dim))\(visible(value))")
    }

    private func attempts(_ attempts: [DeadLetter.Attempt]) {
        var last: Timestamp?
        for attempt in attempts {
            let wait = last.map { "  +\(Figures.duration(max(.zero, attempt.at - $0)))" } ?? ""
            let request = attempt.requestID.map { "  \($0)" } ?? ""
            line(
                "attempt \(attempt.number)",
                "\(attempt.at.rfc3339())\(wait)  \(attempt.error.type): \(attempt.error.message)\(request)"
            )
            last = attempt.at
        }
    }

    private func life(_ life: DeadLetter.Life) {
        let error = life.error.map { "\($0.type): \($0.message)" } ?? life.reason
        line("life \(life.generation)", "died \(life.died.rfc3339())  \(error)")
        line("", "redriven \(life.redriven.rfc3339()) by \(life.actor), task \(life.task)")
    }
}
