import EventModel
import Pipeline

/// Reserves an order's items at the warehouse: looks whether there is enough, and fails while the warehouse is down.
struct ReservationHandler: Sendable {
    let service: Service

    func handle(_ record: EventRecord) async throws -> JSON {
        let order = try Order(record.detail)
        record.log(
            .info,
            "reserving \(order.items.count) items",
            ["order_id": .string(order.id), "reservation": .string(order.reservation)]
        )
        try await frame { try await connect(order, record) }
        let catalogue = try record.catalogue
        let short = try await record.context.transact { tables in
            var short: [JSON] = []
            for item in order.items {
                let available = Stock.available(item.sku, tables, catalogue)
                if available < item.quantity { short.append(.string(item.sku)) }
            }
            tables["reservations", order.id] = ["reservation": .string(order.reservation), "short": .array(short)]
            return short
        }
        if short.isEmpty {
            record.log(.info, "items reserved", ["order_id": .string(order.id)])
        } else {
            record.log(.warn, "stock is short", ["order_id": .string(order.id), "skus": .array(short)])
        }
        return ["short": .array(short)]
    }

    /// The sandbox of the warehouse's system: `down` reservations meet an outage for their first requests.
    private func connect(_ order: Order, _ record: EventRecord) async throws {
        let request = try await record.context.countRequest(order.reservation, in: "warehouse-requests")
        let token = SandboxToken(order.reservation)
        if token.behaviour == "down", request <= token.times {
            try await service.call(30...90, record, "reserve")
            throw failure(
                "InventoryUnavailable",
                "warehouse wh-\(order.items.count) refused the connection from 10.2.0.\(10 + request) (reservation '\(order.reservation)')"
            )
        }
        try await service.call(4...30, record, "reserve")
    }
}
