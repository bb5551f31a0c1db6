package import EventModel

/// An archived event as one line of JSON: the members that every telemetry line has, so that a log reader takes an archive as it is,
/// the event's data as `payload`, and in `envelope` what else belongs to the event, so that a replay restores it whole.
package enum ArchiveLine {
    /// The members of an event in EventBridge form that have a place of their own.
    private static let own: Set<String> = [
        "id", "detail-type", "source", "time", "detail", "correlationid", "causationid",
    ]

    /// The line of an event in EventBridge form, without its sequence number.
    static func text(_ body: JSON) -> String {
        let type = body["detail-type"] ?? ""
        let subject = body["subject"]?.string.map { " \($0)" } ?? ""
        var line = JSON.Object([
            .init("timestamp", body["time"] ?? ""),
            .init("severity", "INFO"),
            .init("service_name", body["source"] ?? ""),
            .init("event_type", type),
            .init("correlation_id", body["correlationid"] ?? ""),
            .init("message", .string((type.string ?? "") + subject)),
            .init("event_id", body["id"] ?? ""),
        ])
        if let cause = body["causationid"] { line["causation_id"] = cause }
        line["source"] = body["source"] ?? ""
        line["payload"] = body["detail"] ?? [:]
        line["envelope"] = .object(JSON.Object((body.object?.members ?? []).filter { !own.contains($0.name) }))
        return JSON.object(line).description
    }

    /// The line with its sequence number as its first member.
    static func numbered(_ text: String, _ sequence: Int64) -> String {
        "{\"sequence\":\(sequence),\(text.dropFirst())"
    }

    /// The event in EventBridge form, as it was published.
    package static func body(of line: JSON) -> JSON {
        var body = JSON.Object()
        let envelope = line["envelope"]?.object ?? JSON.Object()
        body["version"] = envelope["version"]
        body["id"] = line["event_id"]
        body["detail-type"] = line["event_type"]
        body["source"] = line["source"]
        body["account"] = envelope["account"]
        body["time"] = line["timestamp"]
        body["region"] = envelope["region"]
        body["resources"] = envelope["resources"]
        body["detail"] = line["payload"]
        body["correlationid"] = line["correlation_id"]
        body["causationid"] = line["causation_id"]
        for member in envelope.members where body[member.name] == nil { body[member.name] = member.value }
        return .object(body)
    }

    /// When the event was: as its text says, which is what a line is ordered by.
    static func time(_ body: JSON, otherwise: Timestamp) -> Timestamp {
        body["time"]?.string.flatMap { Timestamp(rfc3339: $0) } ?? otherwise
    }
}
