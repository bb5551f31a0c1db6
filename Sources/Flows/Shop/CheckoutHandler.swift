import EventModel
import Pipeline

/// Takes an order in: writes it into the table `shop-orders`, whose change takes the stock, and asks for the confirmation.
struct CheckoutHandler: Sendable {
    let service: Service
    static let topic = "order-confirmations"

    func handle(_ record: EventRecord) async throws -> JSON {
        let order = try Order(record.detail)
        try await service.call(4...25, record, "write")
        let item = record.detail
        let isNew = try await record.context.transact { tables in
            guard tables["shop-orders", order.id] == nil else { return false }
            tables["shop-orders", order.id] = item
            return true
        }
        // An attempt that ended between the two leaves the confirmation to the next one: a mail that is asked for twice is one file.
        let message = TopicMessage(
            record.detail.description,
            subject: "OrderConfirmed",
            attributes: [
                "event_type": .init("OrderConfirmed"), "country": .init(order.customer["country"]?.string ?? "unknown"),
            ]
        )
        try await record.context.publish(message, to: Self.topic)
        record.log(
            .info,
            isNew ? "order taken in" : "order was taken in before",
            ["order_id": .string(order.id), "total": .double(Double(order.total) / 100)]
        )
        return ["order_id": .string(order.id)]
    }
}
