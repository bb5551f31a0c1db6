/// What the decoder looks for in a line.
enum RecordField: Int, CaseIterable {
    case time, severity, message, service, eventType, correlation, trace, request, eventID, cause, hop, resource
    case attempt, duration, wait, retryIn, generation, errorType, errorMessage, errorStack, actor
    /// The `_aws` member of an Embedded Metric Format line.
    case metrics
    /// `log` and `stream`: the envelope that container runtimes put around a line.
    case envelopeLog, envelopeStream
}

/// How the value under a name is to be read, where the name decides it.
enum FieldReading: UInt8 {
    /// By what it looks like.
    case plain
    case nanoseconds, microseconds, milliseconds, seconds
    /// `{"epochSecond","nanoOfSecond"}`.
    case instant
    /// Numbers of syslog (0 to 7), of Python's `logging` (10 to 50), of OpenTelemetry (1 to 24).
    case syslog, python, openTelemetry
    /// The letters that MongoDB writes.
    case letter
    /// Compact log event format: what it leaves out is at its default, and a template is filled from the other members.
    case clef, template
    /// Names that mean something only beside the others of the same library.
    case mongoDB, nextcloud
    /// An id that stands for a flow where the line names none.
    case flow
    /// Text, or its bytes as an array of numbers.
    case journal
    /// A W3C `traceparent`, or an AWS X-Ray header.
    case traceparent, xray
}
