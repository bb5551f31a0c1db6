import EventModel
import Pipeline

/// Takes the money for an order, once, and says so: `OrderPlaced` → `PaymentConfirmed`.
struct PaymentHandler: Sendable {
    let service: Service

    func handle(_ record: EventRecord) async throws -> JSON {
        let order = try Order(record.detail)
        guard !order.cardToken.isEmpty else { throw failure("InvalidOrder", "order \(order.id) names no card") }
        record.log(
            .info,
            "authorising \(order.totalText) \(order.currency) on card ending \(order.cardLast4)",
            [
                "order_id": .string(order.id), "amount": .double(Double(order.total) / 100),
                "currency": .string(order.currency),
            ]
        )
        let paymentID = "pay-\(order.id.dropFirst(4))"
        // A message may come twice: what was captured before is not captured again, only said again.
        if try await record.context.item(order.id, in: "payments") == nil {
            try await frame { try await PaymentGateway(service: service).authorise(order, record) }
            let captured: JSON = [
                "payment_id": .string(paymentID), "amount": .double(Double(order.total) / 100), "status": "captured",
            ]
            // Of two that run at once the first is kept; both say the same.
            try await record.context.transact { tables in
                if tables["payments", order.id] == nil { tables["payments", order.id] = captured }
            }
        }
        guard var data = order.json.object else { return [:] }
        data["payment_id"] = .string(paymentID)
        data["card"] = nil
        try await record.publish("PaymentConfirmed", from: service.name, subject: order.id, .object(data))
        record.log(.info, "payment captured", ["order_id": .string(order.id), "payment_id": .string(paymentID)])
        return ["payment_id": .string(paymentID)]
    }
}
