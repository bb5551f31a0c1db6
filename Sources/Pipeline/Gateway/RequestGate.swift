import EventModel

/// Decides about a request from its head, before any of its body is read: where it goes, or what it is answered.
struct RequestGate: Sendable {
    /// A request that is refused, and why.
    struct Refusal: Sendable {
        var answer: GatewayAnswer
        /// For telemetry.
        var reason: String
        /// The route that it would have been for.
        var place: Int?
        var keyName: String?
    }
    /// A request that is let in.
    struct Entry: Sendable {
        var place: Int
        var parameters: [String: String]
        var target: RequestTarget
        var keyName: String?
    }
    enum Decision: Sendable {
        case enter(Entry)
        case refuse(Refusal)
        /// A browser's question, answered.
        case preflight(GatewayAnswer)
    }

    let routes: [RouteDefinition]
    let rules: [BodyRule]
    private let table: RouteTable
    private let keys: APIKeys?
    private let limits: GatewayLimits
    private var throttle = RequestThrottle()

    init(_ routes: [RouteDefinition], rules: [BodyRule], keys: APIKeys?, limits: GatewayLimits) {
        self.routes = routes
        self.rules = rules
        self.keys = keys
        self.limits = limits
        table = RouteTable(routes)
    }

    mutating func decide(_ head: RequestHead, inFlight: Int, at now: Timestamp) -> Decision {
        guard let target = RequestTarget(head.target) else {
            return .refuse(Refusal(answer: .badRequest("Invalid request target"), reason: "the target is no path"))
        }
        if let answer = preflight(head, target) { return .preflight(answer) }
        let place: Int
        let parameters: [String: String]
        switch table.match(head.method, target.segments) {
        case .route(let found, let its): (place, parameters) = (found, its)
        case .wrongMethod(let allowed, let first):
            var answer = GatewayAnswer.refusal(405)
            answer.headers.append(RequestHead.Header("allow", allowed.joined(separator: ", ")))
            return .refuse(
                Refusal(answer: answer, reason: "the route has \(allowed.joined(separator: ", "))", place: first)
            )
        case .none: return .refuse(Refusal(answer: .refusal(404), reason: "no route has this path"))
        }
        let route = routes[place]
        var keyName: String?
        if let keys, route.requiresAPIKey {
            keyName = head.value("x-api-key").flatMap { keys.name(of: $0) }
            guard keyName != nil else {
                let given = head.values("x-api-key").count
                let reason = given == 0 ? "no API key" : given == 1 ? "no such API key" : "several API keys"
                return .refuse(Refusal(answer: .refusal(403), reason: reason, place: place))
            }
        }
        func refuse(_ answer: GatewayAnswer, _ reason: String) -> Decision {
            .refuse(Refusal(answer: answer, reason: reason, place: place, keyName: keyName))
        }
        if inFlight >= limits.requests {
            return refuse(.refusal(503, retryAfter: .seconds(1)), "\(inFlight) requests are in flight")
        }
        if let wait = throttle.take(place, route, key: keyName, at: now) {
            return refuse(.refusal(429, retryAfter: wait), "the route or the key is throttled")
        }
        if let length = head.contentLength, length > route.bodyLimit {
            return refuse(.refusal(413), "the body has \(length) bytes; the limit is \(route.bodyLimit)")
        }
        if let reason = rules[place].refuses(head) { return refuse(.refusal(415), reason) }
        return .enter(Entry(place: place, parameters: parameters, target: target, keyName: keyName))
    }

    /// The answer to a browser that asks before it sends a request to another origin; nil where this is no such question, or none that a
    /// route answers.
    private func preflight(_ head: RequestHead, _ target: RequestTarget) -> GatewayAnswer? {
        guard head.method == "OPTIONS", let origin = head.value("origin"),
            let method = head.value("access-control-request-method")
        else { return nil }
        let place: Int
        var methods: [String] = []
        switch table.match(method, target.segments) {
        case .route(let found, _): place = found
        case .wrongMethod(_, let first): place = first
        case .none: return nil
        }
        for other in RouteDefinition.methods where other != "ANY" {
            if case .route = table.match(other, target.segments) { methods.append(other) }
        }
        return routes[place].cors?.preflight(origin: origin, method: method, routeMethods: methods)
    }

    /// What an answer says to pages of other origins.
    func crossOrigin(_ head: RequestHead, _ place: Int?) -> [RequestHead.Header] {
        guard let origin = head.value("origin"), let place, let policy = routes[place].cors else { return [] }
        return policy.headers(for: origin)
    }
}
