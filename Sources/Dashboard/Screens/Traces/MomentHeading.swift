import EventModel
import Telemetry
import TerminalUI

/// The line that says which step of a flow's past is shown: its number, its time, what happened.
struct MomentHeading {
    let moment: FlowMoment
    let history: FlowHistory

    func paint(in area: Rect, on canvas: inout Canvas) {
        let theme = canvas.theme, dot = theme.isASCII ? " | " : " · "
        var pieces: [(text: String, style: Style)] = [
            ("\(theme.travel) step \(Figures.count(moment.step)) of \(Figures.count(history.count))", theme.accent),
            (dot, theme.dim), (moment.at.clock(digits: 3), theme.text),
            (dot, theme.dim), ("+\(Figures.duration(moment.at - history.started))", theme.text), (dot, theme.dim),
        ]
        if let event = moment.event {
            pieces.append((event.what, event.isFailure ? theme.error : theme.strong))
            if let recorded = event.recorded {
                pieces.append(("  \(theme.raised) its clock says \(recorded.clock(digits: 3))", theme.warning))
            }
        }
        canvas.writeShortened(pieces, x: 1, in: area)
    }
}

extension Theme {
    /// Before what is said of the past.
    var travel: Character { isASCII ? "@" : "◷" }
    /// Where the past ends: on the ruler, and down the waterfall.
    var travelMark: Character { isASCII ? "V" : "▼" }
    var travelLine: Character { isASCII ? "'" : "┊" }
}
