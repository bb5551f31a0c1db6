import EventModel
import Testing

@testable import Pipeline

@Suite("What ties a request to its flow and trace")
struct RequestIdentityTests {
    private static let trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    private static let parent = "00-\(trace)-00f067aa0ba902b7-01"

    private func identity(_ headers: [(String, String)]) -> RequestIdentity {
        let head = RequestHead(method: "GET", target: "/", headers: headers.map { RequestHead.Header($0.0, $0.1) })
        return RequestIdentity(head, ids: countingIDs("new"))
    }

    @Test func whatIsWellFormedIsTaken() {
        let its = identity([
            ("X-Correlation-ID", "order:7/a@b"), ("Traceparent", Self.parent), ("tracestate", "a=1,b=2"),
        ])
        #expect(its.correlationID == "order:7/a@b" && its.traceID == Self.trace)
        #expect(its.parentID == "00f067aa0ba902b7" && its.traceState == "a=1,b=2" && its.replaced.isEmpty)
        #expect(its.traceparent.hasPrefix("00-\(Self.trace)-") && its.traceparent.hasSuffix("-01"))
        #expect(its.traceparent != Self.parent, "the request is a span of its own")
        #expect(TraceContext(traceparent: its.traceparent)?.parentID == its.spanID)
    }

    @Test func aTraceAloneNamesTheFlow() {
        #expect(identity([("traceparent", Self.parent)]).correlationID == Self.trace)
    }

    @Test func withoutAnythingItIsNew() {
        let its = identity([])
        #expect(its.correlationID == "new-1" && its.traceID.utf8.count == 32 && its.parentID == nil)
        #expect(TraceContext(traceparent: its.traceparent) != nil)
    }

    @Test(arguments: [
        "", " ", "a b", "<script>", "a\u{1B}[2Jb", "a\r\nSet-Cookie: x", "ü", "a\"b", "a'b", "$(id)", "`id`", "a;b",
        "%0d",
        String(repeating: "a", count: 129),
    ])
    func aHostileCorrelationIDIsReplacedAndNeverHandedOn(value: String) {
        let its = identity([("x-correlation-id", value)])
        #expect(its.correlationID == "new-1" && its.replaced == ["x-correlation-id"])
    }

    @Test func twoCorrelationIDsAreNone() {
        let its = identity([("x-correlation-id", "a"), ("X-Correlation-Id", "b")])
        #expect(its.correlationID == "new-1" && its.replaced == ["x-correlation-id"])
    }

    @Test(arguments: [
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01", "ff-\(trace)-00f067aa0ba902b7-01", "x", "",
        "00-\(trace)-00f067aa0ba902b7-01-x", "00-\(trace.uppercased())-00f067aa0ba902b7-01",
    ])
    func aTraceThatIsNoneIsReplaced(value: String) {
        let its = identity([("traceparent", value), ("tracestate", "a=1")])
        #expect(its.traceID != Self.trace && its.traceState == nil && its.replaced == ["traceparent"])
        #expect(TraceContext(traceparent: its.traceparent) != nil)
    }

    @Test func aTraceStateThatIsNoneIsDroppedAlone() {
        let its = identity([("traceparent", Self.parent), ("tracestate", "A B=1")])
        #expect(its.traceID == Self.trace && its.traceState == nil && its.replaced == ["tracestate"])
    }
}
