import EventModel
import Pipeline

/// Takes what was ordered from the stock as the orders' table changes: each order once, however often its change comes.
struct ShopStock: Sendable {
    let service: Service

    func handle(_ payload: JSON, _ context: any FunctionContext) async throws -> JSON {
        let changes = try ChangeRecord.read(payload, context)
        for change in changes where change.kind == "INSERT" {
            guard let id = change.new["order_id"]?.string, let sku = change.new["sku"]?.string,
                let quantity = change.new["quantity"]?.integer, (1...1_000_000).contains(quantity)
            else { continue }
            let left = try await change.context.transact { tables in
                let left = tables["shop-stock", sku]?["left"]?.integer ?? 100_000
                if tables["shop-moves", id] != nil { return left }
                tables["shop-moves", id] = ["sku": .string(sku), "quantity": .int(quantity)]
                tables["shop-stock", sku] = ["left": .int(left - quantity)]
                return left - quantity
            }
            change.context.log(
                .info,
                "OrderSubmitted",
                "stock moved",
                [
                    JSON.Member("order_id", .string(id)), JSON.Member("sku", .string(sku)),
                    JSON.Member("left", .int(left)),
                ]
            )
        }
        return [:]
    }
}
