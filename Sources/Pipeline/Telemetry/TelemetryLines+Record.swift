import EventModel

extension TelemetryLines {
    /// Words that other logs have for the members that every line has.
    private static let words = [
        "timestamp": ["@timestamp", "time", "ts"], "severity": ["level", "lvl", "levelname"], "message": ["msg"],
        "service_name": ["service", "service.name"], "event_type": ["eventType"],
        "correlation_id": ["correlationId", "correlationID"],
    ]

    /// Appends a record as somebody else wrote it; what it lacks, under any name for it, comes from the time and `its`.
    mutating func add(passing record: JSON.Object, at now: Timestamp, _ its: [(name: String, value: String)]) {
        func lacks(_ name: String) -> Bool {
            record[name] == nil && !(Self.words[name] ?? []).contains { record[$0] != nil }
        }
        var line = record
        if lacks("timestamp") { line["timestamp"] = .string(now.rfc3339(digits: 6)) }
        if lacks("severity") { line["severity"] = "INFO" }
        for (name, value) in its where lacks(name) { line[name] = .string(value) }
        if lacks("message") { line["message"] = "" }
        add(JSON.object(line))
    }
}
