import EventModel

@testable import Telemetry

/// Writes the telemetry lines of one flow as the bundled pipeline does; times are milliseconds from the test's start.
struct FlowWriter {
    let flow: String
    private(set) var lines: [String] = []

    init(_ flow: String = "flow") { self.flow = flow }

    /// One line with any members.
    mutating func write(_ ms: Double, _ members: [String: JSON], severity: String = "INFO") {
        var object: [JSON.Member] = [
            .init("timestamp", .string((TestLog.start + .nanoseconds(Int64(ms * 1e6))).rfc3339(digits: 6))),
            .init("severity", .string(severity)), .init("correlation_id", .string(flow)),
        ]
        object += members.sorted { $0.key < $1.key }.map { JSON.Member($0.key, $0.value) }
        lines.append(JSON.object(JSON.Object(object)).description)
    }

    /// A line that another flow has written.
    mutating func add(_ line: String) { lines.append(line) }

    private mutating func hop(
        _ ms: Double,
        _ hop: HopKind,
        _ id: String,
        _ cause: String?,
        _ resource: String,
        _ service: String,
        _ message: String,
        error: String? = nil,
        _ more: [String: JSON] = [:]
    ) {
        var members: [String: JSON] = [
            "hop": .string(hop.rawValue), "event_id": .string(id), "resource": .string(resource),
            "service_name": .string(service), "event_type": "OrderPlaced", "message": .string(message),
        ]
        if let cause { members["causation_id"] = .string(cause) }
        if let error { members["error"] = ErrorInfo(type: error, message: "it broke").json }
        write(ms, members.merging(more) { $1 }, severity: error == nil ? "INFO" : "ERROR")
    }

    mutating func publish(_ ms: Double, _ id: String, by cause: String? = nil) {
        hop(ms, .publish, id, cause, "default", "shop", "event published")
    }

    /// - Parameter retryIn: with an error: another attempt follows after so many milliseconds.
    mutating func deliver(
        _ ms: Double,
        _ id: String,
        by cause: String,
        error: String? = nil,
        retryIn: Int? = nil,
        attempt: Int = 1,
        took: Double = 0
    ) {
        var more: [String: JSON] = ["attempt": .int(attempt), "duration_ms": .double(took)]
        if let retryIn { more["retry_in_ms"] = .int(retryIn) }
        hop(ms, .deliver, id, cause, "fan-out/target", "default", "delivery", error: error, more)
    }

    mutating func queue(_ ms: Double, _ id: String, by cause: String, generation: Int = 0) {
        hop(
            ms,
            .queue,
            id,
            cause,
            "orders",
            "orders",
            "message sent",
            generation == 0 ? [:] : ["generation": .int(generation)]
        )
    }

    mutating func start(
        _ ms: Double,
        _ id: String,
        by cause: String,
        attempt: Int = 1,
        function: String = "work",
        wait: Double? = nil
    ) {
        var more: [String: JSON] = ["attempt": .int(attempt), "request_id": .string(id)]
        if let wait { more["wait_ms"] = .double(wait) }
        hop(ms, .invoke, id, cause, function, function, "START", more)
    }

    mutating func end(
        _ ms: Double,
        _ id: String,
        by cause: String,
        took: Double,
        attempt: Int = 1,
        function: String = "work",
        error: String? = nil,
        retryIn: Int? = nil
    ) {
        var more: [String: JSON] = [
            "attempt": .int(attempt), "request_id": .string(id), "duration_ms": .double(took),
        ]
        if let retryIn { more["retry_in_ms"] = .int(retryIn) }
        hop(ms, .invoke, id, cause, function, function, "END", error: error, more)
    }

    /// Both lines of an invocation.
    mutating func invoke(
        _ ms: Double,
        _ id: String,
        by cause: String,
        took: Double,
        attempt: Int = 1,
        function: String = "work",
        error: String? = nil
    ) {
        start(ms, id, by: cause, attempt: attempt, function: function)
        end(ms + took, id, by: cause, took: took, attempt: attempt, function: function, error: error)
    }

    /// - Parameter cause: what it names as its cause, if that is not the message: the last attempt of an asynchronous invocation.
    mutating func deadLetter(_ ms: Double, of message: String, by cause: String? = nil) {
        hop(
            ms,
            .deadletter,
            "dead:\(message)",
            cause ?? message,
            "orders-dlq",
            "orders-dlq",
            "moved",
            error: "Declined",
            ["reason": "maxReceiveCount"]
        )
    }

    mutating func redrive(_ ms: Double, _ key: String, of message: String) {
        hop(
            ms,
            .redrive,
            "redrive:\(key)",
            "dead:\(message)",
            "orders",
            "orders-dlq",
            "redriven",
            ["generation": 1, "actor": "ann", "task": "t"]
        )
    }

    mutating func log(
        _ ms: Double,
        _ message: String,
        by cause: String? = nil,
        request: String? = nil,
        severity: String = "INFO"
    ) {
        var members: [String: JSON] = ["message": .string(message), "service_name": "work"]
        if let cause { members["causation_id"] = .string(cause) }
        if let request { members["request_id"] = .string(request) }
        write(ms, members, severity: severity)
    }

    var snapshot: StoreSnapshot { TestLog.snapshot(lines) }
}

extension StoreSnapshot {
    /// The tree as indented lines `kind id status`, with labels.
    func outline(_ flow: String = "flow") -> [String] {
        (trace(flow).map { Array($0.nodes) } ?? []).map { node in
            let labels = node.labels.isEmpty ? "" : " (" + node.labels.map(\.rawValue).joined(separator: " ") + ")"
            let id = node.id.hasPrefix("record:") ? node.name : node.id
            return String(repeating: "  ", count: node.depth)
                + "\(node.kind.rawValue) \(id) \(node.status.rawValue)\(labels)"
        }
    }
}
