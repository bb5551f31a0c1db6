package import EventModel

extension Event {
    /// The event as EventBridge shapes it, for patterns, targets and bodies
    /// (https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html). What ties the event to its flow stands
    /// beside `detail`, under the names that CloudEvents gives extensions, so that `detail` is the publisher's data only.
    package var eventBridge: JSON {
        var object = JSON.Object([
            .init("version", "0"),
            .init("id", .string(id)),
            .init("detail-type", .string(type)),
            .init("source", .string(source)),
            .init("account", "000000000000"),
            .init("time", .string(time.rfc3339(digits: 6))),
            .init("region", "local"),
            .init("resources", []),
            .init("detail", data),
            .init("correlationid", .string(correlationID)),
        ])
        if let causationID { object["causationid"] = .string(causationID) }
        if let traceparent { object["traceparent"] = .string(traceparent) }
        if let subject { object["subject"] = .string(subject) }
        if let dataSchema { object["dataschema"] = .string(dataSchema) }
        return .object(object)
    }

    /// Reads the form that ``eventBridge`` writes; nil where an attribute that every event has is missing.
    package init?(eventBridge json: JSON) {
        guard let id = json["id"]?.string, let source = json["source"]?.string, let type = json["detail-type"]?.string,
            let time = json["time"]?.string.flatMap({ Timestamp(rfc3339: $0) }),
            let correlationID = json["correlationid"]?.string
        else { return nil }
        self.init(
            id: id,
            source: source,
            type: type,
            time: time,
            subject: json["subject"]?.string,
            data: json["detail"] ?? [:],
            correlationID: correlationID,
            causationID: json["causationid"]?.string,
            traceparent: json["traceparent"]?.string,
            dataSchema: json["dataschema"]?.string
        )
    }
}

/// The correlation id of an event that comes in: the one it has, else an `X-Correlation-ID` in its data, its data's `metadata` or
/// `headers`, else the trace id of its `traceparent`, else a new one.
package func correlationID(given: String?, data: JSON, traceparent: String?, ids: IDSource) -> String {
    if let given, !given.isEmpty { return given }
    for place in [data, data["metadata"], data["headers"]] {
        for member in place?.object?.members ?? [] where member.name.lowercased() == "x-correlation-id" {
            if let id = member.value.string, !id.isEmpty { return id }
        }
    }
    let parents = [
        traceparent, data["traceparent"]?.string, data["metadata"]?["traceparent"]?.string,
        data["headers"]?["traceparent"]?.string,
    ]
    for parent in parents {
        if let parent, let context = TraceContext(traceparent: parent) { return context.traceID }
    }
    return ids()
}
