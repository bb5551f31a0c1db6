import EventModel
import Pipeline

/// Puts a large order before whoever reviews them: one entry an order, however often it comes.
struct OrderReviewHandler: Sendable {
    let service: Service

    func handle(_ record: EventRecord) async throws -> JSON {
        let order = record.detail
        guard let id = order["order_id"]?.string, let amount = order["amount"]?.number else {
            throw failure("InvalidPayload", "detail.order_id or detail.amount is missing")
        }
        try await frame { try await service.meet(order["token"]?.string ?? "", at: "review", record) }
        let region = order["region"] ?? .null
        try await record.context.transact {
            $0["order-reviews", id] = ["amount": .double(amount), "region": region, "status": "open"]
        }
        record.log(.info, "order put up for review", ["order_id": .string(id), "amount": .double(amount)])
        return ["review": .string(id)]
    }
}
