import EventModel
import Telemetry

/// An order's flow as records: a message that is tried twice, a state machine that undoes what it did, an aggregate.
enum SamplePast {
    static let id = "0c5e7a40-1111-4d1b-9c55-0a1b2c3dbeef"
    static let start = Timestamp(milliseconds: 1_795_269_800_118)

    static func at(_ ms: Int64) -> Timestamp { start + .milliseconds(ms) }

    private static func line(_ ms: Int64, _ members: [String: JSON], flow: Bool = true) -> String {
        var all: JSON.Object = JSON.Object([JSON.Member("timestamp", .string(at(ms).rfc3339(digits: 6)))])
        if flow { all["correlation_id"] = .string(id) }
        for (name, value) in members.sorted(by: { $0.key < $1.key }) { all[name] = value }
        return JSON.object(all).description
    }

    private static func hop(
        _ ms: Int64,
        _ kind: String,
        _ event: String,
        by cause: String?,
        _ resource: String,
        _ service: String,
        _ message: String,
        type: String = "OrderRequested",
        error: String? = nil,
        _ more: [String: JSON] = [:]
    ) -> String {
        var members: [String: JSON] = [
            "severity": error == nil ? "INFO" : "ERROR", "hop": .string(kind), "event_id": .string(event),
            "resource": .string(resource), "service_name": .string(service), "message": .string(message),
            "event_type": .string(type),
        ]
        if let cause { members["causation_id"] = .string(cause) }
        if let error { members["error"] = ErrorInfo(type: error, message: "it broke").json }
        return line(ms, members.merging(more) { $1 })
    }

    private static func state(_ ms: Int64, _ type: String, _ state: String? = nil, error: String? = nil) -> String {
        var more: [String: JSON] = ["execution_id": "arn:execution:order-saga:7f3c"]
        if let state { more["state"] = .string(state) }
        return hop(
            ms,
            "state",
            state.map { "x/\($0)" } ?? "x",
            by: state == nil ? "d2" : "x",
            "state-machine/order-saga",
            "order-saga",
            state.map { "\($0): \(type)" } ?? type,
            type: type,
            error: error,
            more
        )
    }

    private static func metrics(_ ms: Int64, depth: Int, inFlight: Int, oldest: Int) -> String {
        let names = [
            "ApproximateNumberOfMessagesVisible", "ApproximateNumberOfMessagesNotVisible",
            "ApproximateAgeOfOldestMessage",
        ]
        return line(
            ms,
            [
                "service_name": "orders-payment", "message": "metrics", "QueueName": "orders-payment",
                "ApproximateNumberOfMessagesVisible": .int(depth),
                "ApproximateNumberOfMessagesNotVisible": .int(inFlight),
                "ApproximateAgeOfOldestMessage": .int(oldest),
                "_aws": [
                    "Timestamp": .int(Int(at(ms).milliseconds)),
                    "CloudWatchMetrics": [
                        [
                            "Namespace": "tailrace", "Dimensions": [["QueueName"]],
                            "Metrics": .array(names.map { ["Name": .string($0), "Unit": "Count"] }),
                        ]
                    ],
                ],
            ],
            flow: false
        )
    }

    private static func stored(_ ms: Int64, _ version: Int, _ state: JSON) -> String {
        hop(
            ms,
            "span",
            "stored-\(version)",
            by: "x",
            "order-events",
            "order-events",
            "event stored",
            type: "OrderStored",
            nil,
            [
                "aggregate": ["type": "Order", "id": "order-1042", "version": .int(version), "state": state]
            ]
        )
    }

    private static func hop(
        _ ms: Int64,
        _ kind: String,
        _ event: String,
        by cause: String?,
        _ resource: String,
        _ service: String,
        _ message: String,
        type: String,
        _ error: String?,
        _ more: [String: JSON]
    ) -> String {
        hop(ms, kind, event, by: cause, resource, service, message, type: type, error: error, more)
    }

    static let lines: [String] = [
        hop(0, "publish", "e", by: nil, "default", "checkout", "event published"),
        hop(4, "deliver", "d1", by: "e", "order-fanout/payment", "default", "event delivered"),
        hop(4, "queue", "m", by: "d1", "orders-payment", "orders-payment", "message sent"),
        hop(6, "deliver", "d2", by: "e", "order-requested/saga", "default", "event delivered"),
        state(6, "ExecutionStarted"),
        state(6, "TaskStateEntered", "ProcessPayment"),
        state(6, "LambdaFunctionScheduled", "ProcessPayment"),
        metrics(20, depth: 3, inFlight: 5, oldest: 1),
        stored(30, 1, ["status": "placed", "total": 42.1]),
        hop(40, "invoke", "r1", by: "m", "Charge", "payments", "START", ["attempt": 1, "request_id": "r1"]),
        state(90, "LambdaFunctionSucceeded", "ProcessPayment"),
        state(90, "TaskStateExited", "ProcessPayment"),
        state(90, "TaskStateEntered", "ReserveInventory"),
        state(90, "LambdaFunctionScheduled", "ReserveInventory"),
        hop(
            160,
            "invoke",
            "r1",
            by: "m",
            "Charge",
            "payments",
            "END",
            error: "CardDeclined",
            ["attempt": 1, "request_id": "r1", "duration_ms": 120]
        ),
        state(200, "LambdaFunctionFailed", "ReserveInventory", error: "InventoryError"),
        state(200, "TaskStateExited", "ReserveInventory"),
        state(200, "TaskStateEntered", "RefundPayment"),
        state(200, "LambdaFunctionScheduled", "RefundPayment"),
        stored(230, 2, ["status": "refunded", "total": 42.1, "refund": "r-77"]),
        state(260, "LambdaFunctionSucceeded", "RefundPayment"),
        state(260, "TaskStateExited", "RefundPayment"),
        state(260, "ExecutionSucceeded"),
        hop(600, "invoke", "r2", by: "m", "Charge", "payments", "START", ["attempt": 2, "request_id": "r2"]),
        hop(
            640,
            "invoke",
            "r2",
            by: "m",
            "Charge",
            "payments",
            "END",
            ["attempt": 2, "request_id": "r2", "duration_ms": 40]
        ),
    ]

    static func store(_ lines: [String] = lines) -> TelemetryStore {
        let store = TelemetryStore()
        add(lines, to: store)
        return store
    }

    static func add(_ lines: [String], to store: TelemetryStore) {
        Array((lines.joined(separator: "\n") + "\n").utf8).withUnsafeBytes {
            store.append($0, source: "past.jsonl", firstLine: 1, received: start)
        }
    }
}
