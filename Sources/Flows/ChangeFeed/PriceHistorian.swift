import EventModel
import Pipeline

/// Keeps the last prices of every product, by the edits that brought them.
struct PriceHistorian: Sendable {
    let service: Service
    private static let most = 20

    func handle(_ record: EventRecord) async throws -> JSON {
        let product = try Product(record.event)
        try await service.call(1...6, record, "price")
        let count = try await record.context.transact { tables in
            var prices = tables["price-history", product.sku]?["prices"]?.array ?? []
            let entry: JSON = ["edit": .int(product.edit), "price": .double(product.price)]
            if !prices.contains(where: { $0["edit"] == entry["edit"] }) { prices.append(entry) }
            prices.sort { ($0["edit"]?.integer ?? 0) < ($1["edit"]?.integer ?? 0) }
            tables["price-history", product.sku] = ["prices": .array(Array(prices.suffix(Self.most)))]
            return prices.count
        }
        record.log(
            .debug,
            "price kept",
            ["sku": .string(product.sku), "price": .double(product.price), "known": .int(count)]
        )
        return ["known": .int(count)]
    }
}
