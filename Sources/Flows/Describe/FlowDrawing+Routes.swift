import EventModel
import Pipeline

/// The routes of the gateway.
extension FlowDrawing {
    var gateway: Branch? {
        if definition.routes.isEmpty { return nil }
        return Branch(text: "gateway", branches: definition.routes.map(route))
    }

    private func route(_ route: RouteDefinition) -> Branch {
        var notes = [route.requiresAPIKey ? "API key" : "open"]
        if let rate = route.throttle { notes.append("\(Self.words(rate)) in all") }
        if let rate = route.keyThrottle { notes.append("\(Self.words(rate)) a key") }
        if !route.contentTypes.isEmpty { notes.append(route.contentTypes.joined(separator: " or ")) }
        if route.schema != nil { notes.append("JSON by its schema") }
        if route.bodyLimit < RouteDefinition.payloadLimit { notes.append("at most \(route.bodyLimit) bytes") }
        if route.timeout < RouteDefinition.longestTimeout { notes.append("within \(Self.words(route.timeout))") }
        if let cors = route.cors { notes.append("pages of \(cors.allowOrigins.joined(separator: ", "))") }
        var branch = function(route.function, seen: [])
        // What a synchronous invocation has none of.
        branch.branches.removeAll { $0.text.contains(" retries within ") }
        branch.text = "\(route.key) -> \(branch.text)  (\(notes.joined(separator: ", ")))"
        return branch
    }

    private static func words(_ rate: ThrottleRate) -> String { "\(JSON.double(rate.rate))/s, \(rate.burst) at once" }
}

extension ThrottleRate {
    fileprivate var described: JSON { ["rate": .double(rate), "burst": .int(burst)] }
}

extension RouteDefinition {
    /// The shape of a route in `tailrace pipeline describe -o json`.
    var described: JSON {
        [
            "method": .string(method), "path": .string("\(path)"), "function": .string(function),
            "parameters": .array(path.parameters.map { .string($0) }), "api_key_required": .bool(requiresAPIKey),
            "throttle": throttle?.described ?? .null, "key_throttle": keyThrottle?.described ?? .null,
            "content_types": .array(contentTypes.map { .string($0) }), "validates_body": .bool(schema != nil),
            "max_body_bytes": .int(bodyLimit), "timeout_s": .double(timeout.inSeconds),
            "allow_origins": cors.map { .array($0.allowOrigins.map { .string($0) }) } ?? .null,
        ]
    }
}
