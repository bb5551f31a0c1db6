import EventModel

/// The W3C trace context that a program is handed.
enum ProgramTrace {
    /// The trace that the correlation id names, with the request as the parent.
    static func parent(correlationID: String, requestID: String) -> String {
        "00-\(TraceContext.traceID(of: correlationID))-\(TraceContext.spanID(of: requestID))-01"
    }
}
