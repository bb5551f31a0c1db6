import EventModel
import Pipeline

/// Writes the customer's mail into the outbox: `outbox/ORDER.eml`, one an order.
struct ShopMailer: Sendable {
    let service: Service

    /// Takes what a topic gives a function (https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html).
    func handle(_ payload: JSON, _ context: any FunctionContext) async throws -> JSON {
        for (index, record) in (payload["Records"]?.array ?? []).enumerated() {
            guard let text = record["Sns"]?["Message"]?.string, let order = try? JSON(parsing: text),
                let id = order["order_id"]?.string, let address = order["email"]?.string
            else { throw failure("InvalidPayload", "Records[\(index)].Sns.Message is no order") }
            let mail = """
                From: shop@shop.example\r
                To: \(Self.line(address))\r
                Subject: \(Self.line(record["Sns"]?["Subject"]?.string ?? "Your order")): \(Self.line(id))\r
                Content-Type: text/plain; charset=utf-8\r
                \r
                Thank you. We have your order \(id): \(order["quantity"]?.integer ?? 0) of \(order["sku"]?.string ?? "?").\r

                """
            let context = context.record(index)
            try await context.put(Array(mail.utf8), key: "\(id).eml", in: "outbox")
            context.log(.info, "OrderSubmitted", "mail written", [JSON.Member("order_id", .string(id))])
        }
        return [:]
    }

    /// A header's value ends with its line.
    private static func line(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.filter { $0.value >= 32 && $0.value != 127 }))
    }
}
