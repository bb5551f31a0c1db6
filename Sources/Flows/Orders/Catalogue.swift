import EventModel

/// What the shop sells, to whom, and who carries it: `Resources/Orders/catalogue.json`.
struct Catalogue: Sendable {
    struct Product: Sendable {
        var sku: String
        var name: String
        /// In hundredths.
        var price: Int
        /// How many there are when the shop opens.
        var stock: Int
        /// How many the supplier brings once they have run short.
        var reorder: Int
    }
    struct Customer: Sendable {
        var id: String
        var name: String
        var country: String
    }

    var currency: String
    var products: [Product]
    var customers: [Customer]
    var carriers: [String]

    /// The catalogue that is built in.
    static let bundled: Catalogue = {
        do {
            return try Catalogue(JSON(parsing: PackageResources.catalogue_json))
        } catch {
            // The file is part of the program; a test reads it, so a broken one is never built.
            preconditionFailure("Resources/Orders/catalogue.json: \(error)")
        }
    }()

    func product(_ sku: String) -> Product? { products.first { $0.sku == sku } }

    /// What a product may cost, in units of the currency, and how many there may be: no sum of them overflows.
    private static let most = 1e7

    /// - Throws: ``ErrorInfo`` `InvalidCatalogue` that names the member at fault.
    init(_ json: JSON) throws {
        func text(_ value: JSON, _ place: String, _ name: String) throws -> String {
            guard let text = value[name]?.string else {
                throw failure("InvalidCatalogue", "\(place)\(name) is missing or no string")
            }
            return text
        }
        func whole(_ value: JSON, _ place: String, _ name: String) throws -> Int {
            guard let number = value[name]?.integer, (0...Int(Self.most)).contains(number) else {
                throw failure("InvalidCatalogue", "\(place)\(name) is no whole number from 0 to \(Int(Self.most))")
            }
            return number
        }
        currency = try text(json, "", "currency")
        products = try (json["products"]?.array ?? []).enumerated().map { index, item in
            let place = "products[\(index)]."
            guard let price = item["price"]?.number, price >= 0, price < Self.most else {
                throw failure("InvalidCatalogue", "\(place)price is no number from 0 to below \(Int(Self.most))")
            }
            return Product(
                sku: try text(item, place, "sku"),
                name: try text(item, place, "name"),
                price: Int((price * 100).rounded()),
                stock: try whole(item, place, "stock"),
                reorder: try whole(item, place, "reorder")
            )
        }
        customers = try (json["customers"]?.array ?? []).enumerated().map { index, item in
            let place = "customers[\(index)]."
            return Customer(
                id: try text(item, place, "id"),
                name: try text(item, place, "name"),
                country: try text(item, place, "country")
            )
        }
        carriers = (json["carriers"]?.array ?? []).compactMap(\.string)
        guard !products.isEmpty, !customers.isEmpty, !carriers.isEmpty else {
            throw failure("InvalidCatalogue", "products, customers and carriers must not be empty")
        }
    }
}
