import EventModel

extension DeathReport {
    /// The application properties of a dead letter of Azure Service Bus
    /// (https://learn.microsoft.com/azure/service-bus-messaging/service-bus-dead-letter-queues).
    static func azure(_ record: DeathRecord) -> DeathReport? {
        let (reason, text) = (record.text("DeadLetterReason"), record.text("DeadLetterErrorDescription"))
        guard reason != nil || text != nil else { return nil }
        var report = DeathReport(.azure)
        report.condition = reason
        if let text { report.error = ErrorInfo(type: reason ?? "Error", message: text) }
        report.source = record.text("DeadLetterSource") ?? record.text("x-opt-deadletter-source")
        report.attempts = record.integer("DeliveryCount")
        report.add("enqueued", record.time("x-opt-enqueued-time")?.rfc3339() ?? record.text("EnqueuedTimeUtc"))
        report.add("sequence", record.text("x-opt-sequence-number") ?? record.text("SequenceNumber"))
        return report
    }
}
