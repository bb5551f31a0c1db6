package import EventModel

/// One route of the gateway: requests with this method and path are answered by a function, invoked synchronously in the payload
/// format 2.0 (https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html).
package struct RouteDefinition: Sendable {
    /// `GET`, `POST`, …; `ANY` for every method.
    package var method: String
    /// `/api/orders/{id}`, `/files/{key+}`.
    package var path: PathTemplate
    package var function: String
    /// The flow that its requests belong to in the accounts.
    package var flow: String
    /// Whether a request must carry one of the gateway's keys, where the gateway has any.
    package var requiresAPIKey: Bool
    /// Requests in all, and with one key; nil: as many as come.
    package var throttle: ThrottleRate?
    package var keyThrottle: ThrottleRate?
    /// Media types that a body may have, `text/csv`, `image/*`; empty: any.
    package var contentTypes: [String]
    /// A JSON Schema (draft 7) that the body must keep; one is then required, and is JSON.
    package var schema: JSON?
    /// Bytes of the body.
    package var bodyLimit: Int
    /// How long the function is waited for.
    package var timeout: Duration
    /// What browsers may do; nil: nothing from other origins.
    package var cors: CORSPolicy?

    /// The most that a function is invoked with synchronously
    /// (https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html): what a body is encoded in counts too.
    package static let payloadLimit = 6 << 20
    /// The longest that the service waits for a function
    /// (https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html).
    package static let longestTimeout = Duration.seconds(30)
    /// What a route may have as its method.
    package static let methods = ["ANY", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"]

    package init(
        method: String,
        path: PathTemplate,
        function: String,
        flow: String = "adhoc",
        requiresAPIKey: Bool = true,
        throttle: ThrottleRate? = nil,
        keyThrottle: ThrottleRate? = nil,
        contentTypes: [String] = [],
        schema: JSON? = nil,
        bodyLimit: Int = RouteDefinition.payloadLimit,
        timeout: Duration = RouteDefinition.longestTimeout,
        cors: CORSPolicy? = nil
    ) {
        self.method = method
        self.path = path
        self.function = function
        self.flow = flow
        self.requiresAPIKey = requiresAPIKey
        self.throttle = throttle
        self.keyThrottle = keyThrottle
        self.contentTypes = contentTypes
        self.schema = schema
        self.bodyLimit = bodyLimit
        self.timeout = timeout
        self.cors = cors
    }

    /// `POST /api/upload`, as the service names a route.
    package var key: String { "\(method) \(path)" }
}

/// How many requests may come: `rate` a second in the long run, `burst` at once
/// (https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-throttling.html).
package struct ThrottleRate: Hashable, Sendable {
    package var rate: Double
    package var burst: Int

    package init(rate: Double, burst: Int) {
        self.rate = rate
        self.burst = burst
    }
}

extension RouteDefinition {
    /// Whether a text is a media type, or a pattern of some: `text/csv`, `image/*`.
    package static func isMediaType(_ text: String) -> Bool { MediaType(text) != nil }
}
