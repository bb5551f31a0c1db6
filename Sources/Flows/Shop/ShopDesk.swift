import EventModel
import Pipeline

/// Takes an order: writes it into the table and tells the topic.
struct ShopDesk: Sendable {
    let service: Service

    func handle(_ record: EventRecord) async throws -> JSON {
        let order = record.detail
        guard let id = order["order_id"]?.string else { throw failure("InvalidPayload", "detail.order_id is missing") }
        try await frame { try await service.meet(order["token"]?.string ?? "", at: "till", record) }
        try await record.context.transact { $0["shop-orders", id] = order }
        try await record.context.publish(
            TopicMessage(order.description, subject: "Order taken", attributes: ["event": .init("order_taken")]),
            to: "shop-news"
        )
        record.log(.info, "order taken", ["order_id": .string(id)])
        return [:]
    }
}
