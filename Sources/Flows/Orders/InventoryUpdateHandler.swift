import EventModel
import Pipeline

/// Takes a paid order's items out of the stock, once an order: `PaymentConfirmed` → `InventoryUpdated`, or
/// `InventoryUpdateFailed` when the stock is short.
struct InventoryUpdateHandler: Sendable {
    let service: Service

    private struct Outcome: Sendable {
        /// The event whose handling took the items.
        var event: String
        var short: [String]
    }

    func handle(_ record: EventRecord) async throws -> JSON {
        let order = try Order(record.detail)
        try await service.call(6...40, record, "stock")
        let catalogue = try record.catalogue
        let outcome = try await record.context.transact { tables in
            update(order, record.id, &tables, catalogue)
        }
        // The same event again means that an earlier attempt ended between taking the items and saying so. Another event for an
        // order that is done is a duplicate, and nothing is left to say.
        guard outcome.event == record.id else {
            record.log(.warn, "stock was taken before", ["order_id": .string(order.id), "by": .string(outcome.event)])
            return ["duplicate": true]
        }
        if outcome.short.isEmpty {
            try await record.publish("InventoryUpdated", from: service.name, subject: order.id, order.json)
            record.log(.info, "stock taken", ["order_id": .string(order.id), "items": .int(order.items.count)])
        } else {
            let skus = JSON.array(outcome.short.map { .string($0) })
            let data: JSON = [
                "order_id": .string(order.id), "customer": order.customer, "short": skus, "reason": "stock is short",
            ]
            try await record.publish("InventoryUpdateFailed", from: service.name, subject: order.id, data)
            record.log(.warn, "stock is short, the supplier was asked", ["order_id": .string(order.id), "skus": skus])
        }
        return ["updated": .bool(outcome.short.isEmpty)]
    }

    private func update(
        _ order: Order,
        _ event: String,
        _ tables: inout any TableAccess,
        _ catalogue: Catalogue
    ) -> Outcome {
        if let done = tables["inventory-updates", order.id], let by = done["event"]?.string {
            return Outcome(event: by, short: done["short"]?.array?.compactMap(\.string) ?? [])
        }
        let short = Stock.take(order.items, &tables, catalogue)
        tables["inventory-updates", order.id] = [
            "event": .string(event), "short": .array(short.map { .string($0) }),
        ]
        return Outcome(event: event, short: short)
    }
}
