import EventModel
import Pipeline

/// Adds orders up by country. Counts at least once, as analytics may: an order that comes twice is counted twice.
struct AnalyticsHandler: Sendable {
    let service: Service

    func handle(_ record: EventRecord) async throws -> JSON {
        let order = try Order(record.detail)
        let country = order.customer["country"]?.string ?? "unknown"
        try await service.call(1...6, record, "aggregate")
        let orders = try await record.context.transact { tables in
            let before = tables["analytics", country]
            let orders = (before?["orders"]?.integer ?? 0) + 1
            let revenue = (before?["revenue"]?.integer ?? 0).adding(order.total)
            tables["analytics", country] = ["orders": .int(orders), "revenue": .int(revenue)]
            return orders
        }
        record.log(
            .debug,
            "order counted",
            ["order_id": .string(order.id), "country": .string(country), "orders": .int(orders)]
        )
        return [:]
    }
}
