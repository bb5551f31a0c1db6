import EventModel
import Pipeline

/// The producer: writes an edited product into the table `products`, unless a newer edit is there. The table's stream says the
/// rest.
struct ProductWriter: Sendable {
    let service: Service

    func handle(_ record: EventRecord) async throws -> JSON {
        let product = try Product(record.detail)
        try await service.call(2...15, record, "write")
        let isNew = try await record.context.keepNewest(product.json, product.sku, in: "products", by: "edit")
        record.log(
            .info,
            isNew ? "product written" : "a newer edit is written",
            ["sku": .string(product.sku), "edit": .int(product.edit)]
        )
        return ["written": .bool(isNew)]
    }
}
