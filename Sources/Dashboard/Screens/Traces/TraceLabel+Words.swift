package import Telemetry

extension TraceLabel {
    /// The label as a sentence, for whoever meets it the first time.
    package var words: String {
        switch self {
        case .orphan: "orphan: its cause is not among the records"
        case .cycle: "cycle: its causes lead back to itself"
        case .duplicate: "duplicate: the same record came more than once"
        case .late: "late: it came after the flow had been quiet for long"
        case .skewed: "skewed: it starts before its cause, so two clocks disagree"
        case .incomplete: "incomplete: it began and has no end, or its start is missing"
        case .noReader: "no reader: nothing reads the stream that it was put on, so it ends here"
        }
    }
}
