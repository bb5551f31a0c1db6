/// How the value under a name is to be read, where the name decides it.
enum FieldReading: UInt8, CaseIterable {
    /// By what it looks like.
    case plain
    case nanoseconds, microseconds, milliseconds, seconds
    /// `{"epochSecond","nanoOfSecond"}`.
    case instant
    /// Seconds, with the nanoseconds in a member beside them: `timestampSeconds` and `timestampNanos` of Google's layouts.
    case parts
    /// Numbers of syslog (0 to 7), of Python's `logging` (10 to 50), of OpenTelemetry (1 to 24), of Azure (0 to 4).
    case syslog, python, openTelemetry, azure
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
    /// Headers that hold several ids (``TraceHeader``): a W3C `traceparent`, an AWS X-Ray header, B3 in one, Jaeger's.
    case traceparent, xray, b3, jaeger
    /// The last part of a path such as `projects/shop/traces/ID`, or the first of `ID/SPAN;o=1`.
    case path
    /// Only beside what marks an event's envelope.
    case envelope
    /// Only a string; and only one of the words for severities.
    case text, word

    /// Its name in the table of names and in a configuration file.
    var key: String {
        switch self {
        case .openTelemetry: "opentelemetry"
        case .mongoDB: "mongodb"
        default: "\(self)"
        }
    }
}
