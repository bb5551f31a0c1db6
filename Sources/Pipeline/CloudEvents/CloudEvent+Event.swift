package import EventModel

extension CloudEvent {
    /// An event of ours for everybody else; what ties it to its flow stands in extensions
    /// (https://github.com/cloudevents/spec/blob/main/cloudevents/extensions/correlation.md and `distributed-tracing.md`).
    package init(_ event: Event) {
        self.init(id: event.id, source: event.source, type: event.type)
        time = event.time.rfc3339(digits: 6)
        subject = event.subject
        dataContentType = "application/json"
        dataSchema = event.dataSchema
        data = .json(event.data)
        extensions.append(Extension("correlationid", .string(event.correlationID)))
        if let cause = event.causationID { extensions.append(Extension("causationid", .string(cause))) }
        if let parent = event.traceparent { extensions.append(Extension("traceparent", .string(parent))) }
    }
}

extension Event {
    /// An event of somebody else's as ours. Data that is no JSON object is put into one: `{"value": …}`, or
    /// `{"data_base64": …}` where it is binary, since a bus carries objects.
    ///
    /// - Parameters:
    ///   - now: when it happened, where it does not say.
    ///   - ids: gives it a correlation id, where neither it nor its trace has one.
    package init(_ event: CloudEvent, now: Timestamp, ids: IDSource) {
        let data: JSON
        switch event.data {
        case .none: data = [:]
        case .json(let value): data = value.object == nil ? ["value": value] : value
        case .base64(let text): data = ["data_base64": .string(text)]
        }
        let traceparent = event["traceparent"]?.string
        self.init(
            id: event.id,
            source: event.source,
            type: event.type,
            time: event.time.flatMap { Timestamp(rfc3339: $0) } ?? now,
            subject: event.subject,
            data: data,
            correlationID: flowID(of: event, data, traceparent, ids),
            causationID: event["causationid"]?.string,
            traceparent: traceparent,
            dataSchema: event.dataSchema
        )
    }
}

/// Outside `Event`, whose own member of that name hides the function.
private func flowID(of event: CloudEvent, _ data: JSON, _ traceparent: String?, _ ids: IDSource) -> String {
    correlationID(given: event["correlationid"]?.string, data: data, traceparent: traceparent, ids: ids)
}
