import Dashboard
import EventModel
import Telemetry

/// Records of a small shop, written for the tests.
enum SampleLog {
    /// 14:03:20 UTC on the day of ``DashboardDriver/now``.
    static let start = Timestamp(seconds: 1_773_497_000)

    static let flow = "5f2c1c5e-77aa-4d01-9b1d-00c4a1b9e81a"
    static let other = "77aa90b1-1b90-4e2e-8d2e-5f2c1c5e01c4"

    static func row(
        _ id: Int,
        _ milliseconds: Int64,
        _ severity: Severity?,
        _ service: String,
        _ type: String,
        _ message: String,
        flow: String? = flow,
        hop: HopKind? = nil,
        attempt: Int? = nil,
        error: String? = nil
    ) -> RecordRow {
        RecordRow(
            id: id,
            timestamp: start + .milliseconds(milliseconds),
            received: start + .milliseconds(milliseconds),
            severity: severity,
            service: service,
            eventType: type,
            correlationID: flow,
            message: message,
            hop: hop,
            attempt: attempt,
            errorType: error,
            file: "shop.jsonl",
            line: id + 1
        )
    }

    /// One order that dies, in six records.
    static let order: [RecordRow] = [
        row(0, 118, .info, "order-api", "OrderPlaced", "order-1042 placed", hop: .publish),
        row(1, 152, .info, "payments", "PaymentRequested", "charge 42.10 EUR on card ending 0341"),
        row(2, 530, .warn, "payments", "RetryScheduled", "attempt 2 in 400 ms", attempt: 2),
        row(3, 1041, .error, "payments", "PaymentFailed", "insufficient funds", hop: .invoke, error: "CardDeclined"),
        row(
            4,
            1044,
            .error,
            "payments-dlq",
            "OrderPlaced",
            "after 3 receives",
            hop: .deadletter,
            error: "CardDeclined"
        ),
        row(5, 1200, .debug, "inventory", "StockRead", "3 left of item 17", flow: other),
    ]

    static let failedFields: JSON = [
        "timestamp": "2026-03-14T14:03:21.041000Z", "severity": "ERROR", "service_name": "payments",
        "event_type": "PaymentFailed", "correlation_id": .string(flow), "message": "insufficient funds",
        "event_id": "9b1d00c4", "duration_ms": 120.4, "attempt": 3,
        "payload": ["order": ["id": "order-1042", "total": 42.10, "items": [1, 2, 3]]],
        "error": [
            "type": "CardDeclined", "message": "insufficient funds",
            "stack": "PaymentService.charge payments.swift:88\nFunction.invoke runtime.swift:12",
        ],
    ]

    /// So many records, each its own flow.
    static func many(_ count: Int) -> [RecordRow] {
        (0..<count).map { i in
            row(
                i,
                Int64(i) * 7,
                i % 50 == 49 ? .error : .info,
                ["orders", "payments", "inventory"][i % 3],
                "OrderPlaced",
                "order-\(i) placed",
                flow: "flow-\(i)"
            )
        }
    }

    /// Puts records into a snapshot as a store with no filter would.
    static func fill(_ snapshot: inout Snapshot, _ rows: [RecordRow], fields: [Int: JSON] = [:]) {
        snapshot.records = Records(rows: rows, fields: fields)
        snapshot.matches = MatchList(all: snapshot.records.ids)
        snapshot.counters.records = rows.count
    }
}
