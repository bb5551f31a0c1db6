import EventModel
import Pipeline

/// Tells the customer what became of the order, once an event.
struct NotificationHandler: Sendable {
    let service: Service

    func handle(_ record: EventRecord) async throws -> JSON {
        guard let order = record.detail["order_id"]?.string else {
            throw failure("InvalidNotification", "order_id is missing")
        }
        let template: String
        switch record.type {
        case "OrderPlaced", "OrderCreated": template = "order-received"
        case "ShippingAlertSent": template = "on-its-way"
        case "InventoryUpdateFailed": template = "out-of-stock"
        default: throw failure("InvalidNotification", "no template for \(record.type)")
        }
        let key = record.id
        let first = try await record.context.transact { tables in
            guard tables["notifications", key] == nil else { return false }
            tables["notifications", key] = ["order_id": .string(order), "template": .string(template)]
            return true
        }
        if first { try await service.call(3...25, record, "send") }
        let customer = record.detail[path: "customer.id"]?.string ?? "unknown"
        record.log(
            .info,
            first ? "sent \(template) to \(customer)" : "\(template) was sent before",
            ["order_id": .string(order), "template": .string(template), "channel": "mail"]
        )
        return ["sent": .bool(first)]
    }
}
