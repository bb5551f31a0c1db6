import EventModel
import Pipeline

/// Charges the card of an order, once an order. Nobody waits for it: it publishes nothing.
struct ChargeHandler: Sendable {
    let service: Service

    func handle(_ record: EventRecord) async throws -> JSON {
        let order = try Order(record.detail)
        guard !order.cardToken.isEmpty else { throw failure("InvalidOrder", "order \(order.id) names no card") }
        if try await record.context.item(order.id, in: "charges") != nil {
            record.log(.warn, "card was charged before", ["order_id": .string(order.id)])
            return ["duplicate": true]
        }
        try await frame { try await PaymentGateway(service: service).authorise(order, record) }
        let charge: JSON = [
            "amount": .double(Double(order.total) / 100), "currency": .string(order.currency),
            "card": .string(order.cardLast4),
        ]
        try await record.context.transact { $0["charges", order.id] = charge }
        record.log(
            .info,
            "charged \(order.totalText) \(order.currency) to card ending \(order.cardLast4)",
            ["order_id": .string(order.id), "amount": .double(Double(order.total) / 100)]
        )
        return charge
    }
}
