/// What pages of other origins may do (https://fetch.spec.whatwg.org/#http-cors-protocol), in the words of the service
/// (https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html).
package struct CORSPolicy: Hashable, Sendable {
    /// `https://app.example`; `*` for any; `https://*.example` for any host below.
    package var allowOrigins: [String]
    /// `*` for any.
    package var allowMethods: [String]
    /// Names in any case; `*` for any.
    package var allowHeaders: [String]
    package var exposeHeaders: [String]
    /// How long a browser may remember the answer to a preflight.
    package var maxAge: Duration
    package var allowsCredentials: Bool

    package init(
        allowOrigins: [String],
        allowMethods: [String] = ["*"],
        allowHeaders: [String] = [],
        exposeHeaders: [String] = [],
        maxAge: Duration = .zero,
        allowsCredentials: Bool = false
    ) {
        self.allowOrigins = allowOrigins
        self.allowMethods = allowMethods
        self.allowHeaders = allowHeaders
        self.exposeHeaders = exposeHeaders
        self.maxAge = maxAge
        self.allowsCredentials = allowsCredentials
    }

    /// What `access-control-allow-origin` says to an origin; nil where it is not allowed. Only an origin that is well formed and
    /// allowed comes back.
    func allowed(_ origin: String) -> String? {
        if allowOrigins.contains("*"), !allowsCredentials { return "*" }
        guard origin.utf8.count <= 512, origin.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return nil }
        let lower = origin.lowercased()
        let isAllowed = allowOrigins.contains { pattern in
            let pattern = pattern.lowercased()
            guard let star = pattern.firstIndex(of: "*"), pattern != "*" else {
                return pattern == "*" || pattern == lower
            }
            let (head, tail) = (pattern[..<star], pattern[pattern.index(after: star)...])
            guard lower.hasPrefix(head), lower.hasSuffix(tail), lower.utf8.count > head.utf8.count + tail.utf8.count
            else { return false }
            return lower.dropFirst(head.count).dropLast(tail.count).utf8.allSatisfy {
                (48...57).contains($0) || (97...122).contains($0) || $0 == 0x2D || $0 == 0x2E
            }
        }
        return isAllowed ? origin : nil
    }

    /// The headers of an answer to a request from an origin.
    func headers(for origin: String) -> [RequestHead.Header] {
        guard let allowed = allowed(origin) else { return [RequestHead.Header("vary", "origin")] }
        var headers = [RequestHead.Header("access-control-allow-origin", allowed)]
        if allowed != "*" { headers.append(RequestHead.Header("vary", "origin")) }
        if allowsCredentials { headers.append(RequestHead.Header("access-control-allow-credentials", "true")) }
        if !exposeHeaders.isEmpty {
            headers.append(
                RequestHead.Header("access-control-expose-headers", exposeHeaders.joined(separator: ","))
            )
        }
        return headers
    }

    /// The answer to a preflight: 204, with what is allowed; without those headers a browser goes no further.
    func preflight(origin: String, method: String, routeMethods: [String]) -> GatewayAnswer {
        var headers = headers(for: origin)
        if allowed(origin) != nil {
            let methods = allowMethods.contains("*") ? routeMethods : allowMethods
            headers.append(RequestHead.Header("access-control-allow-methods", methods.joined(separator: ",")))
            if !allowHeaders.isEmpty {
                headers.append(
                    RequestHead.Header("access-control-allow-headers", allowHeaders.joined(separator: ","))
                )
            }
            if maxAge > .zero {
                headers.append(RequestHead.Header("access-control-max-age", String(maxAge.components.seconds)))
            }
        }
        return GatewayAnswer(204, headers: headers)
    }
}
