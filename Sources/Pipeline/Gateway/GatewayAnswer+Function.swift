import EventModel

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension GatewayAnswer {
    /// What a function's answer is no answer for: a sentence without its subject.
    struct Malformed: Error, Hashable, Sendable {
        let reason: String
    }

    /// What a function says of the answer that is the gateway's own to say, or the connection's.
    private static let dropped: Set<String> = [
        "connection", "content-length", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding",
        "upgrade",
        "x-correlation-id", "traceparent", "apigw-requestid",
    ]
    /// Bytes of a function's answer (https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html).
    private static let limit = 6 << 20
    private static let mostHeaders = 100

    /// The answer of a function, in the payload format 2.0: an object with a `statusCode` says all of it; anything else is the body, in
    /// JSON, of a 200.
    ///
    /// - Throws: ``Malformed``.
    init(function result: JSON) throws(Malformed) {
        guard let status = result["statusCode"] else {
            let body = result.utf8
            if body.count > Self.limit {
                throw Malformed(reason: "is \(body.count) bytes long; the limit is \(Self.limit)")
            }
            self.init(200, headers: [RequestHead.Header("content-type", "application/json")], body: body)
            return
        }
        guard let code = status.integer ?? status.string.flatMap({ Int($0) }), (200...599).contains(code) else {
            throw Malformed(reason: "has a statusCode that is no status from 200 to 599")
        }
        let text: String
        switch result["body"] {
        case nil, .null?: text = ""
        case .string(let said)?: text = said
        default: throw Malformed(reason: "has a body that is no text")
        }
        var body = Array(text.utf8)
        switch result["isBase64Encoded"] {
        case nil, .null?, .bool(false)?: break
        case .bool(true)?:
            guard let data = Data(base64Encoded: text) else {
                throw Malformed(reason: "has a body that is no base64, though isBase64Encoded says so")
            }
            body = [UInt8](data)
        default: throw Malformed(reason: "has an isBase64Encoded that is neither true nor false")
        }
        if body.count > Self.limit { throw Malformed(reason: "has \(body.count) bytes; the limit is \(Self.limit)") }
        self.init(code, body: code == 204 || code == 304 ? [] : body)
        try addHeaders(result["headers"])
        try addCookies(result["cookies"])
        if !headers.contains(where: { $0.name == "content-type" }), !self.body.isEmpty {
            headers.insert(RequestHead.Header("content-type", "text/plain;charset=UTF-8"), at: 0)
        }
    }

    private mutating func addHeaders(_ said: JSON?) throws(Malformed) {
        guard let said, said != .null else { return }
        guard let object = said.object else { throw Malformed(reason: "has headers that are no object") }
        if object.members.count > Self.mostHeaders { throw Malformed(reason: "has \(object.members.count) headers") }
        for member in object.members {
            let name = member.name.lowercased()
            guard Self.isName(name) else { throw Malformed(reason: "has a header with a name that is none") }
            let value: String
            switch member.value {
            case .string(let text): value = text
            case .number(let number): value = number.text
            case .bool(let flag): value = flag ? "true" : "false"
            default: throw Malformed(reason: "has the header \(name), whose value is no text")
            }
            guard Self.isValue(value) else { throw Malformed(reason: "has the header \(name), whose value is none") }
            if !Self.dropped.contains(name) { headers.append(RequestHead.Header(name, value)) }
        }
    }

    private mutating func addCookies(_ said: JSON?) throws(Malformed) {
        guard let said, said != .null else { return }
        guard let cookies = said.array, cookies.count <= Self.mostHeaders else {
            throw Malformed(reason: "has cookies that are no list of at most \(Self.mostHeaders)")
        }
        for cookie in cookies {
            guard let text = cookie.string, Self.isValue(text) else {
                throw Malformed(reason: "has a cookie that is none")
            }
            headers.append(RequestHead.Header("set-cookie", text))
        }
    }

    /// https://www.rfc-editor.org/rfc/rfc9110#section-5.6.2
    private static func isName(_ name: String) -> Bool {
        !name.isEmpty
            && name.utf8.allSatisfy {
                (48...57).contains($0) || (97...122).contains($0) || "!#$%&'*+-.^_`|~".utf8.contains($0)
            }
    }

    /// No line end, nor another control character, that would begin a header of its own.
    private static func isValue(_ value: String) -> Bool {
        value.utf8.count <= 8_192 && value.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }
    }
}
