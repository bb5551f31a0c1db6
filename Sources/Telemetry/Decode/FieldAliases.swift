/// The names under which log libraries write the fields a record is made of. Data, in order of preference: of two names
/// in one line the earlier one wins. A dot reaches into a nested object, and matches a flat name with a dot as well.
enum FieldAliases {
    struct Alias {
        var name: String
        var reading: FieldReading = .plain
    }

    static let table: [(field: RecordField, aliases: [Alias])] = [
        (
            .time,
            plain("timestamp", "@timestamp", "time", "ts") + [
                Alias(name: "@t", reading: .clef),
                Alias(name: "timeUnixNano", reading: .nanoseconds),
                Alias(name: "time_unix_nano", reading: .nanoseconds),
                Alias(name: "observedTimeUnixNano", reading: .nanoseconds), Alias(name: "t.$date", reading: .mongoDB),
                Alias(name: "instant", reading: .instant),
                Alias(name: "__REALTIME_TIMESTAMP", reading: .microseconds),
                Alias(name: "timestamp_ms", reading: .milliseconds), Alias(name: "timeMillis", reading: .milliseconds),
            ] + plain("eventTime", "event_time", "datetime", "asctime", "date", "Timestamp")
                + [Alias(name: "_aws.Timestamp", reading: .milliseconds)]
        ),
        (
            .severity,
            plain(
                "severity",
                "log.level",
                "level",
                "levelname",
                "lvl",
                "log_level",
                "loglevel",
                "@l",
                "severityText",
                "severity_text"
            )
                + [
                    Alias(name: "severityNumber", reading: .openTelemetry),
                    Alias(name: "severity_number", reading: .openTelemetry), Alias(name: "PRIORITY", reading: .syslog),
                    Alias(name: "levelno", reading: .python),
                ] + plain("record.level.name") + [Alias(name: "s", reading: .letter)]
        ),
        (
            .message,
            plain(
                "message.message",
                "message.msg",
                "message",
                "msg",
                "@m",
                "fields.message"
            ) + [Alias(name: "MESSAGE", reading: .journal)]
                + plain(
                    "body.stringValue",
                    "body",
                    "short_message",
                    "event.message",
                    "record.message"
                ) + [Alias(name: "@mt", reading: .template)] + plain("event", "text")
        ),
        (
            .service,
            plain(
                "service_name",
                "service",
                "service.name",
                "serviceName",
                "svc",
                "message.service",
                "resource.service.name",
                "labels.service",
                "contextMap.service",
                "SYSLOG_IDENTIFIER",
                "SourceContext"
            ) + [Alias(name: "app", reading: .nextcloud)]
                + plain(
                    "application",
                    "component",
                    "logger",
                    "logger_name",
                    "loggerName",
                    "log.logger",
                    "name",
                    "target",
                    "function_name"
                ) + [Alias(name: "c", reading: .mongoDB)]
        ),
        (
            .eventType,
            plain(
                "event_type",
                "eventType",
                "EventType",
                "detail-type",
                "detailType",
                "event.type",
                "event_name",
                "eventName",
                "event.name",
                "event.action",
                "type"
            )
        ),
        (
            .correlation,
            plain(
                "correlation_id",
                "correlationId",
                "correlationID",
                "CorrelationId",
                "correlationid",
                "correlation-id",
                "x-correlation-id",
                "X-Correlation-ID",
                "X-Correlation-Id",
                "CORRELATION_ID",
                "correlation.id"
            )
                + under(
                    "context",
                    "contextMap",
                    "labels",
                    "message",
                    "mdc",
                    "metadata",
                    "fields",
                    "attributes",
                    "headers",
                    "data",
                    "payload",
                    "detail",
                    "extra",
                    "properties",
                    names: "correlation_id",
                    "correlationId",
                    "x-correlation-id"
                ) + [Alias(name: "reqId", reading: .nextcloud), Alias(name: "ctx", reading: .mongoDB)]
        ),
        (
            .trace,
            plain(
                "trace_id",
                "traceId",
                "traceID",
                "TraceId",
                "trace.id",
                "@tr",
                "otelTraceID",
                "dd.trace_id",
                "context.trace_id"
            )
                + [
                    Alias(name: "traceparent", reading: .traceparent), Alias(name: "xray_trace_id", reading: .plain),
                    Alias(name: "record.tracing.value", reading: .xray),
                ] + plain("logging.googleapis.com/trace", "TRACE_ID")
        ),
        (
            .request,
            [Alias(name: "request_id", reading: .flow)]
                + plain(
                    "requestId",
                    "function_request_id",
                    "awsRequestId",
                    "aws_request_id",
                    "AWSRequestId",
                    "RequestId",
                    "record.requestId",
                    "req.id",
                    "req_id",
                    "reqId",
                    "x-request-id",
                    "http.request.id",
                    "context.request_id",
                    "context.aws_request_id"
                )
        ),
        (
            .eventID,
            plain("event_id", "eventId", "span_id", "spanId", "span.id", "@sp", "otelSpanID", "transaction.id")
        ),
        (
            .cause,
            plain("causation_id", "causationId", "parent_span_id", "parentSpanId", "parent_id", "parentId", "parent.id")
        ),
        (.hop, plain("hop")),
        (.resource, plain("resource", "function_name", "queue")),
        (.attempt, plain("attempt", "retry_attempt", "attempts")),
        (
            .duration,
            [Alias(name: "duration_ms", reading: .milliseconds), Alias(name: "durationMs", reading: .milliseconds)]
                + [
                    Alias(name: "record.metrics.durationMs", reading: .milliseconds),
                    Alias(name: "attr.durationMillis", reading: .milliseconds),
                    Alias(name: "elapsed_ms", reading: .milliseconds),
                    Alias(name: "latency_ms", reading: .milliseconds),
                    Alias(name: "took_ms", reading: .milliseconds),
                    Alias(name: "response_time_ms", reading: .milliseconds),
                    Alias(name: "duration_us", reading: .microseconds),
                    Alias(name: "duration_ns", reading: .nanoseconds),
                    Alias(name: "duration_s", reading: .seconds), Alias(name: "event.duration", reading: .nanoseconds),
                ] + plain("duration", "elapsed", "latency")
        ),
        (.wait, [Alias(name: "wait_ms", reading: .milliseconds)]),
        (.retryIn, [Alias(name: "retry_in_ms", reading: .milliseconds)]),
        (.generation, plain("generation")),
        (.actor, plain("actor")),
        (
            .errorType,
            plain(
                "error.type",
                "err.type",
                "err.name",
                "exception.exc_type",
                "error.name",
                "error.kind",
                "error.code",
                "exception_name",
                "exception.type",
                "exception.class",
                "thrown.name",
                "errorType",
                "error_type",
                "exceptionType",
                "message.errorType"
            )
        ),
        (
            .errorMessage,
            plain(
                "error.message",
                "err.message",
                "error.msg",
                "exception.message",
                "exception.exc_value",
                "thrown.message",
                "errorMessage",
                "error_message",
                "message.errorMessage",
                "error",
                "err",
                "exception",
                "@x"
            )
        ),
        (
            .errorStack,
            plain(
                "error.stack",
                "error.stack_trace",
                "err.stack",
                "stack_trace",
                "stackTrace",
                "exception.stacktrace",
                "thrown.extendedStackTrace",
                "stack",
                "exc_info",
                "stacktrace"
            )
        ),
        (.metrics, plain("_aws")),
        (.envelopeLog, plain("log")),
        (.envelopeStream, plain("stream")),
    ]

    private static func plain(_ names: String...) -> [Alias] { names.map { Alias(name: $0) } }

    private static func under(_ objects: String..., names: String...) -> [Alias] {
        objects.flatMap { object in names.map { Alias(name: object + "." + $0) } }
    }
}
