import EventModel
import Testing

@testable import Pipeline

@Suite("The payload format 2.0")
struct GatewayEventTests {
    private func event(_ headers: [(String, String)], _ body: [UInt8], target: String = "/a/7?x=1&x=2") throws -> JSON {
        let head = RequestHead(
            method: "POST",
            target: target,
            headers: headers.map { RequestHead.Header($0.0, $0.1) } + [
                RequestHead.Header("content-length", "\(body.count)")
            ],
            source: "192.0.2.7",
            host: "api.example"
        )
        return GatewayEvent(
            routeKey: "POST /a/{id}",
            requestID: "r-1",
            head: head,
            target: try #require(RequestTarget(target)),
            parameters: ["id": "7"],
            body: body,
            time: Timestamp(rfc3339: "2020-03-12T19:03:58.390Z") ?? Timestamp(seconds: 0),
            identity: RequestIdentity(head, ids: { "new" })
        ).payload
    }

    @Test func aRequestHasTheServicesShape() throws {
        let payload = try event(
            [
                ("Content-Type", "application/json"), ("X-Twice", "a"), ("x-twice", "b"), ("Cookie", "c=1; d=2"),
                ("User-Agent", "curl"), ("X-API-Key", "secret"), ("X-Correlation-ID", "<bad>"),
            ],
            Array(#"{"n":1}"#.utf8)
        )
        #expect(payload["version"] == "2.0" && payload["routeKey"] == "POST /a/{id}" && payload["rawPath"] == "/a/7")
        #expect(payload["rawQueryString"] == "x=1&x=2" && payload["queryStringParameters"] == ["x": "1,2"])
        #expect(payload["cookies"] == ["c=1", "d=2"] && payload["pathParameters"] == ["id": "7"])
        #expect(payload["body"] == #"{"n":1}"# && payload["isBase64Encoded"] == false)
        let headers = try #require(payload["headers"])
        #expect(headers["x-twice"] == "a,b" && headers["content-type"] == "application/json")
        #expect(headers["cookie"] == nil && headers["x-api-key"] == nil, "the key is the gateway's to know")
        #expect(headers["x-correlation-id"] == "new" && headers["traceparent"] != nil)
        #expect(!payload.description.contains("secret") && !payload.description.contains("<bad>"))
        let context = try #require(payload["requestContext"])
        #expect(context["http"]?["method"] == "POST" && context["http"]?["sourceIp"] == "192.0.2.7")
        #expect(context["http"]?["userAgent"] == "curl" && context["domainName"] == "api.example")
        #expect(context["domainPrefix"] == "api" && context["stage"] == "$default" && context["requestId"] == "r-1")
        #expect(context["time"] == "12/Mar/2020:19:03:58 +0000" && context["timeEpoch"] == 1_584_039_838_390)
    }

    @Test func whatIsNoTextGoesInBase64() throws {
        let image = try event([("content-type", "image/png")], [0x89, 0x50, 0xFF])
        #expect(image["body"] == "iVD/" && image["isBase64Encoded"] == true)
        let broken = try event([("content-type", "text/csv; charset=utf-8")], [0x61, 0xFF])
        #expect(broken["body"] == "Yf8=" && broken["isBase64Encoded"] == true, "what says it is text need not be")
        let csv = try event([("content-type", "Text/CSV; charset=utf-8")], Array("a,b".utf8))
        #expect(csv["body"] == "a,b" && csv["isBase64Encoded"] == false)
        let none = try event([], [])
        #expect(none["body"] == nil && none["isBase64Encoded"] == false)
    }
}
