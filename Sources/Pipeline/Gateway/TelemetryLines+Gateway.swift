import EventModel

/// What the lines of a request say.
struct GatewayAccess: Sendable {
    var id: String
    var head: RequestHead
    var identity: RequestIdentity
    var received: Timestamp
    var ended: Timestamp
    /// The key of its route; nil where it has none.
    var route: String?
    /// The name of its API key, never the key.
    var keyName: String?
    var requestBytes: Int?
    var answerBytes: Int?
    /// Why it was refused.
    var reason: String?
    /// Why it failed.
    var error: ErrorInfo?

    init(id: String, head: RequestHead, identity: RequestIdentity, received: Timestamp, ended: Timestamp) {
        self.id = id
        self.head = head
        self.identity = identity
        self.received = received
        self.ended = ended
    }

    fileprivate var hop: TelemetryLines.Hop {
        TelemetryLines.Hop(
            kind: .invoke,
            id: id,
            cause: nil,
            service: "gateway",
            resource: route ?? "gateway",
            eventType: "HTTPRequest",
            correlationID: identity.correlationID
        )
    }

    /// What a client says, cut short: a line is no place for a book.
    fileprivate static func short(_ text: String) -> String {
        text.utf8.count <= 512 ? text : String(decoding: text.utf8.prefix(512), as: UTF8.self) + "…"
    }
}

/// A request is a hop with a line when its function is invoked and a line at its end, as an invocation has; the second is the access
/// log. One that is refused has only the second.
extension TelemetryLines {
    init(start access: GatewayAccess) {
        self.init()
        add(access.hop, at: access.received, "START") { fields in
            fields.add("attempt", 1)
            fields.add("request_id", access.id)
            fields.add("trace_id", access.identity.traceID)
            fields.add("caller_span_id", access.identity.parentID)
        }
    }

    /// - Parameter status: nil: nobody was there to be answered.
    init(end access: GatewayAccess, status: Int?) {
        self.init()
        let failed = (status ?? 499) >= 400
        let severity: Severity = !failed ? .info : (status ?? 499) >= 500 ? .error : .warn
        let method = access.head.method.isEmpty ? "" : "\(GatewayAccess.short(access.head.method)) "
        let target = GatewayAccess.short(access.head.target)
        let message = "\(method)\(target.isEmpty ? "" : "\(target) ")\(status.map { "\($0)" } ?? "aborted")"
        add(access.hop, at: access.ended, message, severity) { fields in
            fields.add("attempt", 1)
            fields.add("status", status)
            fields.add("duration_ms", milliseconds: access.ended - access.received)
            fields.add("request_id", access.id)
            fields.add("trace_id", access.identity.traceID)
            fields.add("source_ip", access.head.source.isEmpty ? nil : access.head.source)
            fields.add("api_key", access.keyName)
            fields.add("user_agent", access.head.values("user-agent").first.map { GatewayAccess.short($0) })
            fields.add("request_bytes", access.requestBytes)
            fields.add("response_bytes", access.answerBytes)
            if !access.identity.replaced.isEmpty {
                fields.add("replaced_headers", .array(access.identity.replaced.map { .string($0) }))
            }
            let refused = access.reason.map {
                ErrorInfo(type: "HTTP\(status.map { "\($0)" } ?? "Aborted")", message: $0)
            }
            fields.add("error", (access.error ?? refused)?.json)
        }
    }
}
