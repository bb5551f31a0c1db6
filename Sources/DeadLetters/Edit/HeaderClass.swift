/// What becomes of an attribute, by its name, when a dead letter is sent again that is edited, or whose headers are to be classed:
/// ``RedriveOptions/Headers``.
package enum HeaderClass: String, Hashable, Sendable, CaseIterable {
    /// The message's own: it is sent with it.
    case keep
    /// Tells of the death or belongs to the broker that it came through: a redriven message starts without it.
    case strip
    /// Ties the message to a trace: it is sent with a new span of the same trace.
    case regenerate

    /// - Parameters:
    ///   - name: upper or lower case make no difference.
    ///   - companions: the names of all attributes of the message. Some names are only a broker's together: Lambda and SNS write
    ///     `RequestID`, `ErrorCode` and `ErrorMessage`, and a `RequestID` alone is somebody's own.
    package init(_ name: String, among companions: some Collection<String> = [String]()) {
        let name = name.lowercased()
        if Self.traces.contains(name) {
            self = .regenerate
        } else if Self.broker.contains(name) || Self.prefixes.contains(where: { name.hasPrefix($0) }) {
            self = .strip
        } else if Self.lambda.contains(name), Self.areLambdas(companions) {
            self = .strip
        } else {
            self = .keep
        }
    }

    /// The attributes of a message that a redrive leaves behind where headers are classed.
    static func stripped(_ attributes: [String: String]) -> [String] {
        let names = Array(attributes.keys)
        return names.filter { HeaderClass($0, among: names) == .strip }
    }

    private static func areLambdas(_ names: some Collection<String>) -> Bool {
        let names = Set(names.lazy.map { $0.lowercased() })
        return names.contains("requestid") && names.contains("errorcode")
    }

    /// https://www.w3.org/TR/trace-context/, https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader,
    /// https://github.com/openzipkin/b3-propagation
    private static let traces: Set<String> = [
        "traceparent", "awstraceheader", "x-amzn-trace-id", "b3", "x-b3-spanid", "x-b3-parentspanid",
    ]

    /// https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
    private static let lambda: Set<String> = ["requestid", "errorcode", "errormessage"]

    private static let broker: Set<String> = [
        // SQS: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html. The group stays, for
        // it is the order; a new message needs a new id to be told apart by.
        "approximatereceivecount", "approximatefirstreceivetimestamp", "senttimestamp", "senderid", "sequencenumber",
        "messagededuplicationid", "deadletterqueuesourcearn",
        // EventBridge: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html
        "rule_arn", "target_arn", "error_code", "error_message", "exhausted_retry_condition", "retry_attempts",
        // The bundled bus, of what broke its contract.
        "contract_name", "contract_path",
        // RabbitMQ: https://www.rabbitmq.com/docs/dlx
        "x-death", "x-delivery-count",
        // Azure: https://learn.microsoft.com/azure/service-bus-messaging/service-bus-dead-letter-queues
        "deadletterreason", "deadlettererrordescription", "deadlettersource", "x-opt-deadletter-source",
        "x-opt-enqueued-time", "x-opt-sequence-number", "x-opt-enqueue-sequence-number", "x-opt-locked-until",
        // NATS, the server's own (https://docs.nats.io/nats-concepts/jetstream/headers) and the community's for dead letters.
        "nats-msg-id", "nats-stream", "nats-subject", "nats-sequence", "nats-time-stamp", "nats-last-sequence",
        "nats-num-pending", "x-dead-letter-reason", "x-original-subject", "x-original-stream", "x-failed-at",
        // Spring for Apache Kafka: https://docs.spring.io/spring-kafka/reference/kafka/annotation-error-handling.html
        "kafka_deliveryattempt", "springdeserializerexceptionkey", "springdeserializerexceptionvalue",
    ]

    private static let prefixes = [
        "x-first-death-", "x-last-death-", "nats-expected-", "kafka_dlt-", "kafka_original-", "kafka_exception-",
        "retry_topic-",
        // Kafka Connect: https://kafka.apache.org/documentation/#connect_errorreporting
        "__connect.errors.",
    ]
}
