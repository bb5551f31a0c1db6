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

    /// - Throws: ``ErrorInfo`` `InvalidCatalogue` that names the member at fault.
    init(_ json: JSON) throws {
        func text(_ value: JSON, _ name: String) throws -> String {
            guard let text = value[name]?.string else {
                throw failure("InvalidCatalogue", "\(name) is no string in \(value)")
            }
            return text
        }
        func whole(_ value: JSON, _ name: String) throws -> Int {
            guard let number = value[name]?.integer else {
                throw failure("InvalidCatalogue", "\(name) is no integer in \(value)")
            }
            return number
        }
        currency = try text(json, "currency")
        products = try (json["products"]?.array ?? []).map { item in
            guard let price = item["price"]?.number else {
                throw failure("InvalidCatalogue", "price is no number in \(item)")
            }
            return Product(
                sku: try text(item, "sku"),
                name: try text(item, "name"),
                price: Int((price * 100).rounded()),
                stock: try whole(item, "stock"),
                reorder: try whole(item, "reorder")
            )
        }
        customers = try (json["customers"]?.array ?? []).map {
            Customer(id: try text($0, "id"), name: try text($0, "name"), country: try text($0, "country"))
        }
        carriers = (json["carriers"]?.array ?? []).compactMap(\.string)
        guard !products.isEmpty, !customers.isEmpty, !carriers.isEmpty else {
            throw failure("InvalidCatalogue", "products, customers and carriers must not be empty")
        }
    }
}
