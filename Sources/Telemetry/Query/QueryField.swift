import EventModel

/// A field that queries know by name: read by the decoder's rules, whatever the line calls it.
enum QueryField: Equatable {
    case severity, service, eventType, correlation, message, duration, hop, resource, attempt, time
    case error, errorType, errorMessage, request, eventID, cause, generation, wait, file, line
    /// Whether the record carries metrics; of every record true or false.
    case metric

    private static let names: [String: QueryField] = [
        "level": .severity, "severity": .severity, "log.level": .severity,
        "service": .service, "service_name": .service, "service.name": .service,
        "type": .eventType, "event_type": .eventType, "detail-type": .eventType,
        "id": .correlation, "correlation_id": .correlation, "correlation": .correlation,
        "message": .message, "msg": .message,
        "duration": .duration, "duration_ms": .duration, "wait": .wait, "wait_ms": .wait,
        "hop": .hop, "resource": .resource, "attempt": .attempt,
        "time": .time, "timestamp": .time,
        "error": .error, "error.type": .errorType, "error.message": .errorMessage,
        "request_id": .request, "event_id": .eventID, "causation_id": .cause, "generation": .generation,
        "file": .file, "line": .line, "metric": .metric,
    ]

    /// The shortest of a field's names: what an offer to complete says.
    var shortName: String {
        QueryField.names.filter { $0.value == self }.keys.min { ($0.utf8.count, $0) < ($1.utf8.count, $1) } ?? ""
    }

    /// The names as people also spell them: in any case, as one word, and by the short forms of other tools.
    private static let spellings: [String: QueryField] = {
        var table = ["lvl": QueryField.severity, "ts": .time, "@timestamp": .time, "loglevel": .severity]
        for (name, field) in names { table[folded(name)] = field }
        return table
    }()

    private static func folded(_ name: String) -> String {
        name.lowercased().filter { $0 != "_" && $0 != "-" }
    }

    /// - Parameter name: exact, or in another spelling that can mean only one field: `Level`, `correlationId`.
    init?(name: String) {
        guard let field = QueryField.names[name] ?? QueryField.spellings[QueryField.folded(name)] else { return nil }
        self = field
    }
}
