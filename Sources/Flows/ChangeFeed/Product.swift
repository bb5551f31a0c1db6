import EventModel

/// A product as the catalogue's table has it.
struct Product: Hashable, Sendable {
    var sku: String
    var name: String
    var price: Double
    /// The number of the edit that made it so.
    var edit: Int
    /// The text to translate: a token of the sandbox.
    var text: String

    private static let names = [
        "Clay teapot", "Gooseneck kettle", "Tea whisk 茶筅", "Brewing scale", "Porcelain cups", "Thé à la menthe",
    ]

    /// What the load generator starts with: an edit of one of eighty products, or, where it is to fail, a product of its own.
    static func drawn(_ index: Int, _ fate: Fate, _ random: inout SeededRandom) -> Product {
        let known = random.whole(1...80)
        let tag = random.hex(6)
        return Product(
            sku: fate == .completes ? "prd-\(known)" : "prd-new-\(index + 1)-\(tag)",
            name: random.pick(names),
            // Few prices, so that some edits change only the name.
            price: Double(random.whole(2...9)) * 5 - 0.1,
            edit: index + 1,
            text: fate.token("txt", "garbled", &random)
        )
    }

    var json: JSON {
        [
            "sku": .string(sku), "name": .string(name), "price": .double(price), "edit": .int(edit),
            "text": .string(text),
        ]
    }

    /// - Throws: ``ErrorInfo`` `InvalidProduct`.
    init(_ json: JSON) throws {
        guard let sku = json["sku"]?.string, let name = json["name"]?.string, let price = json["price"]?.number,
            let edit = json["edit"]?.integer
        else { throw failure("InvalidProduct", "sku, name, price and edit are needed") }
        self.init(sku: sku, name: name, price: price, edit: edit, text: json["text"]?.string ?? "")
    }

    init(sku: String, name: String, price: Double, edit: Int, text: String) {
        self.sku = sku
        self.name = name
        self.price = price
        self.edit = edit
        self.text = text
    }
}
