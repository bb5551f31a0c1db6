import EventModel
import Testing

@testable import DeadLetters

@Suite struct MessageEditTests {
    private func message(_ body: String, _ attributes: [String: String] = [:]) -> DeadLetter {
        DeadLetter(
            id: "m-1",
            queue: "dlq",
            source: .init(.queue, "q"),
            reason: "r",
            died: Timestamp(seconds: 1),
            attributes: attributes,
            body: Array(body.utf8)
        )
    }

    @Test func classesHeaders() {
        let strip = [
            "RULE_ARN", "x-death", "X-First-Death-Queue", "kafka_dlt-original-topic", "__connect.errors.stage",
            "DeadLetterReason",
            "ApproximateReceiveCount", "DeadLetterQueueSourceArn", "Nats-Msg-Id", "x-delivery-count",
            "MessageDeduplicationId",
        ]
        for name in strip { #expect(HeaderClass(name) == .strip, "\(name)") }
        for name in ["traceparent", "AWSTraceHeader", "X-Amzn-Trace-Id", "b3"] {
            #expect(HeaderClass(name) == .regenerate)
        }
        for name in ["tracestate", "MessageGroupId", "content-type", "RequestID", "ErrorCode", "tenant", ""] {
            #expect(HeaderClass(name) == .keep, "\(name)")
        }
        #expect(HeaderClass("RequestID", among: ["ErrorCode", "RequestID"]) == .strip)
        #expect(HeaderClass("ErrorMessage", among: ["ErrorMessage", "RequestID"]) == .keep)
    }

    @Test func sendsANewSpanOfTheOldTrace() throws {
        let trace = "4bf92f3577b34da6a3ce929d0e0e4736"
        let sent = SentAttributes(
            message(
                "",
                [
                    "traceparent": "00-\(trace)-00f067aa0ba902b7-01", "tracestate": "a=1", "tenant": "t",
                    "x-death": "[]",
                    "AWSTraceHeader": "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1",
                    "b3": "\(trace)-00f067aa0ba902b7-1", "x-b3-spanid": "00f067aa0ba902b7",
                ]
            )
        ).attributes
        let context = try #require(sent["traceparent"].flatMap { TraceContext(traceparent: $0) })
        #expect(context.traceID == trace && context.parentID != "00f067aa0ba902b7" && context.flags == 1)
        #expect(
            sent["AWSTraceHeader"] == "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=\(context.parentID);Sampled=1"
        )
        #expect(sent["b3"] == "\(trace)-\(context.parentID)-1" && sent["x-b3-spanid"] == context.parentID)
        #expect(sent["tracestate"] == "a=1" && sent["tenant"] == "t" && sent["x-death"] == nil)
        // What cannot be read is left out, and the same letter gives the same.
        #expect(SentAttributes(message("", ["traceparent": "junk", "b3": "0"])).attributes == ["b3": "0"])
        let again = SentAttributes(message("", ["traceparent": "00-\(trace)-00f067aa0ba902b7-01"])).attributes
        #expect(again["traceparent"] == sent["traceparent"])
    }

    @Test func leavesAnUntouchedMessageAlone() throws {
        #expect(MessageEdit(message("{}", ["tenant": "t"])).order == nil)
        #expect(try MessageEdit(message("{}"), changes: []).change.isChanged == false)
        #expect(
            MessageEdit(message("x", ["x-death": "[]", "a": "b"])).order == .init(body: [0x78], attributes: ["a": "b"])
        )
    }

    @Test func putsChangesOnTopOfAHandEdit() throws {
        let letter = message(#"{"a":1}"#, ["tenant": "t"])
        let hand = RedriveOrder.Edit(body: Array(#"{"a":2,"b":0}"#.utf8), attributes: ["tenant": "u"])
        let edit = try MessageEdit(
            letter,
            hand: hand,
            changes: [.init(path: "b", value: "[]"), .init(path: "b", value: "{}"), .init(path: "b.c", value: "1")]
        )
        #expect(edit.order == .init(body: Array(#"{"a":2,"b":{"c":1}}"#.utf8), attributes: ["tenant": "u"]))
        #expect(
            edit.change.diff().map(\.description) == [
                "-tenant: t", "+tenant: u", "@@ -1,3 +1,6 @@", " {", "-  \"a\": 1", "+  \"a\": 2,", "+  \"b\": {",
                "+    \"c\": 1", "+  }", " }",
            ]
        )
        let refused = MessageEdit.change(of: message("text"), changes: [.init(path: "a", value: "1")])
        #expect(refused.problem?.hasPrefix("$.a: the body is not JSON") == true && !refused.isChanged)
    }

    @Test func showsChangesOfAnyBody() {
        func lines(_ old: [UInt8], _ new: [UInt8]) -> [String] {
            MessageChange(id: "1", before: old, after: new).diff().map(\.description)
        }
        #expect(lines(Array("a\n\u{1B}b\n".utf8), Array("a\nc\n".utf8)) == ["@@ -1,2 +1,2 @@", " a", "-␛b", "+c"])
        #expect(lines([], Array("a".utf8)) == ["@@ -0,0 +1 @@", "+a"])
        #expect(lines([0xFF, 0], [0xFF, 1]).first == "@@ 1 byte at 0x1 -> 1 byte at 0x1 @@")
        // What no line shows is shown as bytes: white space between tokens, a break at the end.
        #expect(lines(Array("{}".utf8), Array("{ }".utf8)).contains("+{ }"))
        #expect(lines(Array("a".utf8), Array("a\n".utf8)).first == "@@ 0 bytes at 0x1 -> 1 byte at 0x1 @@")
    }
}
