import EventModel
import Pipeline

/// Takes the items of an order out of the stock as the table of orders changes, once an order; each only while the quantity suffices.
struct ShopStockHandler: Sendable {
    let service: Service
    private static let table = "shop-stock"

    func handle(_ record: EventRecord) async throws -> JSON {
        guard let image = record.image("NewImage") else { return ["taken": false] }
        let order = try Order(image)
        try await frame {
            try await record.ask("stockroom", order.reservation, service, 4...30) { _, request in
                failure(
                    "StockLocked",
                    "the stockroom is locked for its count (aisle \(order.items.count), try \(request)): order \(order.id)"
                )
            }
        }
        let catalogue = try record.catalogue
        let short = try await record.context.transact { tables in
            if let done = tables["shop-taken", order.id] { return done["short"]?.array ?? [] }
            var short: [JSON] = []
            for item in order.items {
                let product = catalogue.product(item.sku)
                let quantity = tables[Self.table, item.sku]?["quantity"]?.integer ?? product?.stock ?? 0
                tables[Self.table, item.sku] = ["quantity": .int(quantity)]
                do {
                    let suffices = try ConditionExpression("quantity >= :q", values: [":q": .int(item.quantity)])
                    let left: JSON = ["quantity": .int(quantity - item.quantity)]
                    try tables.put(left, in: Self.table, key: item.sku, if: suffices)
                } catch let error as ErrorInfo where error.type == "ConditionalCheckFailedException" {
                    // The supplier brings more, so that the next order finds some.
                    tables[Self.table, item.sku] = ["quantity": .int(quantity + (product?.reorder ?? 0))]
                    short.append(.string(item.sku))
                }
            }
            tables["shop-taken", order.id] = ["short": .array(short)]
            return short
        }
        record.log(
            short.isEmpty ? .info : .warn,
            short.isEmpty ? "stock taken" : "stock is short, the rest follows",
            ["order_id": .string(order.id), "short": .array(short)]
        )
        return ["short": .array(short)]
    }
}
