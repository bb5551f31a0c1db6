import DeadLetters
import EventModel
import Testing

@Suite struct HostileReportTests {
    private let names = [
        "RULE_ARN", "RETRY_ATTEMPTS", "ERROR_CODE", "x-death", "x-first-death-queue", "kafka_dlt-original-partition",
        "kafka_dlt-original-timestamp", "__connect.errors.offset", "__connect.errors.exception.stacktrace",
        "DeadLetterReason",
        "DeliveryCount", "x-original-stream", "x-failed-at", "x-delivery-count", "ApproximateReceiveCount",
        "SentTimestamp",
        "RequestID", "ErrorCode", "ErrorMessage", "DeadLetterQueueSourceArn",
    ]
    private let values = [
        "", "null", "[]", "{}", "[[[", "\"", "\"\\ud800\"", "-9223372036854775808", "9223372036854775807", "1e999",
        "99999999999999999999",
        "\0\0\0\0", "\u{FF}\u{FF}\u{FF}\u{FF}\u{FF}\u{FF}\u{FF}\u{FF}", "AAAA====", "=", "\u{1B}[2J\u{202E}",
        "[1,null,\"x\",{\"count\":\"many\"}]",
        #"{"StringValue":{"StringValue":7}}"#, String(repeating: "[", count: 100_000),
        String(repeating: "漢", count: 100_000),
        #"[{"count":-1,"time":{"value":-1},"routing-keys":{"a":1},"queue":null,"reason":[]}]"#,
    ]

    @Test func noValueTakesTheRestWithIt() throws {
        for value in values {
            var attributes = Dictionary(uniqueKeysWithValues: names.map { ($0, value) })
            attributes["TARGET_ARN"] = "arn:target"
            let report = try #require(DeathReport(letter: found(attributes, body: value)))
            #expect(report.destination == "arn:target", "\(value.prefix(40))")
            #expect(report.rows.allSatisfy { $0.value.utf8.count < 500_000 } && report.rows.count < 200)
        }
    }

    @Test func noBodyCrashes() {
        let bodies: [[UInt8]] =
            values.map { Array($0.utf8) } + [
                [0xFF, 0xFE],
                Array(
                    #"{"requestContext":{"functionArn":[]},"responsePayload":{"errorType":{},"stackTrace":{"a":1}}}"#
                        .utf8
                ),
                Array(#"{"requestContext":{"functionArn":1},"KinesisBatchInfo":{"batchSize":[]}}"#.utf8),
                Array(#"{"Type":"Notification","TopicArn":"","Message":null,"UnsubscribeURL":5}"#.utf8),
                Array(
                    #"{"busArn":1,"targetArn":2,"failedMessages":[[[]],{"timestamp":{}}],"retryAttempts":-9223372036854775808}"#
                        .utf8
                ),
                Array(#"{"type":"io.nats.jetstream.advisory.","stream_seq":{},"deliveries":"x"}"#.utf8),
            ]
        for body in bodies {
            var letter = found()
            letter.body = body
            for report in DeathReport.all(letter) { #expect(!report.rows.isEmpty) }
        }
    }
}
