import EventModel
import Pipeline

/// The change feed's door for HTTP: `PUT /api/products/{sku}` writes a product into the table `products`, unless a newer edit is there.
/// The table's stream says the rest.
struct ProductAPI: Sendable {
    let service: Service

    func handle(_ record: EventRecord) async throws -> JSON {
        let call = try GatewayCall(record.event)
        let sku = call.parameter("sku") ?? ""
        guard (1...64).contains(sku.utf8.count), sku.utf8.allSatisfy(Self.isPlain) else {
            let message = "a sku has 1 to 64 letters, digits, dots, hyphens and underscores"
            return GatewayCall.answer(400, ["message": .string(message), "path": "/sku"])
        }
        let product: Product
        do {
            guard case .object(var json) = try JSON(parsing: call.body) else {
                return GatewayCall.answer(400, ["message": "the body must be an object"])
            }
            json["sku"] = .string(sku)
            product = try Product(.object(json))
        } catch let error as ErrorInfo {
            return GatewayCall.answer(400, ["message": .string(error.message)])
        } catch {
            return GatewayCall.answer(400, ["message": .string("the body is \(error)")])
        }
        let isNew = try await record.context.keepNewest(product.json, product.sku, in: "products", by: "edit")
        let answer: JSON = ["sku": .string(sku), "edit": .int(product.edit), "written": .bool(isNew)]
        record.log(
            .info,
            isNew ? "product written" : "a newer edit is written",
            ["sku": .string(sku), "edit": .int(product.edit)]
        )
        return GatewayCall.answer(isNew ? 200 : 409, answer)
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || "-._".utf8.contains(byte)
    }
}
