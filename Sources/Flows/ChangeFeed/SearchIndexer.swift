import EventModel
import Pipeline

/// Keeps the words of every product's name, by the newest edit: changes may come twice, or late.
struct SearchIndexer: Sendable {
    let service: Service

    func handle(_ record: EventRecord) async throws -> JSON {
        let product = try Product(record.event)
        try await service.call(1...8, record, "index")
        let words = Set(product.name.lowercased().split { !$0.isLetter }.map(String.init)).sorted()
        let item: JSON = ["words": .array(words.map { .string($0) }), "edit": .int(product.edit)]
        let isNew = try await record.context.keepNewest(item, product.sku, in: "search-index", by: "edit")
        record.log(
            .debug,
            isNew ? "product indexed" : "a newer edit is indexed",
            ["sku": .string(product.sku), "words": .int(words.count)]
        )
        return ["indexed": .bool(isNew)]
    }
}
