import EventModel
import Pipeline

/// What holds for the routes of a file, in the words of the service
/// (https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html,
/// https://docs.aws.amazon.com/apigateway/latest/api/API_ThrottleSettings.html).
enum GatewayPart: FlowPart {
    static let section = "gateway"

    struct Defaults: Sendable {
        var cors: CORSPolicy?
        var throttle: ThrottleRate?
        var keyThrottle: ThrottleRate?
    }

    static func read(_ value: FlowValue, _ reader: inout FlowReader, into file: inout FlowFile) {
        guard let object = reader.members(of: value, ["CorsConfiguration", "Throttle", "KeyThrottle"]) else { return }
        reader.gateway.throttle = reader.throttle(object, "Throttle")
        reader.gateway.keyThrottle = reader.throttle(object, "KeyThrottle")
        if let cors = object["CorsConfiguration"] { reader.gateway.cors = policy(cors, &reader) }
    }

    private static func policy(_ value: FlowValue, _ reader: inout FlowReader) -> CORSPolicy? {
        let known = ["AllowOrigins", "AllowMethods", "AllowHeaders", "ExposeHeaders", "MaxAge", "AllowCredentials"]
        guard let object = reader.members(of: value, known) else { return nil }
        guard let origins = object["AllowOrigins"] else {
            reader.refuse(object, "has no AllowOrigins", "name the origins of the pages: [https://app.example]")
            return nil
        }
        var policy = CORSPolicy(allowOrigins: reader.texts(origins, isOrigin, "an origin, https://app.example, or *"))
        if let methods = object["AllowMethods"] {
            policy.allowMethods = reader.texts(
                methods,
                { $0 == "*" || RouteDefinition.methods.contains($0) },
                "a method"
            )
        }
        if let headers = object["AllowHeaders"] {
            policy.allowHeaders = reader.texts(headers, isHeader, "a header's name, or *")
        }
        if let headers = object["ExposeHeaders"] {
            policy.exposeHeaders = reader.texts(headers, isHeader, "a header's name, or *")
        }
        // https://fetch.spec.whatwg.org/#http-access-control-max-age; the service's limit is a day.
        policy.maxAge = reader.duration(object, "MaxAge", .zero...(.seconds(86_400))) ?? .zero
        policy.allowsCredentials = reader.flag(object, "AllowCredentials") ?? false
        if policy.allowsCredentials, policy.allowOrigins.contains("*") {
            reader.refuse(object["AllowCredentials"] ?? object, "does not go with the origin *", "name the origins")
        }
        return policy
    }

    private static func isHeader(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 128
            && text.utf8.allSatisfy {
                (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0) || "-_*".utf8.contains($0)
            }
    }

    /// `*`, or a scheme and a host, of which the first label may be a star.
    private static func isOrigin(_ text: String) -> Bool {
        if text == "*" { return true }
        guard let scheme = ["https://", "http://"].first(where: { text.hasPrefix($0) }) else { return false }
        let host = text.dropFirst(scheme.count)
        return !host.isEmpty && host.utf8.count <= 255 && host.dropFirst().contains("*") == false
            && host.utf8.allSatisfy {
                (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0)
                    || "-.:*[]".utf8.contains($0)
            }
    }
}

extension FlowReader {
    /// `{RateLimit: 50, BurstLimit: 100}`: requests a second, and at once.
    mutating func throttle(_ object: FlowValue, _ name: String) -> ThrottleRate? {
        guard let value = object[name], let object = members(of: value, ["RateLimit", "BurstLimit"]) else { return nil }
        guard let rate = object["RateLimit"] else {
            refuse(object, "has no RateLimit", "say how many requests a second may come")
            return nil
        }
        guard let number = rate.scalar?.number, (0...1_000_000).contains(number) else {
            refuse(rate, "must be a number from 0 to 1000000, not \(rate.kind)")
            return nil
        }
        // Without one, a second's worth may come at once.
        let burst = whole(object, "BurstLimit", 0...1_000_000) ?? max(1, Int(number.rounded(.up)))
        return ThrottleRate(rate: number, burst: burst)
    }

    /// A list of texts that are what they must be; a single one stands for a list of it.
    mutating func texts(_ value: FlowValue, _ isOne: (String) -> Bool, _ what: String) -> [String] {
        (value.list ?? [value]).compactMap { element in
            guard let text = text(element) else { return nil }
            if isOne(text) { return text }
            refuse(element, "must be \(what), not \(element.kind)")
            return nil
        }
    }
}
