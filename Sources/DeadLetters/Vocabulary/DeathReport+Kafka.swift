import EventModel

extension DeathReport {
    /// Headers that a Kafka Connect sink adds with `errors.deadletterqueue.context.headers.enable`
    /// (https://kafka.apache.org/documentation/#connect_errorreporting).
    static func kafkaConnect(_ record: DeathRecord) -> DeathReport? {
        let prefix = "__connect.errors."
        guard record.has(prefix: prefix) else { return nil }
        func text(_ name: String) -> String? { record.text(prefix + name) }
        var report = DeathReport(.kafkaConnect)
        report.condition = text("stage")
        report.source = text("topic")
        report.destination = text("connector.name").map { name in text("task.id").map { "\(name) task \($0)" } ?? name }
        report.error = error(
            type: text("exception.class.name"),
            message: text("exception.message"),
            stack: text("exception.stacktrace")
        )
        report.add("partition", record.integer(prefix + "partition").map(String.init) ?? text("partition"))
        report.add("offset", record.integer(prefix + "offset").map(String.init) ?? text("offset"))
        report.add("class", text("class.name"))
        return report
    }

    /// Headers that Spring's recoverers add, `kafka_dlt-…`, or without `dlt-` on the topics of its retries
    /// (https://docs.spring.io/spring-kafka/reference/kafka/annotation-error-handling.html#dead-letters). Its integers are bytes.
    static func spring(_ record: DeathRecord) -> DeathReport? {
        let prefixes = ["kafka_dlt-", "kafka_"].filter { prefix in
            ["original-", "exception-"].contains { record.has(prefix: prefix + $0) }
        }
        guard !prefixes.isEmpty else { return nil }
        func name(_ name: String) -> String {
            (prefixes.first { record.raw($0 + name) != nil } ?? prefixes[0]) + name
        }
        func text(_ part: String) -> String? { record.text(name(part)) }
        var report = DeathReport(.spring)
        report.source = text("original-topic")
        report.destination = text("original-consumer-group")
        // The outer exception is the listener's; what it was caused by is the error.
        report.error = error(
            type: text("exception-cause-fqcn") ?? text("exception-fqcn"),
            message: text("exception-message"),
            stack: text("exception-stacktrace")
        )
        report.attempts = record.integer("retry_topic-attempts") ?? record.integer("kafka_deliveryAttempt")
        report.add("exception", text("exception-fqcn"))
        report.add("partition", record.integer(name("original-partition")).map(String.init))
        report.add("offset", record.integer(name("original-offset")).map(String.init))
        report.add("written", record.time(name("original-timestamp"))?.rfc3339())
        report.add("timestamp type", text("original-timestamp-type"))
        return report
    }

    private static func error(type: String?, message: String?, stack: String?) -> ErrorInfo? {
        guard type != nil || message != nil || stack != nil else { return nil }
        return ErrorInfo(type: type ?? "Error", message: message ?? "", stack: stack.flatMap(StackText.frames))
    }
}
