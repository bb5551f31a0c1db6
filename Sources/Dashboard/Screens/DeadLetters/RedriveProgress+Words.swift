package import DeadLetters
import EventModel
import TerminalUI

extension RedriveProgress.Kind {
    /// What a dialog about it is called.
    package var title: String {
        switch self {
        case .redrive: "Redrive"
        case .discard: "Discard"
        case .purge: "Purge"
        case .park: "Park"
        case .undo: "Undo"
        }
    }

    /// What it does, as a button says it.
    package var verb: String { title.lowercased() }

    /// What was done to a message.
    var participle: String {
        switch self {
        case .redrive: "redriven"
        case .discard: "discarded"
        case .purge: "purged"
        case .park: "parked"
        case .undo: "restored"
        }
    }
}

extension RedriveProgress {
    /// Where it stands, in one word, and whether that is bad.
    func standing(_ theme: Theme) -> (text: String, style: Style) {
        switch state {
        case .planned, .running: ("running", theme.accent)
        case .scheduled: ("scheduled", theme.accent)
        case .cancelling: ("stopping", theme.warning)
        case .cancelled: ("cancelled", theme.text)
        case .completed: ("done", failed + diedAgain + uncertain == 0 ? theme.text : theme.warning)
        case .stopped: ("\(theme.raised) stopped", theme.warning)
        case .failed: ("\(theme.failed) failed", theme.error)
        case .interrupted: ("\(theme.raised) interrupted", theme.warning)
        }
    }

    /// `3,120 of 10,000 sent`.
    var share: String {
        "\(Figures.count(sent)) of \(Figures.count(selected)) \(kind == .redrive ? "sent" : kind.participle)"
    }

    /// Its process ended in the middle, not so long ago that nobody cares.
    func wasInterrupted(_ now: Timestamp) -> Bool {
        state == .interrupted && started.map { now - $0 < .seconds(7 * 86_400) } ?? true
    }

    /// It can go on where it was.
    var canResume: Bool {
        kind != .undo && (state == .interrupted || state == .cancelled || state == .stopped || state == .failed)
            && remaining + held > 0
    }

    /// It ended while nobody knew of some whether they were sent: they can be sent again.
    var canResendUncertain: Bool { kind == .redrive && uncertain > 0 && !state.isRunning }

    /// Something of it can be put back.
    var canUndo: Bool { kind != .undo && sent > 0 && !state.isRunning }

    /// What became of a task that has ended, in one line.
    var notice: Notice {
        var parts: [String] = []
        if sent > 0 { parts.append("\(Figures.count(sent)) \(kind.participle)") }
        if diedAgain > 0 { parts.append("\(Figures.count(diedAgain)) died again") }
        if failed > 0 { parts.append("\(Figures.count(failed)) failed") }
        if skipped > 0 { parts.append("\(Figures.count(skipped)) \(kind == .undo ? "consumed already" : "skipped")") }
        if uncertain > 0 { parts.append("\(Figures.count(uncertain)) uncertain") }
        if held > 0 { parts.append("\(Figures.count(held)) held") }
        if remaining > 0 { parts.append("\(Figures.count(remaining)) not touched") }
        let text = "\(queue): \(parts.isEmpty ? "nothing done" : parts.joined(separator: ", "))"
        let why = notes.first.map { ": \($0)" } ?? ""
        switch state {
        case .completed where failed + uncertain + diedAgain == 0:
            return Notice(skipped == 0 ? .success : .information, text)
        case .cancelled: return Notice(.information, "cancelled; \(text)")
        case .failed: return Notice(.error, "stopped; \(text)\(why)")
        case .stopped: return Notice(.warning, "stopped by itself; \(text)\(why)")
        default: return Notice(.warning, text)
        }
    }
}
