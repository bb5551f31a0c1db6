import EventModel

/// An order as its events carry it.
struct Order: Sendable {
    struct Item: Hashable, Sendable {
        var sku: String
        var quantity: Int
        /// In hundredths.
        var price: Int
    }

    var id: String
    var customer: JSON
    var items: [Item]
    var currency: String
    /// Empty after the payment: no later event carries the card.
    var cardToken: String
    var cardLast4: String
    /// Names the reservation at the warehouse.
    var reservation: String

    /// In hundredths.
    var total: Int { items.reduce(0) { $0 + $1.quantity * $1.price } }

    /// `129.90`
    var totalText: String { Order.text(total) }

    static func text(_ hundredths: Int) -> String {
        let rest = hundredths % 100
        return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)"
    }
}

extension Order {
    /// What an item may say: no sum of the items of an event, which is 256 KiB long at most, overflows.
    private static let quantities = 1...1_000_000
    /// Below this.
    private static let mostPrice = 1e7

    /// Reads what ``json`` writes.
    ///
    /// - Throws: ``ErrorInfo`` `InvalidOrder` that names the member at fault.
    init(_ json: JSON) throws {
        func text(_ path: String) throws -> String {
            guard let text = json[path: path]?.string else {
                throw failure("InvalidOrder", "\(path) is missing or no string")
            }
            return text
        }
        id = try text("order_id")
        customer = json["customer"] ?? [:]
        currency = try text("currency")
        cardToken = json[path: "card.token"]?.string ?? ""
        cardLast4 = json[path: "card.last4"]?.string ?? ""
        reservation = try text("reservation")
        let entries = json["items"]?.array ?? []
        guard !entries.isEmpty else { throw failure("InvalidOrder", "order \(id) has no items") }
        items = try entries.enumerated().map { index, entry in
            guard let sku = entry["sku"]?.string, let quantity = entry["quantity"]?.integer,
                Self.quantities.contains(quantity), let price = entry["unit_price"]?.number, price >= 0,
                price < Self.mostPrice
            else {
                throw failure(
                    "InvalidOrder",
                    "items[\(index)] of order \(json["order_id"] ?? .null) needs a sku, a quantity from 1 to 1000000 "
                        + "and a unit_price from 0 to below 10000000"
                )
            }
            return Item(sku: sku, quantity: quantity, price: Int((price * 100).rounded()))
        }
    }

    var json: JSON {
        [
            "order_id": .string(id), "customer": customer,
            "items": .array(
                items.map {
                    [
                        "sku": .string($0.sku), "quantity": .int($0.quantity),
                        "unit_price": .double(Double($0.price) / 100),
                    ]
                }
            ),
            "total": .double(Double(total) / 100), "currency": .string(currency),
            "card": ["token": .string(cardToken), "last4": .string(cardLast4)], "reservation": .string(reservation),
        ]
    }
}
