import EventModel
import Pipeline

/// Hands an order to a carrier, once an order: `InventoryUpdated` → `ShippingAlertSent`.
struct ShippingHandler: Sendable {
    let service: Service

    func handle(_ record: EventRecord) async throws -> JSON {
        let order = try Order(record.detail)
        try await service.call(10...70, record, "label")
        let carriers = try record.catalogue.carriers
        let carrier = carriers[order.id.utf8.reduce(0) { $0 + Int($1) } % carriers.count]
        let tracking = "\(carrier.prefix(2).uppercased())-\(order.id.dropFirst(4))"
        let event = record.id
        let by = try await record.context.transact { tables in
            if let done = tables["shipments", order.id]?["event"]?.string { return done }
            tables["shipments", order.id] = [
                "event": .string(event), "carrier": .string(carrier), "tracking": .string(tracking),
            ]
            return event
        }
        guard by == event else {
            record.log(.warn, "order was shipped before", ["order_id": .string(order.id), "by": .string(by)])
            return ["duplicate": true]
        }
        let data: JSON = [
            "order_id": .string(order.id), "customer": order.customer, "carrier": .string(carrier),
            "tracking": .string(tracking),
        ]
        try await record.publish("ShippingAlertSent", from: service.name, subject: order.id, data)
        record.context.metric("OrdersProcessed", 1, unit: "Count")
        record.log(.info, "handed to \(carrier)", ["order_id": .string(order.id), "tracking": .string(tracking)])
        return ["tracking": .string(tracking)]
    }
}
