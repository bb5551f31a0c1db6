/// An event: CloudEvents 1.0 attributes (https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md) with the
/// extensions that tie it to its flow.
package struct Event: Hashable, Sendable {
    package var id: String
    package var source: String
    package var type: String
    package var time: Timestamp
    package var subject: String?
    package var data: JSON
    /// Ties every record of one flow together. Never empty.
    package var correlationID: String
    /// The event or the invocation that caused this one; nil where a flow starts.
    package var causationID: String?
    package var traceparent: String?
    /// The address of the schema that ``data`` keeps; nil if the event does not name it.
    package var dataSchema: String?

    package init(
        id: String,
        source: String,
        type: String,
        time: Timestamp,
        subject: String? = nil,
        data: JSON = [:],
        correlationID: String,
        causationID: String? = nil,
        traceparent: String? = nil,
        dataSchema: String? = nil
    ) {
        self.id = id
        self.source = source
        self.type = type
        self.time = time
        self.subject = subject
        self.data = data
        self.correlationID = correlationID
        self.causationID = causationID
        self.traceparent = traceparent
        self.dataSchema = dataSchema
    }
}
