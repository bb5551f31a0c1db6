import EventModel
import Telemetry
import TerminalUI

/// The line above a flow's rows: what it is, how it ended, and what is odd about it.
struct FlowHeading {
    let outline: FlowOutline

    func paint(in area: Rect, on canvas: inout Canvas) {
        let theme = canvas.theme, summary = outline.tree.summary
        var pieces: [(text: String, style: Style)] = [
            ("Flow ", theme.heading), (ShortID.text(summary.correlationID, theme), theme.id), ("   ", theme.text),
            (summary.root.truncated(to: 32), theme.strong), ("   ", theme.text), outcome(theme), ("   ", theme.text),
        ]
        let services = summary.services.count
        var counts = "\(Figures.count(services)) service\(services == 1 ? "" : "s"), "
        counts += "\(Figures.count(summary.records)) record\(summary.records == 1 ? "" : "s"), "
        let duration = Figures.duration(summary.duration)
        pieces.append(((area.width < 100 ? "" : counts) + duration, theme.text))
        if summary.deadLetters > 0 {
            let style = summary.status == .dead ? theme.error : theme.text
            pieces.append(("   \(theme.dead) \(Figures.count(summary.deadLetters))", style))
        }
        if outline.generation > 0 { pieces.append(("  \(theme.redriven) gen \(outline.generation)", theme.warning)) }
        if !outline.tree.labels.isEmpty {
            let labels = outline.tree.labels.map(\.rawValue).joined(separator: ", ")
            pieces.append(("   \(theme.raised) \(labels)", theme.warning))
        }
        canvas.write(pieces, x: 1, in: area)
    }

    private func outcome(_ theme: Theme) -> (text: String, style: Style) {
        let summary = outline.tree.summary
        var place: String { outline.fatal.map { " at " + $0.name.truncated(to: 32) } ?? "" }
        switch summary.status {
        case .dead: return ("\(theme.failed) dead\(place)", theme.error)
        case .error where summary.awaitsRetry:
            return ("\(theme.redriven) failing\(place), to be retried", theme.warning)
        case .error: return ("\(theme.failed) failed\(place)", theme.error)
        case .retried: return ("\(theme.redriven) ok after retries", theme.warning)
        case .ok where summary.redrives > 0: return ("\(theme.succeeded) ok after a redrive", theme.success)
        case .ok: return ("\(theme.succeeded) ok", theme.text)
        case .running: return ("\(theme.ellipsis) running", theme.text)
        case .unknown: return ("no status", theme.dim)
        }
    }
}
