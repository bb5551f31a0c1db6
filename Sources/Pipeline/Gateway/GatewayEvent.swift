package import EventModel

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What a function gets of a request: the payload format 2.0
/// (https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html#http-api-develop-integrations-lambda.proxy-format).
package struct GatewayEvent: Sendable {
    package var routeKey: String
    package var requestID: String
    package var head: RequestHead
    package var target: RequestTarget
    package var parameters: [String: String]
    package var body: [UInt8]
    package var time: Timestamp
    /// Its headers take the place of those that came in.
    package var identity: RequestIdentity

    package init(
        routeKey: String,
        requestID: String,
        head: RequestHead,
        target: RequestTarget,
        parameters: [String: String] = [:],
        body: [UInt8] = [],
        time: Timestamp,
        identity: RequestIdentity
    ) {
        self.routeKey = routeKey
        self.requestID = requestID
        self.head = head
        self.target = target
        self.parameters = parameters
        self.body = body
        self.time = time
        self.identity = identity
    }

    /// The key is the gateway's to know, and the trace is the one that goes on.
    private static let kept: Set<String> = ["x-api-key", "cookie", "x-correlation-id", "traceparent", "tracestate"]

    package var payload: JSON {
        var event = JSON.Object()
        event["version"] = "2.0"
        event["routeKey"] = .string(routeKey)
        event["rawPath"] = .string(target.path)
        event["rawQueryString"] = .string(target.query)
        let cookies = head.values("cookie").flatMap { $0.split(separator: ";") }.map {
            JSON.string(String($0.drop { $0 == " " }))
        }
        if !cookies.isEmpty { event["cookies"] = .array(cookies) }
        event["headers"] = headers
        let query = target.parameters
        if !query.isEmpty {
            event["queryStringParameters"] = .object(
                JSON.Object(query.map { JSON.Member($0.name, .string($0.value)) })
            )
        }
        event["requestContext"] = context
        if !parameters.isEmpty {
            let members = parameters.sorted { $0.key < $1.key }.map { JSON.Member($0.key, .string($0.value)) }
            event["pathParameters"] = .object(JSON.Object(members))
        }
        if !body.isEmpty || head.hasBody {
            let isText = head.value("content-type").flatMap { MediaType($0) }?.isText ?? true
            if isText, let text = String(validating: body, as: UTF8.self) {
                event["body"] = .string(text)
                event["isBase64Encoded"] = false
            } else {
                event["body"] = .string(Data(body).base64EncodedString())
                event["isBase64Encoded"] = true
            }
        } else {
            event["isBase64Encoded"] = false
        }
        return .object(event)
    }

    /// In lower case, the values of those that stand several times joined by commas.
    private var headers: JSON {
        var order: [String] = []
        var values: [String: String] = [:]
        func add(_ name: String, _ value: String) {
            if let before = values[name] {
                values[name] = "\(before),\(value)"
            } else {
                order.append(name)
                values[name] = value
            }
        }
        for header in head.headers {
            let name = header.name.lowercased()
            if !Self.kept.contains(name) { add(name, header.value) }
        }
        add("x-correlation-id", identity.correlationID)
        add("traceparent", identity.traceparent)
        if let state = identity.traceState { add("tracestate", state) }
        return .object(JSON.Object(order.map { JSON.Member($0, .string(values[$0] ?? "")) }))
    }

    private var context: JSON {
        [
            "accountId": "000000000000", "apiId": "tailrace", "domainName": .string(head.host),
            "domainPrefix": .string(String(head.host.prefix { $0 != "." })),
            "http": [
                "method": .string(head.method), "path": .string(target.path), "protocol": "HTTP/1.1",
                "sourceIp": .string(head.source), "userAgent": .string(head.values("user-agent").first ?? ""),
            ],
            "requestId": .string(requestID), "routeKey": .string(routeKey), "stage": "$default",
            "time": .string(Self.clockText(time)), "timeEpoch": .int(Int(time.milliseconds)),
        ]
    }

    /// `12/Mar/2020:19:03:58 +0000`.
    private static func clockText(_ time: Timestamp) -> String {
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        // 2020-03-12T19:03:58…
        let text = Array(time.rfc3339().utf8)
        func part(_ range: Range<Int>) -> String { String(decoding: text[range], as: UTF8.self) }
        let month = months[max(0, min(11, (Int(part(5..<7)) ?? 1) - 1))]
        return "\(part(8..<10))/\(month)/\(part(0..<4)):\(part(11..<19)) +0000"
    }
}
