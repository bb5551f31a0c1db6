package import EventModel
package import Telemetry
package import TerminalUI

extension Theme {
    /// The glyph of a status, and how it looks. A flow that went well has no colour: nobody waited for it.
    package func mark(of status: TraceStatus) -> (String, Style) {
        switch status {
        case .ok: (succeeded, dim)
        case .error: (String(failed), error)
        case .retried: (String(redriven), warning)
        case .dead: (String(dead), error)
        case .running: (isASCII ? "~" : "…", dim)
        case .unknown: ("?", dim)
        }
    }

    /// How a severity's word looks.
    package func style(of severity: Severity?) -> Style {
        switch severity {
        case .error, .fatal: error
        case .warn: warning
        case .info: text
        case .debug, .trace, nil: dim
        }
    }
}
