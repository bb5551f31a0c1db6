import EventModel

extension DeathReport {
    /// The system attributes of a message that its queue has moved
    /// (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html). SQS keeps no error.
    static func sqs(_ record: DeathRecord) -> DeathReport? {
        let source = record.text("DeadLetterQueueSourceArn")
        let count = record.integer("ApproximateReceiveCount")
        guard source != nil || count != nil else { return nil }
        var report = DeathReport(.sqs)
        report.source = source
        report.attempts = count
        if source != nil { report.condition = "MaxReceiveCountExceeded" }
        report.add("sent", record.time("SentTimestamp")?.rfc3339())
        report.add("first received", record.time("ApproximateFirstReceiveTimestamp")?.rfc3339())
        report.add("sender", record.text("SenderId"))
        report.add("group", record.text("MessageGroupId"))
        report.add("sequence", record.text("SequenceNumber"))
        return report
    }
}
