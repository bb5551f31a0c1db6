import EventModel
import Testing

@testable import Telemetry

@Suite("Severities, times and durations as libraries write them")
struct ReadingTests {
    @Test(arguments: [
        (#""level":"INFO""#, Severity.info), (#""level":"warning""#, .warn), (#""level":"Err""#, .error),
        (#""severity":"CRITICAL""#, .fatal), (#""severity":"NOTICE""#, .info), (#""lvl":"trc""#, .trace),
        (#""level":10"#, .trace), (#""level":20"#, .debug), (#""level":30"#, .info), (#""level":40"#, .warn),
        (#""level":50"#, .error), (#""level":60"#, .fatal), (#""levelno":50"#, .fatal), (#""levelno":20"#, .info),
        (#""PRIORITY":"6""#, .info), (#""PRIORITY":"3""#, .error), (#""PRIORITY":0"#, .fatal),
        (#""PRIORITY":7"#, .debug),
        (#""severityNumber":1"#, .trace), (#""severityNumber":9"#, .info), (#""severityNumber":24"#, .fatal),
        (#""log":{"level":"debug"}"#, .debug), (#""log.level":"warn""#, .warn),
        (#""@t":"2026-11-21T00:00:00Z""#, .info),
        (#""@t":"2026-11-21T00:00:00Z","@l":"Error""#, .error), (#""severityText":"INFO2""#, .info),
        (#""level":"INFO+2""#, .info), (#""level":"DEBUG-4""#, .debug), (#""status":"warn""#, .warn),
    ])
    func severity(_ member: String, _ expected: Severity) {
        #expect(TestLog.row("{\(member)}")?.severity == expected)
    }

    @Test(arguments: [
        #""level":"loud""#, #""level":"DEBUG5""#, #""status":"200""#, #""status":500"#, #""level":true"#,
        #""level":-3"#, #""level":{}"#, #""severityNumber":99999"#,
    ])
    func noSeverity(_ member: String) {
        let severity = TestLog.row("{\(member)}")?.severity
        #expect(severity == nil || severity == .fatal)
    }

    @Test(arguments: [
        (#""timestamp":"2026-11-21T14:03:27.123456789Z""#, 1_795_269_807_123_456_789),
        (#""@timestamp":"2026-11-21T15:03:27.5+01:00""#, 1_795_269_807_500_000_000),
        (#""timestamp":"2026-11-21 14:03:27,648+0000""#, 1_795_269_807_648_000_000),
        (#""ts":1795269807"#, 1_795_269_807_000_000_000),
        (#""ts":1795269807123"#, 1_795_269_807_123_000_000),
        (#""ts":1795269807123456"#, 1_795_269_807_123_456_000),
        (#""ts":1795269807123456789"#, 1_795_269_807_123_456_789),
        (#""ts":1795269807.123456"#, 1_795_269_807_123_456_000),
        (#""ts":1795269807.25"#, 1_795_269_807_250_000_000),
        (#""ts":"1795269807""#, 1_795_269_807_000_000_000),
        (#""ts":-1795269807.5"#, -1_795_269_807_500_000_000),
        (#""time":{"$date":"x"},"t":{"$date":"2026-11-21T14:03:27Z"}"#, 1_795_269_807_000_000_000),
        (#""instant":{"epochSecond":1795269807,"nanoOfSecond":7}"#, 1_795_269_807_000_000_007),
        (#""__REALTIME_TIMESTAMP":"1795269807000001""#, 1_795_269_807_000_001_000),
        (#""timeUnixNano":"1795269807000000009""#, 1_795_269_807_000_000_009),
        (#""_aws":{"Timestamp":1795269807001}"#, 1_795_269_807_001_000_000),
    ])
    func time(_ member: String, _ nanoseconds: Int64) {
        #expect(TestLog.row("{\(member)}")?.timestamp?.nanoseconds == nanoseconds, "\(member)")
    }

    @Test(arguments: [
        #""time":"soon""#, #""time":12.5"#, #""time":0"#, #""ts":"7""#,
        #""time":1e300"#, #""time":true"#, #""time":"99999999999999999999999""#,
        #""instant":{"epochSecond":9223372036854775807}"#,
    ])
    func noTime(_ member: String) {
        #expect(TestLog.row("{\(member)}")?.timestamp == nil)
    }

    @Test(arguments: [
        (#""duration_ms":250"#, 250_000_000), (#""duration_ms":0.0015"#, 1500), (#""duration_us":250"#, 250_000),
        (#""duration_ns":9"#, 9), (#""duration_s":1.5"#, 1_500_000_000), (#""duration":"1.5s""#, 1_500_000_000),
        (#""elapsed":"1m30s""#, 90_000_000_000), (#""latency":"12µs""#, 12_000), (#""duration":12"#, 12_000_000),
        (#""ts":1795269807.5,"duration":0.25"#, 250_000_000), (#""event":{"duration":77}"#, 77),
        (#""duration_ms":"12.5""#, 12_500_000), (#""record":{"metrics":{"durationMs":1}}"#, 1_000_000),
    ])
    func duration(_ member: String, _ nanoseconds: Int64) {
        #expect(TestLog.row("{\(member)}")?.duration == .nanoseconds(nanoseconds), "\(member)")
    }

    @Test(arguments: [#""duration_ms":-5"#, #""duration":"fast""#, #""duration":"1.2.3s""#, #""duration":[]"#])
    func noDuration(_ member: String) {
        #expect(TestLog.row("{\(member)}")?.duration == nil)
    }

    @Test("A duration beyond all bounds is the longest there is")
    func longestDuration() throws {
        let duration = try #require(TestLog.row(#"{"duration_ms":1e300}"#)?.duration)
        #expect(duration > .seconds(9_000_000))
    }

    @Test(arguments: [
        (#"{"error":{"type":"T","message":"m","stack":["a","b"]}}"#, ErrorInfo(type: "T", message: "m", stack: "a\nb")),
        (#"{"err":{"name":"T","message":"m","stack":"s"}}"#, ErrorInfo(type: "T", message: "m", stack: "s")),
        (#"{"error":"it broke"}"#, ErrorInfo(type: "", message: "it broke")),
        (#"{"errorType":"T","errorMessage":"m","stackTrace":["x"]}"#, ErrorInfo(type: "T", message: "m", stack: "x")),
        (#"{"exception":[{"exc_type":"T","exc_value":"m"}]}"#, ErrorInfo(type: "T", message: "m")),
    ])
    func error(_ line: String, _ expected: ErrorInfo) {
        #expect(TestLog.snapshot([line]).error(0) == expected)
    }

    @Test("A message that is an object is shown as JSON, and searched for the flow's id")
    func objectMessage() {
        let row = TestLog.row(#"{"message":{"correlation_id":"c-7","total":3}}"#)
        #expect(row?.correlationID == "c-7")
        #expect(row?.message == #"{"correlation_id":"c-7","total":3}"#)
    }

    @Test(arguments: [
        ("{User} paid {Amount:0.00}", "ann paid 9.5"), ("{@User} {$Amount,10}", "ann 9.5"),
        ("{{User}} {None}", "{User} {None}"),
        ("{\"a\":{\"b\":1}}", "{\"a\":{\"b\":1}}"), ("open {User", "open {User"), ("{}", "{}"),
    ])
    func template(_ template: String, _ expected: String) {
        let line = JSON.object(.init([.init("@mt", .string(template)), .init("User", "ann"), .init("Amount", 9.5)]))
            .description
        #expect(TestLog.row(line)?.message == expected)
    }

    @Test("Names that mean something only in MongoDB's log mean nothing elsewhere")
    func shortNames() {
        #expect(TestLog.row(#"{"time":"2026-11-21T00:00:00Z","c":"x","ctx":"y"}"#)?.service == nil)
        #expect(TestLog.row(#"{"time":"2026-11-21T00:00:00Z","c":"x","ctx":"y"}"#)?.correlationID == nil)
        let row = TestLog.row(#"{"t":{"$date":"2026-11-21T00:00:00Z"},"s":"W","c":"NETWORK","ctx":"conn7"}"#)
        #expect(row?.service == "NETWORK" && row?.correlationID == "conn7" && row?.severity == .warn)
    }

    @Test(
        "A flow is told by its correlation id, else its trace, else its request",
        arguments: [
            (#"{"correlation_id":"c","trace_id":"t","request_id":"r"}"#, "c"),
            (#"{"trace_id":"t","request_id":"r"}"#, "t"),
            (#"{"request_id":"r"}"#, "r"), (#"{"reqId":5}"#, "5"), (#"{"correlation_id":17}"#, "17"),
            (
                #"{"traceparent":"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}"#,
                "0af7651916cd43dd8448eb211c80319c"
            ),
            (#"{"awsRequestId":"r"}"#, nil), (#"{"traceparent":"short"}"#, nil),
        ] as [(String, String?)]
    )
    func flowID(_ line: String, _ id: String?) throws {
        let snapshot = TestLog.snapshot([line])
        #expect(snapshot.row(0)?.correlationID == id)
        #expect(
            snapshot.traces(sort: .latest, matching: nil, limit: 1).flows.map(\.correlationID)
                == (id.map { [$0] } ?? [])
        )
        #expect(snapshot.matches(try Query("exists(id)"), in: snapshot.ids).count == (id == nil ? 0 : 1))
        if let id { #expect(snapshot.matches(try Query("id=\"\(id)\""), in: snapshot.ids) == [0]) }
    }

    @Test("Envelopes of container runtimes are opened")
    func envelopes() {
        let docker = TestLog.row(
            #"{"log":"{\"level\":\"warn\",\"msg\":\"in\",\"service\":\"s\"}\n","stream":"stdout","time":"2026-11-21T14:03:27Z"}"#
        )
        #expect(docker?.message == "in" && docker?.severity == .warn && docker?.service == "s")
        #expect(docker?.timestamp == Timestamp(rfc3339: "2026-11-21T14:03:27Z"))
        let plain = TestLog.row(#"{"log":"just text\n","stream":"stderr","time":"2026-11-21T14:03:27Z"}"#)
        #expect(plain?.message == "just text")
        let cri = TestLog.row(#"2026-11-21T14:03:27Z stdout F {"level":"warn","msg":"in"}"#)
        #expect(cri?.message == "in" && cri?.timestamp == Timestamp(rfc3339: "2026-11-21T14:03:27Z"))
    }
}
