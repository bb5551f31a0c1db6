import EventModel

extension DeathReport {
    /// The envelope that a topic puts around a message
    /// (https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html). In a subscription's own dead-letter queue
    /// (https://docs.aws.amazon.com/sns/latest/dg/sns-dead-letter-queues.html) attributes tell why; in the dead-letter queue of a
    /// subscribed queue they do not, and the topic is only where the message came from.
    static func sns(_ record: DeathRecord) -> DeathReport? {
        guard isTopic(record), let object = record.objects.first else { return nil }
        func text(_ name: String) -> String? { object[name].flatMap(DeathRecord.text) }
        var report = DeathReport(.sns)
        report.source = text("TopicArn")
        let (code, message) = (record.text("ErrorCode"), record.text("ErrorMessage"))
        if code != nil || message != nil {
            report.error = ErrorInfo(type: code.map { "status \($0)" } ?? "Error", message: message ?? "")
        }
        report.add("request", record.text("RequestID"))
        report.add("message", text("MessageId"))
        report.add("subject", text("Subject"))
        report.add("published", text("Timestamp"))
        report.add("subscription", text("UnsubscribeURL").flatMap(subscription))
        return report
    }

    static func isTopic(_ record: DeathRecord) -> Bool {
        guard let object = record.objects.first else { return false }
        return object["Type"]?.string == "Notification" && object["TopicArn"]?.string != nil && object["Message"] != nil
    }

    /// The ARN at the end of the address at which a subscription can be given up.
    private static func subscription(_ address: String) -> String? {
        guard let mark = address.firstRange(of: "SubscriptionArn=") else { return nil }
        return String(address[mark.upperBound...].prefix { $0 != "&" })
    }
}
