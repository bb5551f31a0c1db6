import Dashboard
import DeadLetters
import EventModel
import Telemetry

/// The flow of `screens.md`: an order whose payment is tried three times, dies, and is redriven.
enum SampleFlow {
    static let start = Timestamp(milliseconds: 1_795_269_800_118)
    static let id = "5f2c1c5e-7a40-4d1b-9c55-0a1b2c3de81a"

    static func at(_ milliseconds: Int64) -> Timestamp { start + .milliseconds(milliseconds) }

    /// - Parameter change: what else is to be so.
    static func tree(redriveEnded: Bool = false, _ change: (inout [TraceNode]) -> Void = { _ in }) -> TraceTree {
        let declined = ErrorInfo(
            type: "CardDeclined",
            message: "card ending 0341 declined: insufficient funds",
            stack: "PaymentService.charge  payments.swift:88\nPaymentHandler.handle  payments.swift:41"
        )
        var nodes = [
            TraceNode(
                id: "event-1",
                kind: .publish,
                name: "OrderPlaced",
                service: "order-api",
                start: at(0),
                duration: .zero,
                status: .ok,
                critical: true,
                records: [0]
            ),
            TraceNode(
                id: "delivery-1",
                kind: .deliver,
                name: "rule order-fanout",
                service: "orders-bus",
                start: at(4),
                duration: .milliseconds(6),
                status: .ok,
                critical: true,
                records: [1],
                depth: 1
            ),
            TraceNode(
                id: "invoke-inventory",
                kind: .invoke,
                name: "UpdateInventory",
                service: "inventory",
                start: at(60),
                duration: .milliseconds(38),
                wait: .milliseconds(40),
                status: .ok,
                attempt: 1,
                records: [2],
                depth: 2
            ),
            TraceNode(
                id: "invoke-notify",
                kind: .invoke,
                name: "Notify",
                service: "notifications",
                start: at(90),
                duration: .milliseconds(12),
                wait: .milliseconds(80),
                status: .ok,
                attempt: 1,
                records: [3],
                depth: 2
            ),
            TraceNode(
                id: "message-1",
                kind: .queue,
                name: "orders-payment",
                service: "orders-payment",
                start: at(10),
                duration: .zero,
                status: .retried,
                critical: true,
                records: [4],
                depth: 2
            ),
        ]
        for (number, begin, length, wait) in [(1, 80, 120, 70), (2, 600, 118, 400), (3, 1420, 121, 702)]
            as [(Int, Int64, Int64, Int64)]
        {
            nodes.append(
                TraceNode(
                    id: "invoke-payment-\(number)",
                    kind: .invoke,
                    name: "ProcessPayment",
                    service: "payments",
                    start: at(begin),
                    duration: .milliseconds(length),
                    wait: .milliseconds(wait),
                    status: .error,
                    attempt: number,
                    critical: true,
                    error: declined,
                    records: number == 2 ? [5, 6, 7] : [],
                    depth: 3
                )
            )
        }
        nodes.append(
            TraceNode(
                id: "dead:message-1",
                kind: .deadletter,
                name: "payments-dlq",
                service: "payments-dlq",
                start: at(1544),
                duration: .zero,
                status: .dead,
                critical: true,
                error: declined,
                depth: 3
            )
        )
        nodes.append(
            TraceNode(
                id: "redrive:1",
                kind: .redrive,
                name: "redrive by ana",
                service: "payments-dlq",
                start: at(1700),
                duration: .zero,
                status: .ok,
                generation: 1,
                depth: 4
            )
        )
        nodes.append(
            TraceNode(
                id: "invoke-payment-4",
                kind: .invoke,
                name: "ProcessPayment",
                service: "payments",
                start: at(1760),
                duration: redriveEnded ? .milliseconds(80) : nil,
                wait: .milliseconds(60),
                status: redriveEnded ? .ok : .running,
                attempt: 1,
                generation: 1,
                depth: 5
            )
        )
        change(&nodes)
        return TraceTree(
            summary: summary(status: redriveEnded ? .ok : .dead),
            nodes: nodes,
            criticalWait: .milliseconds(1210),
            criticalWork: .milliseconds(400)
        )
    }

    static func summary(status: TraceStatus = .dead) -> TraceSummary {
        TraceSummary(
            correlationID: id,
            started: start,
            ended: at(1840),
            records: 23,
            services: [
                "order-api", "orders-bus", "inventory", "notifications", "orders-payment", "payments", "payments-dlq",
            ],
            errors: 3,
            retries: 2,
            deadLetters: 1,
            redrives: 1,
            status: status,
            root: "OrderPlaced"
        )
    }

    /// The records of the sample's nodes.
    static func records() -> Records {
        func row(_ id: Int, _ after: Int64, _ severity: Severity, _ service: String, _ type: String, _ message: String)
            -> RecordRow
        {
            RecordRow(
                id: id,
                timestamp: at(after),
                severity: severity,
                service: service,
                eventType: type,
                correlationID: Self.id,
                message: message,
                file: "pipeline",
                line: id + 1
            )
        }
        return Records(
            rows: [
                row(0, 0, .info, "order-api", "OrderPlaced", "OrderPlaced published"),
                row(1, 10, .info, "orders-bus", "OrderPlaced", "delivered"),
                row(2, 98, .info, "inventory", "OrderPlaced", "END"),
                row(3, 102, .info, "notifications", "OrderPlaced", "END"),
                row(4, 10, .info, "orders-payment", "OrderPlaced", "sent"),
                row(5, 600, .info, "payments", "OrderPlaced", "START"),
                row(6, 640, .info, "payments", "OrderPlaced", "charge 42.10 EUR on card ending 0341"),
                row(7, 718, .error, "payments", "OrderPlaced", "card ending 0341 declined: insufficient funds"),
            ],
            fields: [
                5: [
                    "timestamp": "2026-11-21T14:03:20.718000Z", "service_name": "payments", "message": "START",
                    "attempt": 2,
                ],
                6: ["service_name": "payments", "message": "charge 42.10 EUR on card ending 0341", "amount": 42.1],
                7: [
                    "timestamp": "2026-11-21T14:03:20.836000Z", "severity": "ERROR", "service_name": "payments",
                    "message": "card ending 0341 declined: insufficient funds",
                    "payload": ["order": "order-1042", "total": 42.1],
                ],
            ]
        )
    }
}
