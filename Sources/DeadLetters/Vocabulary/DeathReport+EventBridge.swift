import EventModel

extension DeathReport {
    /// The attributes that a rule's target adds to an event that it gives up
    /// (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html#eb-rule-dlq-message-attributes).
    static func eventBridge(_ record: DeathRecord) -> DeathReport? {
        let (rule, target) = (record.text("RULE_ARN"), record.text("TARGET_ARN"))
        guard rule != nil || target != nil else { return nil }
        var report = DeathReport(.eventBridge)
        report.source = rule
        report.destination = target
        report.retries(
            code: record.text("ERROR_CODE"),
            message: record.text("ERROR_MESSAGE"),
            condition: record.text("EXHAUSTED_RETRY_CONDITION"),
            retries: record.integer("RETRY_ATTEMPTS")
        )
        return report
    }

    /// The record that a custom event bus sends: it names the events and does not have them
    /// (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-custom-bus-retry.html).
    static func eventBridgeBus(_ record: DeathRecord) -> DeathReport? {
        guard
            let object = record.objects.first(where: {
                $0["busArn"] != nil && $0["targetArn"] != nil && $0["failedMessages"] != nil
            })
        else { return nil }
        func text(_ name: String) -> String? { object[name].flatMap(DeathRecord.text) }
        var report = DeathReport(.eventBridgeBus)
        report.source = text("busArn")
        report.destination = text("targetArn")
        report.retries(
            code: text("errorCode"),
            message: text("errorMessage"),
            condition: text("exhaustedRetryCondition"),
            retries: object["retryAttempts"].flatMap(DeathRecord.integer)
        )
        report.add("subscriber", text("subscriberArn"))
        let failed = object["failedMessages"]?.array ?? []
        report.firstFailed = failed.lazy.compactMap { $0["timestamp"].flatMap(DeathRecord.time) }.min()
        for message in failed.prefix(most) {
            report.add("event", message["eventId"].flatMap(DeathRecord.text))
            report.add("group", message["eventGroupId"].flatMap(DeathRecord.text))
            report.add("target request", message["targetRequestId"].flatMap(DeathRecord.text))
        }
        return report
    }

    private mutating func retries(code: String?, message: String?, condition: String?, retries: Int?) {
        self.condition = condition ?? code
        if code != nil || message != nil { error = ErrorInfo(type: code ?? "Error", message: message ?? "") }
        // The first attempt is no retry.
        attempts = retries.map { $0 < 0 ? 1 : $0 == .max ? $0 : $0 + 1 }
        add("retries", retries.map(String.init))
    }
}
