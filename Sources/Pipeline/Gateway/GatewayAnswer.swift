import EventModel

/// What the gateway answers a request.
package struct GatewayAnswer: Hashable, Sendable {
    package var status: Int
    /// In order; names in lower case.
    package var headers: [RequestHead.Header]
    package var body: [UInt8]
    /// Whether the connection ends with it, as what is left of the request is not read.
    package var closes: Bool

    package init(_ status: Int, headers: [RequestHead.Header] = [], body: [UInt8] = [], closes: Bool = false) {
        self.status = status
        self.headers = headers
        self.body = body
        self.closes = closes
    }

    /// An answer in JSON.
    init(_ status: Int, json: JSON, closes: Bool = false) {
        self.init(
            status,
            headers: [RequestHead.Header("content-type", "application/json")],
            body: json.utf8,
            closes: closes
        )
    }

    /// A refusal or a failure, in the words of the service: `{"message":"Forbidden"}`.
    package static func refusal(_ status: Int, closes: Bool = false) -> GatewayAnswer {
        GatewayAnswer(status, json: ["message": .string(message(status))], closes: closes)
    }

    /// A request that is not well formed, with what is wrong where.
    static func badRequest(_ message: String, _ errors: [(path: String, message: String)] = []) -> GatewayAnswer {
        var object = JSON.Object([JSON.Member("message", .string(message))])
        if !errors.isEmpty {
            object["errors"] = .array(errors.map { ["path": .string($0.path), "message": .string($0.message)] })
        }
        return GatewayAnswer(400, json: .object(object))
    }

    /// One that says when to come again: in whole seconds, at least 1.
    static func refusal(_ status: Int, retryAfter wait: Duration) -> GatewayAnswer {
        var answer = refusal(status)
        let seconds = max(1, Int(min(wait.inSeconds.rounded(.up), 86_400)))
        answer.headers.append(RequestHead.Header("retry-after", String(seconds)))
        return answer
    }

    /// https://www.rfc-editor.org/rfc/rfc9110#section-15, but for what the service says in other words.
    private static func message(_ status: Int) -> String {
        switch status {
        case 400: "Bad Request"
        case 403: "Forbidden"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 408: "Request Timeout"
        case 413: "Request Entity Too Large"
        case 415: "Unsupported Media Type"
        case 429: "Too Many Requests"
        case 431: "Request Header Fields Too Large"
        case 502: "Bad Gateway"
        case 503: "Service Unavailable"
        case 504: "Endpoint request timed out"
        default: "Internal Server Error"
        }
    }
}
