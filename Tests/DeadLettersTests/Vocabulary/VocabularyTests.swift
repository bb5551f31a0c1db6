import DeadLetters
import EventModel
import Testing

/// A dead letter with these attributes and this body, about which its queue tells nothing.
func found(_ attributes: [String: String] = [:], body: String = "") -> DeadLetter {
    DeadLetter(
        id: "m-1",
        queue: "dlq",
        source: .init(.queue, "q"),
        reason: "unknown",
        died: Timestamp(seconds: 1_800_000_000),
        attributes: attributes,
        body: Array(body.utf8)
    )
}

extension DeathReport {
    /// The values of the facts with a label.
    subscript(label: String) -> [String] { facts.filter { $0.label == label }.map(\.value) }
}

@Suite struct VocabularyTests {
    @Test func saysNothingOfAPlainMessage() {
        #expect(DeathReport(letter: found()) == nil)
        #expect(DeathReport(letter: found(["RequestID": "mine"], body: #"{"detail":{"a":1},"Message":"x"}"#)) == nil)
    }

    @Test func readsAnEventBridgeTarget() throws {
        let report = try #require(
            DeathReport(
                letter: found([
                    "RULE_ARN": "arn:aws:events:eu-west-1:1:rule/bus/orders",
                    "TARGET_ARN": "arn:aws:lambda:eu-west-1:1:function:f",
                    "ERROR_CODE": "NO_PERMISSIONS", "ERROR_MESSAGE": "not allowed",
                    "EXHAUSTED_RETRY_CONDITION": "MaximumRetryAttempts", "RETRY_ATTEMPTS": "185",
                ])
            )
        )
        #expect(
            report.vocabulary == .eventBridge && report.condition == "MaximumRetryAttempts" && report.attempts == 186
        )
        #expect(report.error == ErrorInfo(type: "NO_PERMISSIONS", message: "not allowed"))
        #expect(report.source?.hasSuffix("orders") == true && report.destination?.hasSuffix(":f") == true)
        // Not retried at all: the code is why.
        let atOnce = DeathReport(letter: found(["RULE_ARN": "r", "ERROR_CODE": "NO_RESOURCE"]))
        #expect(atOnce?.condition == "NO_RESOURCE" && atOnce?.attempts == nil)
    }

    @Test func readsTheRecordOfACustomBus() throws {
        let body = """
            {"version":"1.0","busArn":"b","subscriberArn":"s","targetArn":"t","errorCode":"THROTTLING","errorMessage":"slow down",
            "exhaustedRetryCondition":"MaximumEventAgeInSeconds","retryAttempts":5,"failedMessages":[
            {"eventId":"e-1","eventGroupId":"g","timestamp":"2026-09-02T10:00:01Z"},{"eventId":"e-2","timestamp":"2026-09-02T10:00:00Z"},7]}
            """
        let report = try #require(DeathReport(letter: found(body: body)))
        #expect(report.vocabulary == .eventBridgeBus && report.attempts == 6 && report.source == "b")
        #expect(report.condition == "MaximumEventAgeInSeconds" && report.error?.type == "THROTTLING")
        #expect(report["event"] == ["e-1", "e-2"] && report["group"] == ["g"] && report["subscriber"] == ["s"])
        #expect(report.firstFailed == Timestamp(rfc3339: "2026-09-02T10:00:00Z"))
    }

    @Test func readsPointersIntoAStream() throws {
        let body = """
            {"requestContext":{"requestId":"r","functionArn":"arn:aws:lambda:eu-west-1:1:function:f:7",
            "condition":"RetryAttemptsExhausted","approximateInvokeCount":4},
            "responseContext":{"statusCode":200,"executedVersion":"7","functionError":"Unhandled"},
            "version":"1.0","timestamp":"2019-11-14T00:38:06.021Z",
            "KinesisBatchInfo":{"shardId":"shardId-1","startSequenceNumber":"49601189658422359378836298521827638475320189012309704722",
            "endSequenceNumber":"496","approximateArrivalOfFirstRecord":"2019-11-14T00:38:04.835Z","batchSize":500,
            "streamArn":"arn:aws:kinesis:eu-west-1:1:stream/s"}}
            """
        let report = try #require(DeathReport(letter: found(body: body)))
        #expect(report.vocabulary == .stream && report.condition == "RetryAttemptsExhausted" && report.attempts == 4)
        #expect(
            report.source?.hasSuffix("stream/s") == true && report.version == "7" && report.error?.type == "Unhandled"
        )
        #expect(report["first record"] == ["49601189658422359378836298521827638475320189012309704722"])
        #expect(report["records"] == ["500"] && report["only pointers"].count == 1)
        #expect(report.lastFailed == Timestamp(rfc3339: "2019-11-14T00:38:06.021Z"))
    }

    @Test func readsRabbitMQ() throws {
        let table = """
            [{"count":3,"reason":"rejected","queue":"orders","time":1700000100,"exchange":"shop","routing-keys":["order.new","CC"]},
            {"count":1,"reason":"expired","queue":"retry","time":"2023-11-14T22:13:20Z","exchange":"","routing-keys":[],"original-expiration":"5000"}, 4]
            """
        let report = try #require(
            DeathReport(
                letter: found([
                    "x-death": table, "x-first-death-queue": "retry", "x-first-death-reason": "expired",
                    "x-last-death-reason": "rejected",
                ])
            )
        )
        #expect(report.vocabulary == .rabbitMQ && report.condition == "rejected" && report.attempts == 4)
        #expect(report.source == "retry" && report.error == nil)
        #expect(
            report.firstFailed == Timestamp(seconds: 1_700_000_000)
                && report.lastFailed == Timestamp(seconds: 1_700_000_100)
        )
        #expect(
            report["died"] == [
                "rejected in orders, 3 times, first at 2023-11-14T22:15:00.000Z, from exchange shop by order.new, CC",
                "expired in retry, 1 time, first at 2023-11-14T22:13:20.000Z, expiration 5000 ms",
            ]
        )
        let broken = try #require(DeathReport(letter: found(["x-death": "[{", "x-first-death-queue": "retry"])))
        #expect(broken.source == "retry" && broken["x-death"] == ["[{"])
        let huge = found(["x-death": #"[{"count":9223372036854775807},{"count":9223372036854775807},{"count":-5}]"#])
        #expect(DeathReport(letter: huge)?.attempts == .max)
    }

    @Test func readsKafka() throws {
        let stack =
            "org.shop.Bad: no stock\\n\\tat org.shop.A.b(A.java:7)\\n\\tat org.shop.C.d(C.java:1)\\nCaused by: x"
            .replacing("\\n", with: "\n").replacing("\\t", with: "\t")
        let connect = try #require(
            DeathReport(
                letter: found([
                    "__connect.errors.topic": "orders", "__connect.errors.partition": "2",
                    "__connect.errors.offset": "77",
                    "__connect.errors.connector.name": "sink", "__connect.errors.task.id": "0",
                    "__connect.errors.stage": "TASK_PUT",
                    "__connect.errors.class.name": "org.shop.Sink",
                    "__connect.errors.exception.class.name": "org.shop.Bad",
                    "__connect.errors.exception.message": "no stock", "__connect.errors.exception.stacktrace": stack,
                ])
            )
        )
        #expect(connect.vocabulary == .kafkaConnect && connect.condition == "TASK_PUT" && connect.source == "orders")
        #expect(connect.destination == "sink task 0" && connect["partition"] == ["2"] && connect["offset"] == ["77"])
        #expect(
            connect.error
                == ErrorInfo(
                    type: "org.shop.Bad",
                    message: "no stock",
                    stack: "at org.shop.A.b(A.java:7)\nat org.shop.C.d(C.java:1)\nCaused by: x"
                )
        )
        let spring = try #require(
            DeathReport(
                letter: found([
                    "kafka_dlt-original-topic": "orders", "kafka_dlt-original-partition": "\0\0\0\u{3}",
                    "kafka_dlt-original-offset": "AAAAAAAAAE0=",
                    "kafka_dlt-original-timestamp": "\0\0\u{1}\u{8B}\u{CF}\u{E5}h\0",
                    "kafka_dlt-original-consumer-group": "billing", "kafka_dlt-exception-fqcn": "Listener",
                    "kafka_dlt-exception-cause-fqcn": "org.shop.Bad", "kafka_dlt-exception-message": "no stock",
                ])
            )
        )
        #expect(spring.vocabulary == .spring && spring.source == "orders" && spring.destination == "billing")
        #expect(spring.error?.type == "org.shop.Bad" && spring["exception"] == ["Listener"])
        #expect(
            spring["partition"] == ["3"] && spring["offset"] == ["77"]
                && spring["written"] == ["2023-11-14T22:13:20.000Z"]
        )
        #expect(DeathReport(letter: found(["kafka_original-topic": "t"]))?.source == "t")
    }

    @Test func readsAzureAndNATS() throws {
        let azure = DeathReport(
            letter: found([
                "DeadLetterReason": "MaxDeliveryCountExceeded", "DeadLetterErrorDescription": "10 attempts",
                "DeadLetterSource": "orders",
                "DeliveryCount": "10",
            ])
        )
        #expect(azure?.vocabulary == .azure && azure?.condition == "MaxDeliveryCountExceeded" && azure?.attempts == 10)
        #expect(azure?.error?.message == "10 attempts" && azure?.source == "orders")
        let nats = DeathReport(
            letter: found([
                "X-Dead-Letter-Reason": "max deliveries", "x-original-subject": "orders.new",
                "x-original-stream": "ORDERS",
                "x-failed-at": "2026-11-01T00:00:00Z", "x-delivery-count": "5", "Nats-Msg-Id": "42",
            ])
        )
        #expect(nats?.vocabulary == .nats && nats?.condition == "max deliveries" && nats?.source == "orders.new")
        #expect(nats?.attempts == 5 && nats?.lastFailed == Timestamp(rfc3339: "2026-11-01T00:00:00Z"))
        #expect(nats?["stream"] == ["ORDERS"] && nats?["message id"] == ["42"])
        let advisory = """
            {"type":"io.nats.jetstream.advisory.v1.max_deliver","id":"x","timestamp":"2026-11-01T00:00:00Z","stream":"ORDERS",
            "consumer":"billing","stream_seq":7,"deliveries":3}
            """
        let given = DeathReport(letter: found(body: advisory))
        #expect(given?.condition == "max_deliver" && given?.destination == "billing" && given?["sequence"] == ["7"])
    }

    @Test func tellsATopicFromItsQueue() throws {
        let envelope = """
            {"Type":"Notification","MessageId":"m","TopicArn":"arn:t","Message":"{\\"a\\":1}","Timestamp":"2026-01-01T00:00:00.000Z",
            "UnsubscribeURL":"https://sns/?Action=Unsubscribe&SubscriptionArn=arn:sub&x=1"}
            """
        let subscription = try #require(
            DeathReport(letter: found(["RequestID": "r", "ErrorCode": "403", "ErrorMessage": "gone"], body: envelope))
        )
        #expect(
            subscription.vocabulary == .sns && subscription.source == "arn:t"
                && subscription["subscription"] == ["arn:sub"]
        )
        #expect(subscription.error == ErrorInfo(type: "status 403", message: "gone"))
        let queue = DeathReport(
            letter: found(["DeadLetterQueueSourceArn": "arn:q", "ApproximateReceiveCount": "4"], body: envelope)
        )
        #expect(queue?.attempts == 4 && queue?.condition == "MaxReceiveCountExceeded")
    }

    @Test func completesOneVocabularyWithAnother() throws {
        let report = try #require(
            DeathReport(
                letter: found([
                    "RULE_ARN": "r", "RETRY_ATTEMPTS": "2", "ApproximateReceiveCount": "9",
                    "SentTimestamp": "1700000000000",
                ])
            )
        )
        #expect(report.vocabulary == .eventBridge && report.attempts == 3)
        #expect(report["sent"] == ["2023-11-14T22:13:20.000Z"] && report["told too by"] == ["SQS"])
        #expect(report.rows.map(\.label).prefix(3) == ["told by", "attempts", "source"])
    }
}
