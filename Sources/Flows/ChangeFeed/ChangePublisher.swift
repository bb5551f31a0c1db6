import EventModel
import Pipeline

/// Publishes changes of the table `products` to the topic `product-changes`: translates the texts of a whole batch in one request, then
/// publishes each change. A text that the translator can not take fails the request, so the batch: nothing of it is published.
struct ChangePublisher: Sendable {
    let service: Service
    static let topic = "product-changes"

    func handle(_ records: [EventRecord]) async throws -> JSON {
        var changes: [(record: EventRecord, message: TopicMessage)] = []
        for record in records {
            // A deletion has no text to translate, and no one to tell.
            guard let image = record.image("NewImage") else { continue }
            let product = try Product(image)
            try await frame { try await translate(product, alone: records.count == 1, record) }
            let before = try record.image("OldImage").map { try Product($0) }
            changes.append((record, message(product, before: before)))
        }
        if let first = records.first { try await service.call(5...30, first, "translate") }
        for (record, message) in changes { try await record.context.publish(message, to: Self.topic) }
        records.first?.log(.info, "changes published", ["count": .int(changes.count)])
        return ["published": .int(changes.count)]
    }

    /// The sandbox of the translator: a garbled text is refused until it was sent alone for as often as it says. Of a request for many
    /// texts nobody learns which of them it was.
    private func translate(_ product: Product, alone: Bool, _ record: EventRecord) async throws {
        let token = SandboxToken(product.text)
        guard token.times > 0 else { return }
        let table = "translator-requests"
        let earlier = try await record.context.item(product.text, in: table)?["requests"]?.integer ?? 0
        let request = alone ? try await record.context.countRequest(product.text, in: table) : earlier + 1
        guard request <= token.times else { return }
        throw failure(
            "TranslationFailed",
            alone
                ? "the text of \(product.sku) can not be translated: byte 0x9\(request) is no UTF-8"
                : "the translator refused the request: one of its texts is no UTF-8"
        )
    }

    private func message(_ product: Product, before: Product?) -> TopicMessage {
        var body = product.json.object ?? JSON.Object()
        body["text"] = nil
        if let before { body["price_before"] = .double(before.price) }
        let type = before == nil ? "ProductAdded" : "ProductChanged"
        return TopicMessage(
            JSON.object(body).description,
            subject: type,
            attributes: [
                "event_type": .init(type), "sku": .init(product.sku),
                "price_changed": .init("\(before?.price != product.price)"),
            ]
        )
    }
}
