import EventModel
import Pipeline

/// Adds up what was sold of each product, once an order.
struct SalesHandler: Sendable {
    let service: Service

    func handle(_ record: EventRecord) async throws -> JSON {
        let order = try Order(record.detail)
        try await service.call(1...6, record, "aggregate")
        let first = try await record.context.transact { tables in
            guard tables["sales-orders", order.id] == nil else { return false }
            tables["sales-orders", order.id] = ["total": .int(order.total)]
            for item in order.items {
                let before = tables["sales-products", item.sku]
                tables["sales-products", item.sku] = [
                    "quantity": .int((before?["quantity"]?.integer ?? 0).adding(item.quantity)),
                    "revenue": .int((before?["revenue"]?.integer ?? 0).adding(item.quantity * item.price)),
                ]
            }
            return true
        }
        record.log(
            .debug,
            first ? "sales counted" : "sales were counted before",
            ["order_id": .string(order.id), "items": .int(order.items.count)]
        )
        return ["counted": .bool(first)]
    }
}
