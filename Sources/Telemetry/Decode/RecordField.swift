/// What the decoder looks for in a line.
enum RecordField: Int, CaseIterable {
    case time, severity, message, service, eventType, correlation, trace, request, eventID, cause, hop, resource
    case attempt, duration, wait, retryIn, generation, errorType, errorMessage, errorStack, actor
    /// The `_aws` member of an Embedded Metric Format line.
    case metrics
    /// How many read the stream that a record was put on.
    case readers
    /// `log` and `stream`: the envelope that container runtimes put around a line.
    case envelopeLog, envelopeStream
    /// What marks an event's envelope (CloudEvents, EventBridge): only beside it do `id`, `source` and `subject` say
    /// whose event it is.
    case envelope
    /// An array under a name that exports keep their records in; ``RecordSplitter`` looks further.
    case several

    /// Its name in the table of names and in a configuration file.
    var key: String {
        switch self {
        case .time: "time"
        case .severity: "severity"
        case .message: "message"
        case .service: "service"
        case .eventType: "event_type"
        case .correlation: "correlation_id"
        case .trace: "trace_id"
        case .request: "request_id"
        case .eventID: "event_id"
        case .cause: "causation_id"
        case .hop: "hop"
        case .resource: "resource"
        case .attempt: "attempt"
        case .duration: "duration"
        case .wait: "wait"
        case .retryIn: "retry_in"
        case .generation: "generation"
        case .errorType: "error_type"
        case .errorMessage: "error_message"
        case .errorStack: "error_stack"
        case .actor: "actor"
        case .metrics: "metrics"
        case .readers: "readers"
        case .envelopeLog: "envelope_log"
        case .envelopeStream: "envelope_stream"
        case .envelope: "envelope"
        case .several: "several"
        }
    }

    /// Whether it ties records together: placeholders such as `-` count as missing.
    @inline(__always)
    var isID: Bool {
        switch self {
        case .correlation, .trace, .request, .eventID, .cause: true
        default: false
        }
    }

    /// Whether `-`, which access logs write for nothing, is no value of it.
    @inline(__always)
    var hasDash: Bool {
        switch self {
        case .service, .eventType, .resource: true
        default: false
        }
    }

    /// Whether it says that something failed: false, zero and placeholders say that nothing did.
    @inline(__always)
    var isError: Bool {
        switch self {
        case .errorType, .errorMessage, .errorStack: true
        default: false
        }
    }

    /// Whether it also counts one object deeper, such as among headers or labels.
    var isFoundInObjects: Bool {
        switch self {
        case .correlation, .trace, .request, .cause: true
        default: false
        }
    }
}
