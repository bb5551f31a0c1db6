import EventModel
import Testing

@testable import Telemetry

/// The telemetry line that the bundled pipeline writes, field by field.
@Suite("Our own telemetry line")
struct OwnLineTests {
    static let samples = [
        #"{"timestamp":"2026-11-21T03:47:03.549620Z","severity":"INFO","service_name":"shop","event_type":"OrderPlaced","correlation_id":"c-1","message":"event published","hop":"publish","event_id":"e-1","resource":"default","matched":2}"#,
        #"{"timestamp":"2026-11-21T03:47:03.600000Z","severity":"WARN","service_name":"default","event_type":"OrderPlaced","correlation_id":"c-1","message":"delivery failed","hop":"deliver","event_id":"d-1","causation_id":"e-1","resource":"fan-out/payment","attempt":1,"duration_ms":1.5,"retry_in_ms":200,"error":{"type":"Throttled","message":"slow down","stack":"a\nb"}}"#,
        #"{"timestamp":"2026-11-21T03:47:04.000000Z","severity":"INFO","service_name":"payments","event_type":"OrderPlaced","correlation_id":"c-1","message":"message sent","hop":"queue","event_id":"m-1","causation_id":"d-1","resource":"payments"}"#,
        #"{"timestamp":"2026-11-21T03:47:05.000000Z","severity":"INFO","service_name":"payment","event_type":"OrderPlaced","correlation_id":"c-1","message":"START","hop":"invoke","event_id":"r-1","causation_id":"m-1","resource":"order-payment","attempt":3,"wait_ms":1000.25,"request_id":"r-1","cold_start":true}"#,
        #"{"timestamp":"2026-11-21T03:47:05.250000Z","severity":"ERROR","service_name":"payment","event_type":"OrderPlaced","correlation_id":"c-1","message":"card declined","hop":"invoke","event_id":"r-1","causation_id":"m-1","resource":"order-payment","attempt":3,"duration_ms":250,"request_id":"r-1","error":{"type":"CardDeclined","message":"no \"funds\"","stack":"PaymentHandler.swift:12"}}"#,
        #"{"timestamp":"2026-11-21T03:47:06.000000Z","severity":"ERROR","service_name":"payments-dlq","event_type":"OrderPlaced","correlation_id":"c-1","message":"moved","hop":"deadletter","event_id":"dead:m-1","causation_id":"m-1","resource":"payments-dlq","reason":"maxReceiveCount","error":{"type":"CardDeclined","message":"no funds"}}"#,
        #"{"timestamp":"2026-11-21T03:47:07.000000Z","severity":"INFO","service_name":"payments-dlq","event_type":"OrderPlaced","correlation_id":"c-1","message":"redriven","hop":"redrive","event_id":"redrive:k-1","causation_id":"dead:m-1","resource":"payments","generation":1,"task":"t-1","actor":"root"}"#,
        #"{"timestamp":"2026-11-21T03:47:08.000000Z","severity":"DEBUG","service_name":"payment","event_type":"OrderPlaced","correlation_id":"c-1","message":"asking the gateway","causation_id":"r-1","request_id":"r-1"}"#,
        #"{"_aws":{"Timestamp":1795232823549,"CloudWatchMetrics":[{"Namespace":"Tailrace","Dimensions":[["QueueName"]],"Metrics":[{"Name":"ApproximateNumberOfMessagesVisible","Unit":"Count"}]}]},"QueueName":"payments","ApproximateNumberOfMessagesVisible":4,"timestamp":"2026-11-21T03:47:09.000000Z","severity":"INFO","service_name":"payments","event_type":"metrics","correlation_id":"","message":"queue metrics"}"#,
    ]

    @Test("A failed attempt says everything")
    func everyField() throws {
        let snapshot = TestLog.snapshot(Self.samples)
        let row = try #require(snapshot.row(4))
        #expect(row.timestamp == Timestamp(rfc3339: "2026-11-21T03:47:05.250000Z"))
        #expect(row.received == TestLog.start)
        #expect(row.severity == .error)
        #expect(row.service == "payment")
        #expect(row.eventType == "OrderPlaced")
        #expect(row.correlationID == "c-1")
        #expect(row.message == "card declined")
        #expect(row.hop == .invoke)
        #expect(row.resource == "order-payment")
        #expect(row.attempt == 3)
        #expect(row.duration == .milliseconds(250))
        #expect(row.errorType == "CardDeclined")
        #expect(!row.malformed)
        #expect(row.file == "test.jsonl")
        #expect(row.line == 5)
        let error = try #require(snapshot.error(4))
        #expect(error == ErrorInfo(type: "CardDeclined", message: "no \"funds\"", stack: "PaymentHandler.swift:12"))
        #expect(snapshot.fields(4)?["request_id"]?.string == "r-1")
        #expect(snapshot.raw(4) == Array(Self.samples[4].utf8))
    }

    @Test("What only the decoder tells")
    func decoderFields() {
        let start = Array(Self.samples[3].utf8)
        let read = decoding(start) { decoder in
            #expect(decoder.text(.eventID) == "r-1")
            #expect(decoder.text(.cause) == "m-1")
            #expect(decoder.text(.request) == "r-1")
            #expect(decoder.nanoseconds(.wait) == 1_000_250_000)
            #expect(decoder.nanoseconds(.duration) == nil)
            #expect(decoder.error == nil)
            return true
        }
        #expect(read == true)
        #expect(decoding(Array(Self.samples[6].utf8)) { $0.integer(.generation) } == 1)
        #expect(decoding(Array(Self.samples[6].utf8)) { $0.text(.actor) } == "root")
        #expect(decoding(Array(Self.samples[1].utf8)) { $0.has(.retryIn) } == true)
    }

    @Test("Every hop by its name", arguments: HopKind.allCases)
    func hops(_ hop: HopKind) {
        #expect(TestLog.row("{\"hop\":\"\(hop.rawValue)\",\"message\":\"m\"}")?.hop == hop)
    }

    @Test("Fields a line does not have are nil, not empty")
    func absent() throws {
        let row = try #require(TestLog.row("{}"))
        #expect(row.timestamp == nil && row.time == TestLog.start)
        #expect(row.severity == nil && row.service == nil && row.eventType == nil && row.correlationID == nil)
        #expect(
            row.hop == nil && row.resource == nil && row.attempt == nil && row.duration == nil && row.errorType == nil
        )
        #expect(row.message.isEmpty && !row.malformed)
    }

    @Test("A field that is null or empty counts as missing, and another name for it is used")
    func nullFields() {
        let row = TestLog.row(#"{"service_name":null,"service":"","app":"shop","correlation_id":"","trace_id":"t-9"}"#)
        #expect(row?.service == "shop")
        #expect(row?.correlationID == "t-9")
    }
}
